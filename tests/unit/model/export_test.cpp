#include "core/error.hpp"
#include "model/evaluate.hpp"
#include "model/export/exporters.hpp"
#include "model/export/pieces.hpp"
#include "model/export/words.hpp"
#include "model/transfer.hpp"
#include "synthetic_circuit.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::model;
using namespace cimchar::model::test;
using Catch::Matchers::Contains;

namespace {

/// Largest difference between the pieces and evaluate(), at and between the points.
double worst_difference(BehaviouralModel const& m, Condition const& condition, VirtualChip const* chip) {
    auto const pieces = curve_pieces(m, condition, chip);
    double worst = 0;
    for (double x = 0; x <= 63; x += 0.25) {
        auto const want = evaluate(m, condition, std::vector{x}, chip).output[0];
        worst = std::max(worst, std::abs(value_at(pieces, x) - want));
    }
    return worst;
}

}  // namespace

// Sums of a few terms of about 1 V, each to 2e-16 of itself.
constexpr double same_v = 1e-14;

TEST_CASE("export: a curve's pieces are the model's output, at every condition and of every chip", "[model]") {
    auto m = fit(synthetic_input(50));
    REQUIRE(m.transfer.basis == Basis::chebyshev);
    auto const chips = sample(m, 3, 2);
    for (auto const& condition : {Condition{"tt", 27, 1.0}, Condition{"ff", 10, 0.95}, Condition{"ss", 80, 1.1}})
        for (auto const* chip : {static_cast<VirtualChip const*>(nullptr), &chips[0], &chips[1]})
            CHECK(worst_difference(m, condition, chip) < same_v);
    // Terms of the bits: 64 codes have 6 of them, and 5 products of neighbours, for each process and term.
    auto const terms = m.terms.exponents.size();
    std::vector<double> with_bits;
    for (std::size_t row = 0; row < m.domain.processes.size() * terms; ++row) {
        auto const at = m.transfer.coefficients.begin() + static_cast<std::ptrdiff_t>(row * m.transfer.columns);
        with_bits.insert(with_bits.end(), at, at + static_cast<std::ptrdiff_t>(m.transfer.columns));
        for (int k = 0; k < 11; ++k) with_bits.push_back(1e-3 * (k + 1) / (1.0 + static_cast<double>(row)));
    }
    m.transfer.coefficients = with_bits;
    m.transfer.columns += 11;
    m.transfer.bits = 6;
    CHECK(worst_difference(m, {"ff", 10, 0.95}, &chips[0]) < same_v);
}

TEST_CASE("export: pieces between knots are the monotone cubic", "[model]") {
    auto m = fit(synthetic_input(0, {{"tt", 27, 1.0}}));
    auto const y = evaluate(m, {"tt", 27, 1.0}, m.points).output;
    m.transfer = through_all(m.points);
    m.transfer.coefficients = y;
    for (std::size_t i = 0; i < y.size(); ++i) m.transfer.coefficients[i] -= i > 30 ? 0.1 : 0;  // a step
    m.transfer.pattern.assign(m.points.size(), 0);
    CHECK(worst_difference(m, {"tt", 27, 1.0}, nullptr) < same_v);
    auto const pieces = curve_pieces(m, {"tt", 27, 1.0});
    CHECK(value_at(pieces, -5) == value_at(pieces, 0));  // nothing is extrapolated
    CHECK(value_at(pieces, 70) == value_at(pieces, 63));
}

TEST_CASE("export: the same request gives the same text, and chip i is the same however many there are", "[model]") {
    auto const m = fit(synthetic_input(50));
    ExportRequest const request{{"tt", 27, 1.0}, 2, 5, {}};
    for (auto const text : {csv_text, spice_text, veriloga_text, crosssim_text, aihwkit_text})
        CHECK(static_cast<std::string (*)(BehaviouralModel const&, ExportRequest const&)>(text)(m, request) ==
              static_cast<std::string (*)(BehaviouralModel const&, ExportRequest const&)>(text)(m, request));
    ExportRequest const more{{"tt", 27, 1.0}, 3, 5, {}};
    auto const few = spice_text(m, request);
    auto const many = spice_text(m, more);
    auto const chip1 = few.substr(few.find(".subckt synthetic_chip1"));
    CHECK(many.find(chip1) != std::string::npos);
}

TEST_CASE("export: what has no place in a file is refused", "[model]") {
    auto const m = fit(synthetic_input(0));
    CHECK_THROWS_WITH(spice_text(m, {{"tt", 27, 1.2}, {}, 1, {}}), Contains("supply 1.2 V"));
    CHECK_THROWS_WITH(veriloga_text(m, {{"tx", 27, 1.0}, {}, 1, {}}), Contains("'tx' was not characterized"));
    CHECK_THROWS_WITH(csv_text(m, {{"tt", 27, 1.0}, 1, 1, {}}), Contains("holds no mismatch"));
    CHECK_THROWS_WITH(neurosim_text(m, {{"tt", 27, 1.0}, {}, 1, {}}), Contains("r_lrs_ohm"));
}

TEST_CASE("export: names and texts of a user's cannot end what they stand in", "[model]") {
    CHECK(identifier("My-Inverter 2") == "my_inverter_2");
    CHECK(identifier("2stage") == "x2stage");
    CHECK(identifier("") == "model");
    CHECK(class_name("nn_adc") == "NnAdc");
    CHECK(harmless("a\"\"\"\nimport os\\'°") == "a____import os____");
    CHECK(real(3) == "3.0");
    CHECK(real(1e-5) == "1e-05");
    CHECK(real(0.1) == "0.1");
    auto m = fit(synthetic_input(0));
    m.origin.campaign_name = "x\n.control";
    auto const text = spice_text(m, {{"tt", 27, 1.0}, {}, 1, {}});
    CHECK(text.find("\n.control") == std::string::npos);
}
