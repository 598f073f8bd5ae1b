#include "store/model_file.hpp"

#include "core/error.hpp"
#include "model/evaluate.hpp"
#include "store/hdf5.hpp"
#include "synthetic_campaign.hpp"
#include "synthetic_model.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::store;
using namespace cimchar::store::test;
using Catch::Matchers::Contains;

TEST_CASE("model file: what is read evaluates and samples to the same bits", "[store]") {
    TemporaryDirectory const dir;
    for (bool const kinked : {false, true}) {
        auto const m = synthetic_model(kinked);
        CHECK((m.transfer.basis == model::Basis::pchip) == kinked);
        write_model(dir / "model.h5", m);
        auto const read = read_model(dir / "model.h5");
        Condition const inside{"ss", 20, 1.03};
        std::vector const inputs{0.0, 17.25, 63.0};
        auto const chips = model::sample(m, 1, 3);
        auto const again = model::sample(read, 1, 3);
        for (std::size_t c = 0; c < chips.size(); ++c) {
            CHECK(chips[c].scores == again[c].scores);
            CHECK(model::evaluate(m, inside, inputs, &chips[c]).output ==
                  model::evaluate(read, inside, inputs, &again[c]).output);
        }
        CHECK(model::evaluate(read, inside, inputs).noise.at(0) == Approx(1e-4));
        CHECK(model::evaluate(read, inside, inputs).cost.at(0) == Approx(6e-8));
    }
}

TEST_CASE("model file: terms of the bits are read back", "[store]") {
    TemporaryDirectory const dir;
    auto input = synthetic_fit_input(false);
    for (auto& trial : input.trials)
        for (std::size_t i = 32; i < trial.curve.size(); ++i)
            trial.curve[i] += 0.4e-3 * input.conditions[trial.condition].supply_v;
    auto const m = model::fit(input);
    REQUIRE(m.transfer.bits == 6);
    write_model(dir / "model.h5", m);
    auto const read = read_model(dir / "model.h5");
    std::vector const inputs{0.0, 31.0, 31.5, 32.0, 63.0};
    CHECK(model::evaluate(m, {"ss", 20, 1.03}, inputs).output ==
          model::evaluate(read, {"ss", 20, 1.03}, inputs).output);
    CHECK(read.terms.share == m.terms.share);
    CHECK(read.mismatch.left_max_lsb == m.mismatch.left_max_lsb);
}

TEST_CASE("model file: the certificate and the origin are read back", "[store]") {
    TemporaryDirectory const dir;
    auto const m = synthetic_model();
    write_model(dir / "model.h5", m);
    auto const read = read_model(dir / "model.h5");
    REQUIRE(read.validation.held_out_conditions.size() == m.validation.held_out_conditions.size());
    auto const& held = read.validation.held_out_conditions.at(0);
    CHECK(held.condition == m.validation.held_out_conditions[0].condition);
    CHECK(held.tried == 8);
    CHECK(held.predicted == m.validation.held_out_conditions[0].predicted);
    CHECK(held.nominal_curve.rms_lsb == m.validation.held_out_conditions[0].nominal_curve.rms_lsb);
    CHECK(read.validation.chips.predicted.values == m.validation.chips.predicted.values);
    CHECK(read.validation.chips.modes.max_lsb == m.validation.chips.modes.max_lsb);
    CHECK(read.validation.population.held_out == 20);
    CHECK(read.validation.population.tests.size() == 4);
    CHECK(read.validation.concerns == m.validation.concerns);
    CHECK(read.origin.campaign_text == m.origin.campaign_text);
    CHECK(read.origin.retried == 2);
    CHECK(read.origin.parameters == m.origin.parameters);
    CHECK(read.ports.at(1).unit == "V");
}

TEST_CASE("model file: newer versions, other files and damage are refused in one line", "[store]") {
    TemporaryDirectory const dir;
    auto file = h5::create_file(dir / "x.h5");
    h5::set_attribute<std::string>(file, "file_type", "cimchar-model");
    h5::set_attribute(file, "format_version", model_format_version + 1);
    h5::close_file(std::move(file));
    CHECK_THAT(input_error_of([&] { (void)read_model(dir / "x.h5"); }),
               Contains("model format 5 (this cimchar reads up to 4)"));
    CHECK_THAT(input_error_of([&] { (void)read_model(dir / "nowhere.h5"); }), Contains("cannot be read as a model"));
    RunDirectory run(dir / "run", synthetic_header());
    auto const results = run.finish();
    CHECK_THAT(input_error_of([&] { (void)read_model(results); }),
               Contains("not a model file (it says cimchar-results)"));
    write_model(dir / "x.h5", synthetic_model());
    auto bytes = bytes_of(dir / "x.h5");
    write_bytes(dir / "x.h5", bytes.substr(0, bytes.size() / 2));
    CHECK_THAT(input_error_of([&] { (void)read_model(dir / "x.h5"); }), Contains("cannot be read as a model"));
}

TEST_CASE("model file: weights are read back, and of format 1 without the parameters' sigma", "[store]") {
    TemporaryDirectory const dir;
    auto const m = synthetic_model();
    REQUIRE(m.mismatch.parameter_sigma.size() == 1);
    write_model(dir / "model.h5", m);
    auto read = read_model(dir / "model.h5").mismatch;
    CHECK(read.weights.values == m.mismatch.weights.values);
    CHECK(read.parameter_sigma == m.mismatch.parameter_sigma);
    {
        h5::Handle const file(H5Fopen((dir / "model.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
        REQUIRE(H5Ldelete(file.id(), "/mismatch/parameter_sigma", H5P_DEFAULT) >= 0);
    }
    read = read_model(dir / "model.h5").mismatch;
    CHECK(read.weights.values == m.mismatch.weights.values);
    CHECK(read.parameter_sigma.empty());
}

TEST_CASE("model file: without Monte Carlo there is no mismatch group", "[store]") {
    TemporaryDirectory const dir;
    auto input = synthetic_fit_input(false);
    std::erase_if(input.trials, [](auto const& trial) { return trial.sample > 0; });
    write_model(dir / "model.h5", model::fit(input));
    CHECK_FALSE(h5::has(h5::open_file(dir / "model.h5"), "mismatch"));
    CHECK(read_model(dir / "model.h5").mismatch.samples.empty());
}

TEST_CASE("model file: parts that do not fit together are named", "[store]") {
    TemporaryDirectory const dir;
    auto const m = synthetic_model();
    auto const refusal = [&](auto spoil) {
        auto spoiled = m;
        spoil(spoiled);
        write_model(dir / "x.h5", spoiled);
        return input_error_of([&] { (void)read_model(dir / "x.h5"); });
    };
    CHECK_THAT(refusal([](auto& x) { x.points[1] = x.points[0]; }), Contains("points are too few or do not ascend"));
    CHECK_THAT(refusal([](auto& x) { x.terms.exponents[0][0] = 4'000'000'000; }), Contains("an exponent is too high"));
    CHECK_THAT(refusal([](auto& x) { x.lsb.coefficients = {1, 1, {1e-3}}; }), Contains("the LSB does not fit"));
    CHECK_THAT(refusal([](auto& x) { x.domain.input.max = -1; }), Contains("the input has no range"));
    CHECK_THAT(refusal([](auto& x) { x.domain.input.max = 1e9; }), Contains("the input goes beyond the points"));
    CHECK_THAT(refusal([](auto& x) { x.mismatch.variances_lsb2.pop_back(); }), Contains("modes differ in number"));
    CHECK_THAT(refusal([](auto& x) { x.mismatch.correlation.values[0] = -1; }), Contains("the correlation is none"));
    CHECK_THAT(refusal([](auto& x) { x.mismatch.global_sigma.clear(); }), Contains("global parameters differ"));
    CHECK_THAT(refusal([](auto& x) { x.validation.chips.conditions[0] = 1000; }), Contains("at an unknown condition"));
}
