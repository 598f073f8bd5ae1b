// What a page of docs/formats says is in a file, to be compared with what is really written.
#pragma once
#include "store/hdf5.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace cimchar::store::test {

/// The rows "| `/path` | type | shape | …" of a page: path -> "type" or "type, n axes".
inline std::map<std::string, std::string> documented(std::string const& page) {
    std::map<std::string, std::string> out;
    std::ifstream in(std::string(CIMCHAR_SOURCE_DIR) + "/" + page);
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("| `/")) continue;
        std::vector<std::string> cells;
        std::istringstream row(line.substr(1));
        for (std::string cell; std::getline(row, cell, '|');) {
            auto const first = cell.find_first_not_of(" `");
            cells.push_back(first == std::string::npos ? ""
                                                       : cell.substr(first, cell.find_last_not_of(" `") - first + 1));
        }
        auto const& shape = cells.at(2);  // "(n,)" has one axis, "(n, m)" two
        auto const axes =
            shape.empty() ? 0 : std::count(shape.begin(), shape.end(), ',') + (shape.ends_with(",)") ? 0 : 1);
        out[cells[0]] = cells.at(1) + (axes == 0 ? "" : ", " + std::to_string(axes) + " axes");
    }
    return out;
}

/// The same of a file; members of `named` groups are called NAME.
inline std::map<std::string, std::string> written(h5::Handle const& file, std::vector<std::string> const& named) {
    std::map<std::string, std::string> out;
    for (auto const& [path, entry] : h5::inventory(file)) {
        auto name = path;
        for (auto const& group : named) {
            if (!name.starts_with(group + "/")) continue;
            auto const at = name.find('@');
            name = group + "/NAME" + (at == std::string::npos ? "" : name.substr(at));
        }
        out[name] = entry.type + (entry.rank == 0 ? "" : ", " + std::to_string(entry.rank) + " axes");
    }
    return out;
}

/// Lines "only here: …" for all that one has and the other has not.
inline std::vector<std::string> differences(std::map<std::string, std::string> const& page,
                                            std::map<std::string, std::string> const& file) {
    std::vector<std::string> out;
    auto const compare = [&](auto const& a, auto const& b, char const* where) {
        for (auto const& [path, type] : a)
            if (!b.contains(path) || b.at(path) != type) out.push_back(where + path + " (" + type + ")");
    };
    compare(page, file, "only on the page: ");
    compare(file, page, "only in the file: ");
    return out;
}

}  // namespace cimchar::store::test
