// Suggestions for mistyped words.
#include "core/nearest.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;

namespace {
std::vector<std::string> const keys{"temperature_c", "supply_v", "process", "samples", "seed"};
}

TEST_CASE("nearest: a slip of the fingers finds its word", "[core]") {
    CHECK(nearest("suply_v", keys) == "supply_v");             // one letter left out
    CHECK(nearest("sampless", keys) == "samples");             // one too many
    CHECK(nearest("proces", keys) == "process");               // at the end
    CHECK(nearest("temparature_c", keys) == "temperature_c");  // one wrong
    CHECK(nearest("sede", keys) == "seed");                    // two swapped are two edits, half of four letters
    CHECK(nearest("seed", keys) == "seed");
}

TEST_CASE("nearest: a word that shares nothing has no neighbour", "[core]") {
    CHECK(nearest("kiwi", keys).empty());
    CHECK(nearest("", keys).empty());
    CHECK(nearest("seed", {}).empty());
}

TEST_CASE("nearest: of equally near words the first is taken", "[core]") {
    CHECK(nearest("st", {"tt", "ss"}) == "tt");
}

TEST_CASE("nearest: the order of letters counts", "[core]") {
    CHECK(nearest("ab", {"ba", "ac"}) == "ac");  // distance 2 is more than half of the letters, 1 is not
}

TEST_CASE("suggestion: one near word is asked for, otherwise all are listed", "[core]") {
    CHECK(suggestion("suply_v", keys) == "; did you mean 'supply_v'?");
    CHECK(suggestion("kiwi", {"on", "off"}) == "; valid: on, off");
}
