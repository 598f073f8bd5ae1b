#include "store/common_tables.hpp"

namespace cimchar::store {

void write_pairs(h5::Handle const& where, std::string const& group,
                 std::vector<std::pair<std::string, std::string>> const& pairs) {
    auto const table = h5::create_group(where, group);
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (auto const& [name, value] : pairs) {
        names.push_back(name);
        values.push_back(value);
    }
    h5::write(table, "name", names);
    h5::write(table, "value", values);
}

void write_conditions(h5::Handle const& where, std::vector<Condition> const& conditions) {
    std::vector<std::string> process;
    std::vector<double> temperature_c;
    std::vector<double> supply_v;
    for (auto const& c : conditions) {
        process.push_back(c.process);
        temperature_c.push_back(c.temperature_c);
        supply_v.push_back(c.supply_v);
    }
    h5::write(where, "process", process);
    h5::set_attribute<std::string>(h5::write(where, "temperature_c", temperature_c), "unit", "°C");
    h5::set_attribute<std::string>(h5::write(where, "supply_v", supply_v), "unit", "V");
}

}  // namespace cimchar::store
