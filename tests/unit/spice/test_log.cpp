// The simulator's log: bounded, searchable, and readable after a crash.
#include "spice/ngspice_log.hpp"

#include <catch2/catch.hpp>

using namespace cimchar::spice;

TEST_CASE("log ring: the tail is the last whole lines", "[spice_log]") {
    LogRing ring;
    CHECK(ring.tail().empty());
    for (auto const* line : {"one", "two", "three"}) ring.append(line);
    CHECK(ring.tail(2) == "two\nthree");
    CHECK(ring.tail(30) == "one\ntwo\nthree");
    ring.clear();
    CHECK(ring.tail().empty());
}

TEST_CASE("log ring: what does not fit any more is forgotten, in whole lines", "[spice_log]") {
    LogRing ring;
    for (int i = 0; i < 20'000; ++i) ring.append("line " + std::to_string(i));
    CHECK(ring.tail(2) == "line 19998\nline 19999");
    auto const all = ring.tail(1'000'000);
    CHECK(all.starts_with("line "));
    CHECK(all.size() <= ring.text.size());
    ring.append(std::string(1'000'000, 'x'));
    CHECK(ring.tail(1).size() < ring.text.size());
}

TEST_CASE("log: lines since the mark, without streams' names, progress and blank lines", "[spice_log]") {
    NgspiceLog log;
    log.add("stdout before");
    log.mark();
    log.add("stderr Note: Starting dynamic gmin stepping");
    log.add(" Reference value :  1.0e-10\r");
    log.add("stdout ");
    CHECK_FALSE(log.contains("before"));
    CHECK(log.contains("gmin stepping"));
    REQUIRE(log.lines().size() == 1);
    CHECK(log.lines().front().is_error_stream);
    CHECK(log.ring().tail() == "before\nNote: Starting dynamic gmin stepping");
}

TEST_CASE("log: notes and warnings are no errors", "[spice_log]") {
    NgspiceLog log;
    for (auto const* line :
         {"stderr Note: Starting dynamic gmin stepping", "stderr Warning: singular matrix:  check node a",
          "stderr Trying gmin =   1.0000E-03 Note: One successful gmin step", "stdout Error is a word"})
        log.add(line);
    CHECK(log.first_error().empty());
}

TEST_CASE("log: the first error comes with the lines that explain it", "[spice_log]") {
    NgspiceLog log;
    log.add("stderr warning, can't find model 'nope' from line");
    log.add("stdout Circuit: t");
    log.add("stderr Error on line 4 or its substitute:");
    log.add("stderr m1 a a 0 0 nope w=1u l=1u");
    log.add("stderr could not find a valid modelname");
    log.add("stderr Error: later");
    CHECK(log.first_error() ==
          "Error on line 4 or its substitute: | m1 a a 0 0 nope w=1u l=1u | could not find a valid modelname");
}
