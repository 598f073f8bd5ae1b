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

std::vector<std::pair<std::string, std::string>> read_pairs(h5::Handle const& where, std::string const& group) {
    auto const g = h5::open_group(where, group);
    auto const names = h5::read<std::string>(g, "name");
    auto const values = h5::read<std::string>(g, "value");
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 0; i < names.size(); ++i) pairs.emplace_back(names[i], values.at(i));
    return pairs;
}

std::vector<Condition> read_conditions(h5::Handle const& where) {
    auto const process = h5::read<std::string>(where, "process");
    auto const temperature_c = h5::read<double>(where, "temperature_c");
    auto const supply_v = h5::read<double>(where, "supply_v");
    std::vector<Condition> conditions;
    for (std::size_t i = 0; i < process.size(); ++i)
        conditions.push_back({process[i], temperature_c.at(i), supply_v.at(i)});
    return conditions;
}

}  // namespace cimchar::store
