#include "model/array_groups.hpp"

#include "model/contributions.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

using namespace cimchar::model;

namespace {
using Names = std::vector<std::string>;

/// "a0.b0" … with `rows` times `columns` members.
Names array(int rows, int columns) {
    Names out;
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j) out.push_back(fmt::format("a{}.b{}", i, j));
    return out;
}
}  // namespace

TEST_CASE("group_arrays: rows of a bit line are taken together, bit lines and single devices are not", "[model]") {
    Names names;
    for (int k = 0; k < 8; ++k) names.push_back(fmt::format("bl{}.t0.vth_v", k));
    for (int k = 0; k < 2; ++k)
        for (int row = 0; row < 256; ++row)
            for (auto const* what : {"t2.vth_v", "rram.g"}) names.push_back(fmt::format("bl{}.row{}.{}", k, row, what));
    names.emplace_back("cs.c");
    auto const got = group_arrays(names);
    REQUIRE(got.names.size() == 8 + 4 + 1);
    CHECK(got.names[0] == "bl0.t0.vth_v");
    CHECK(Names(got.names.begin() + 8, got.names.end()) ==
          Names{"bl0.row*.t2.vth_v", "bl0.row*.rram.g", "bl1.row*.t2.vth_v", "bl1.row*.rram.g", "cs.c"});
    for (std::size_t i = 0; i < names.size(); ++i)  // every parameter is in the group that has its bit line and device
        CHECK(got.names[got.group_of[i]].substr(0, 3) == names[i].substr(0, 3));
    CHECK(got.group_of.back() == 12);
}

TEST_CASE("group_arrays: what may be the bits of a word is no array", "[model]") {
    CHECK(group_arrays(array(1, 16)).names == array(1, 16));
    CHECK(group_arrays(array(1, 17)).names == Names{"a0.b*"});
    CHECK(group_arrays(array(17, 1)).names == Names{"a*.b0"});
}

TEST_CASE("group_arrays: the number with the most members counts, of equally many the last", "[model]") {
    CHECK(group_arrays(array(20, 19)).names.front() == "a*.b0");
    CHECK(group_arrays(array(20, 19)).names.size() == 19);
    CHECK(group_arrays(array(20, 20)).names.front() == "a0.b*");
    CHECK(group_arrays(array(20, 20)).names.size() == 20);
}

TEST_CASE("group_arrays: a member that went to a longer row is not counted twice", "[model]") {
    // a0.b* has 40 members. a*.b0 has 17 with a0.b0, which the longer row takes: 16 remain, too few.
    auto names = array(1, 40);
    for (int i = 1; i <= 16; ++i) names.push_back(fmt::format("a{}.b0", i));
    CHECK(group_arrays(names).names.size() == 1 + 16);
    names.emplace_back("a17.b0");
    CHECK(group_arrays(names).names == Names{"a0.b*", "a*.b0"});
}

TEST_CASE("group_arrays: names without numbers, or that differ in more than one, stay alone", "[model]") {
    Names names{"left.vth_v", "right.vth_v", "vth_v", ""};
    for (int i = 0; i < 30; ++i) names.push_back(fmt::format("m{}.w{}", i, 2 * i));
    auto const got = group_arrays(names);
    CHECK(got.names == names);
    CHECK(got.group_of == ungrouped(names).group_of);
    CHECK(group_arrays({}).names.empty());
}

TEST_CASE("contributions: variance by hand, of an array and of a single device", "[model]") {
    // The single device: (2·3)² = 36. The array: 20 devices of (0.5·3)² = 2.25 each, 45. Of 81, times R² 0.9.
    Mismatch m;
    m.parameters = array(1, 20);
    m.parameters.insert(m.parameters.end(), {"idle", "single"});
    m.parameter_sigma.assign(22, 3);
    m.weights = {1, 22, std::vector<double>(22, 0.5)};
    m.weights.values[20] = 0;
    m.weights.values[21] = 2;
    m.r2 = {0.9};
    auto const got = contributions(m, 0);
    REQUIRE(got.size() == 2);
    CHECK(got[0].name == "a0.b*");
    CHECK(got[0].share == Approx(0.9 * 45 / 81));
    CHECK(got[1].name == "single");
    CHECK(got[1].share == Approx(0.9 * 36 / 81));
    m.parameter_sigma.clear();  // of an old file
    CHECK(contributions(m, 0).empty());
}
