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
    CHECK(nearest("sede", keys) == "seed");                    // two swapped
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

TEST_CASE("nearest: two neighbouring letters that changed places are one slip", "[core]") {
    CHECK(nearest("rnu", {"ran", "run"}) == "run");  // distance 1 against 2
    CHECK(nearest("abc", {"cba", "abd"}) == "abd");  // letters that are not neighbours are two
}

TEST_CASE("nearest: the beginning of a longer word finds it", "[core]") {
    CHECK(nearest("enob", {"sndr_db", "enob_bit"}) == "enob_bit");
    CHECK(nearest("s", keys).empty());  // one letter says too little
}

TEST_CASE("suggestion: one near word is asked for, otherwise all are listed", "[core]") {
    CHECK(suggestion("suply_v", keys) == "; did you mean 'supply_v'?");
    CHECK(suggestion("kiwi", {"on", "off"}) == "; valid: on, off");
}
