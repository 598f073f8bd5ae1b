#include "core/error.hpp"
#include "store/hdf5.hpp"
#include "store/results.hpp"

#include <fmt/format.h>

namespace cimchar::store {

namespace {

std::map<std::string, h5::Entry> reproducible_part(std::string const& path) {
    try {
        return h5::inventory(h5::open_file(path), "/run");
    } catch (h5::Error const& error) {
        throw InputError(fmt::format("{} cannot be read ({}); give a results file", path, error.what()));
    }
}

}  // namespace

bool same_results(std::string const& a, std::string const& b, std::string* difference) {
    auto const left = reproducible_part(a);
    auto const right = reproducible_part(b);
    auto const differs = [&](std::string const& name) {
        if (difference != nullptr) *difference = name;
        return false;
    };
    for (auto const& [name, entry] : left) {
        auto const found = right.find(name);
        if (found == right.end() || found->second.type != entry.type || found->second.rank != entry.rank ||
            found->second.contents != entry.contents)
            return differs(name);
    }
    for (auto const& [name, entry] : right)
        if (!left.contains(name)) return differs(name);
    return true;
}

}  // namespace cimchar::store
