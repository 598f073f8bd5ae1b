// Numbers as SPICE writes them, and as people read them.
#include "core/units.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace cimchar;

// What was printed with few digits, read back.
static Approx near(double value) {
    return Approx(value).epsilon(2 * std::numeric_limits<double>::epsilon()).margin(0);
}

TEST_CASE("parse_spice_number: plain numbers are read exactly", "[core]") {
    CHECK(parse_spice_number("0") == 0.0);
    CHECK(parse_spice_number("1e-3") == 1e-3);
    CHECK(parse_spice_number("-2.5") == -2.5);
    CHECK(parse_spice_number("+7") == 7.0);
    CHECK(parse_spice_number(".5") == 0.5);
    CHECK(parse_spice_number("180") == 180.0);
}

TEST_CASE("parse_spice_number: every scale factor of SPICE", "[core]") {
    CHECK(parse_spice_number("1t") == 1e12);
    CHECK(parse_spice_number("1g") == 1e9);
    CHECK(parse_spice_number("1meg") == 1e6);
    CHECK(parse_spice_number("1k") == 1e3);
    CHECK(parse_spice_number("1mil") == 25.4e-6);
    CHECK(parse_spice_number("1m") == 1e-3);
    CHECK(parse_spice_number("1u") == 1e-6);
    CHECK(parse_spice_number("1n") == 1e-9);
    CHECK(parse_spice_number("1p") == 1e-12);
    CHECK(parse_spice_number("1f") == 1e-15);
    CHECK(parse_spice_number("4.7k") == 4700);
    CHECK(parse_spice_number("180f") == 180e-15);
    CHECK(parse_spice_number("-1.5e1n") == -15e-9);
}

// A product with the scale rounds twice: 81.4 * 1e-15 is not 81.4e-15.
TEST_CASE("parse_spice_number: a suffix and an exponent write the same number", "[core]") {
    CHECK(parse_spice_number("81.4f") == 81.4e-15);
    CHECK(parse_spice_number("0.35u") == 0.35e-6);
    CHECK(parse_spice_number("1.302p") == 1.302e-12);
    CHECK(parse_spice_number("6.635e+1n") == 66.35e-9);
    CHECK(parse_spice_number("6635E-2n") == 66.35e-9);
    CHECK(parse_spice_number("+.07u") == 0.07e-6);
}

TEST_CASE("parse_spice_number: zero stays zero with any exponent", "[core]") {
    // 2147483647 is the largest int, and k would add three to it.
    CHECK(parse_spice_number("0e2147483647k") == 0.0);
}

TEST_CASE("parse_spice_number: case does not matter, so M is milli as in SPICE", "[core]") {
    CHECK(parse_spice_number("1M") == 1e-3);
    CHECK(parse_spice_number("1MEG") == 1e6);
    CHECK(parse_spice_number("1Meg") == 1e6);
    CHECK(parse_spice_number("20N") == 20e-9);
}

TEST_CASE("parse_spice_number: letters after the suffix are a unit", "[core]") {
    CHECK(parse_spice_number("20ns") == 20e-9);
    CHECK(parse_spice_number("1.1V") == 1.1);
    CHECK(parse_spice_number("2kohm") == 2000.0);
    CHECK(parse_spice_number("1F") == 1e-15);  // SPICE's trap, kept: a lone F is femto, not farad
}

TEST_CASE("parse_spice_number: what is no number is refused and quoted", "[core]") {
    auto const* const text = GENERATE("", " ", "abc", "n20", "-", "1.5.2", "20n5", "1e3 ", "inf", "nan", "1e999",
                                      "2min", "1 hour", "2hours");
    CAPTURE(text);
    CHECK_THROWS_AS(parse_spice_number(text), InputError);
    CHECK_THROWS_WITH(parse_spice_number(text), Catch::StartsWith("'" + std::string(text) + "'"));
}

TEST_CASE("with_unit: the prefix leaves one to three digits before the point", "[core]") {
    CHECK(with_unit(1.11e-6, "W") == "1.11 µW");
    CHECK(with_unit(0.0875, "V") == "87.5 mV");
    CHECK(with_unit(1.0, "V") == "1 V");
    CHECK(with_unit(999.0, "V") == "999 V");
    CHECK(with_unit(1000.0, "Hz") == "1 kHz");
    CHECK(with_unit(2.5e6, "Ω") == "2.5 MΩ");
    CHECK(with_unit(1e9, "Hz") == "1 GHz");
    CHECK(with_unit(-20e-9, "s") == "-20 ns");
    CHECK(with_unit(180e-15, "F") == "180 fF");
}

TEST_CASE("scaled_unit: one unit for many values", "[core]") {
    CHECK(scaled_unit(1.11e-6, "W").name == "µW");
    CHECK(scaled_unit(1.11e-6, "W").size == Approx(1e-6));
    CHECK(scaled_unit(-0.02, "V").name == "mV");
    for (double const plain : {0.0, std::numeric_limits<double>::quiet_NaN()}) {
        CHECK(scaled_unit(plain, "V").name == "V");
        CHECK(scaled_unit(plain, "V").size == 1);
    }
    CHECK(scaled_unit(1e-5, "LSB").name == "LSB");
    CHECK(scaled_unit(1e-5, "").name.empty());
}

TEST_CASE("with_unit: beyond the prefixes the number carries the rest", "[core]") {
    CHECK(with_unit(2e-17, "F") == "0.02 fF");
    CHECK(with_unit(5e12, "Hz") == "5000 GHz");
}

TEST_CASE("with_unit: significant digits are the caller's", "[core]") {
    CHECK(with_unit(1.23456e-3, "A") == "1.235 mA");
    CHECK(with_unit(1.23456e-3, "A", 2) == "1.2 mA");
    CHECK(with_unit(432e-15, "s", 2) == "430 fs");
    CHECK(with_unit(1234.5, "LSB", 2) == "1200 LSB");
    CHECK(with_unit(5.432e12, "Hz", 2) == "5400 GHz");
    CHECK(with_unit(1.5e-7, "LSB", 2) == "1.5e-07 LSB");
}

TEST_CASE("with_unit: units without prefixes, zero and undefined values print plainly", "[core]") {
    CHECK(with_unit(0.05, "LSB") == "0.05 LSB");
    CHECK(with_unit(46.8, "dB") == "46.8 dB");
    CHECK(with_unit(1500, "") == "1500");
    CHECK(with_unit(0, "V") == "0 V");
    CHECK(with_unit(std::numeric_limits<double>::quiet_NaN(), "V") == "nan V");
    CHECK(with_unit(-std::numeric_limits<double>::infinity(), "V") == "-inf V");
}

TEST_CASE("units: what with_unit prints in ASCII, parse_spice_number reads back", "[core]") {
    for (double const value : {87.5e-3, 20e-9, 4.7e3, 180e-15, 12e-12}) {
        auto text = with_unit(value, "V");
        text.erase(text.find(' '), 1);
        CHECK(parse_spice_number(text) == near(value));
    }
}
