// docs/formats/onnx.md and the reader name the same operators; without libonnx, the reader says so.
#include "core/error.hpp"
#include "network/onnx/read_onnx.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

using namespace cimchar;
using namespace cimchar::network;

TEST_CASE("onnx: the page lists the operators that are read", "[network]") {
    std::ifstream page(CIMCHAR_SOURCE_DIR "/docs/formats/onnx.md");
    std::vector<std::string> listed;  // rows "| `Add` | …", several names in a cell
    for (std::string line; std::getline(page, line);) {
        if (!line.starts_with("| `")) continue;
        auto cell = line.substr(1, line.find('|', 1) - 1);
        for (auto at = cell.find('`'); at != std::string::npos; at = cell.find('`')) {
            auto const end = cell.find('`', at + 1);
            listed.push_back(cell.substr(at + 1, end - at - 1));
            cell = cell.substr(end + 1);
        }
    }
    std::sort(listed.begin(), listed.end());
    auto const read = onnx_operators();
    CHECK(std::is_sorted(read.begin(), read.end()));
    CHECK(listed == std::vector<std::string>(read.begin(), read.end()));
}

TEST_CASE("onnx: a program built without libonnx names the packages", "[network]") {
    if (has_onnx()) {
        WARN("SKIPPED: this build has libonnx; -DCIMCHAR_ONNX=OFF has none");
        return;
    }
    CHECK_THROWS_WITH(read_onnx("n.onnx"), Catch::Contains("install libonnx-dev and libprotobuf-dev"));
}
