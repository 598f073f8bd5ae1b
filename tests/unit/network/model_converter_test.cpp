// Converters from behavioural models, against levels by hand.
#include "network/crossbar/model_converter.hpp"

#include "core/error.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::network;

namespace {

Condition const at{"tt", 27, 1};

/// 256 codes become volts, one a code; chips have an offset of 2 LSB, alike for all or of either sign.
model::BehaviouralModel line_model() {
    model::BehaviouralModel m;
    m.block = "line";
    m.ports = {{"code", "", "in"}, {"output", "V", "out"}};
    m.domain.input = {0, 255};
    m.domain.processes = {{"tt", {27, 27}, {1, 1}}};
    m.terms.exponents = {{0, 0}};
    m.points = {0, 255};
    m.transfer.basis = model::Basis::pchip;
    m.transfer.knots = {0, 100, 200, 255};
    m.transfer.columns = 4;
    m.transfer.coefficients = {0, 100, 200, 255};
    m.transfer.pattern = {0, 0};
    m.lsb = {"lsb", "V", "", {1, 1, {1}}, 0};
    m.noise = {{"noise", "V", "", {1, 1, {0.25}}, 0}};
    return m;
}

}  // namespace

TEST_CASE("model converter: a straight curve is an ideal converter", "[network]") {
    auto const made = converters_of(line_model(), at, 8, 1, 0, 1);
    REQUIRE(made.converters.size() == 1);
    CHECK(made.noise_lsb == Approx(0.25));
    CHECK(made.span_lsb == Approx(255));
    Quantizer const ideal(8);
    for (float input = -1; input < 257; input += 0.37F) CHECK(made.converters[0].code(input) == ideal.code(input));
}

TEST_CASE("model converter: a bent curve moves its levels, a flat part is a missing code", "[network]") {
    auto bent = line_model();
    bent.transfer.knots = {0, 100, 102, 255};
    bent.transfer.coefficients = {0, 100, 103.4,
                                  255};  // two inputs where the output rises by 3.4: codes 101 … 103 crowd
    auto const converter = converters_of(bent, at, 8, 1, 0, 1).converters[0];
    CHECK(converter.code(102) == 103);
    CHECK(converter.code(100) == 100);
    CHECK(converter.code(255) == 255);
    auto back = line_model();
    back.transfer.knots = {0, 100, 104, 255};
    back.transfer.coefficients = {0, 100, 100, 255};  // stands still
    auto const slow = converters_of(back, at, 8, 1, 0, 1).converters[0];
    CHECK(slow.code(103) == 100);
}

TEST_CASE("model converter: what a model does not know is refused", "[network]") {
    auto const m = line_model();
    CHECK_THROWS_WITH(converters_of(m, at, 8, 1, 1, 1), Catch::Contains("no chip-to-chip mismatch"));
    CHECK_THROWS_AS(converters_of(m, {"tt", 80, 1}, 8, 1, 0, 1), InputError);
    auto flat = m;
    flat.transfer.coefficients = {1, 1, 1, 1};
    CHECK_THROWS_WITH(converters_of(flat, at, 8, 1, 0, 1), Catch::Contains("ends where it begins"));
}
