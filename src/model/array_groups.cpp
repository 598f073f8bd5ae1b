#include "model/array_groups.hpp"

#include <map>
#include <numeric>

namespace cimchar::model {

namespace {

constexpr char const* digits = "0123456789";

/// The name with one of its numbers replaced by '*', for every number in it.
std::vector<std::string> patterns_of(std::string const& name) {
    std::vector<std::string> out;
    for (auto begin = name.find_first_of(digits); begin != std::string::npos;) {
        auto const end = std::min(name.find_first_not_of(digits, begin), name.size());
        out.push_back(name.substr(0, begin) + '*' + name.substr(end));
        begin = name.find_first_of(digits, end);
    }
    return out;
}

}  // namespace

Grouping group_arrays(std::vector<std::string> const& parameters) {
    std::map<std::string, std::size_t> members;
    for (auto const& name : parameters)
        for (auto const& pattern : patterns_of(name)) ++members[pattern];
    std::vector<std::string> chosen;
    std::map<std::string, std::size_t> choosers;
    for (auto const& name : parameters) {
        auto best = name;
        std::size_t most = 0;
        for (auto const& pattern : patterns_of(name)) {
            if (members[pattern] < most) continue;
            most = members[pattern];
            best = pattern;
        }
        ++choosers[best];
        chosen.push_back(best);
    }
    Grouping out;
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        // In an array that is no rectangle some members have gone to a longer row.
        auto const& name = choosers[chosen[i]] > largest_word ? chosen[i] : parameters[i];
        auto const [place, is_new] = places.try_emplace(name, out.names.size());
        if (is_new) out.names.push_back(name);
        out.group_of.push_back(place->second);
    }
    return out;
}

Grouping ungrouped(std::vector<std::string> const& parameters) {
    Grouping out{parameters, std::vector<std::size_t>(parameters.size())};
    std::iota(out.group_of.begin(), out.group_of.end(), std::size_t{0});
    return out;
}

}  // namespace cimchar::model
