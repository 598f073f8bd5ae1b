#include "core/error.hpp"
#include "model/evaluate.hpp"
#include "model/shift_add_evaluate.hpp"
#include "store/hdf5.hpp"
#include "store/model_file.hpp"
#include "synthetic_campaign.hpp"
#include "synthetic_model.hpp"
#include "synthetic_networks.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::store;
using namespace cimchar::store::test;
using Catch::Matchers::Contains;

TEST_CASE("model file: a shift-and-add network that is read evaluates and samples to the same bits", "[store]") {
    TemporaryDirectory const dir;
    auto const m = synthetic_shift_add_model();
    write_model(dir / "model.h5", m);
    CHECK(model_kind(dir / "model.h5") == "shift_add");
    auto const read = read_shift_add_model(dir / "model.h5");
    model::Table const inputs{2, 3, {0.1, 0.2, 0.3, 0.4, 0.1, 0}};
    auto const chips = model::sample(m, 1, 3);
    auto const again = model::sample(read, 1, 3);
    CHECK(model::evaluate(m, inputs).output_v == model::evaluate(read, inputs).output_v);
    for (std::size_t c = 0; c < chips.size(); ++c)
        CHECK(model::evaluate(m, inputs, &chips[c]).output_v == model::evaluate(read, inputs, &again[c]).output_v);
    CHECK(read.condition == m.condition);
    CHECK(read.left_rms_v == m.left_rms_v);
    CHECK(read.origin.campaign_text == m.origin.campaign_text);
    auto const& v = read.validation;
    CHECK(v.conversions.count == m.validation.conversions.count);
    CHECK(v.conversions.line.rms_v == m.validation.conversions.line.rms_v);
    CHECK(v.chips.measured.max_v == m.validation.chips.measured.max_v);
    REQUIRE(v.populations.size() == 2);
    CHECK(v.populations[1].fresh);
    CHECK(v.populations[1].simulated == 40);
    CHECK(v.populations[1].tests.at(3).figure == "error_max_v");
    CHECK(v.populations[1].tests.at(3).p == m.validation.populations[1].tests.at(3).p);
    CHECK(v.populations[1].regenerated_rms_v == m.validation.populations[1].regenerated_rms_v);
    CHECK(v.populations[0].pooled_p == m.validation.populations[0].pooled_p);
    CHECK(v.concerns == m.validation.concerns);
}

TEST_CASE("model file: a converter that is read has the same levels", "[store]") {
    TemporaryDirectory const dir;
    auto const m = synthetic_converter_model();
    write_model(dir / "model.h5", m);
    CHECK(model_kind(dir / "model.h5") == "converter");
    auto const read = read_model(dir / "model.h5");
    REQUIRE(read.pipeline);
    auto const chips = model::sample(m, 1, 3);
    for (auto const& chip : chips)
        CHECK(model::levels_v(*m.pipeline, model::evaluate(m, {"tt", 27, 1.15}, m.points, &chip).output) ==
              model::levels_v(*read.pipeline, model::evaluate(read, {"tt", 27, 1.15}, m.points, &chip).output));
    REQUIRE(read.validation.fresh);
    CHECK(read.validation.fresh->held_out == 30);
    CHECK(read.validation.fresh->energy_p == m.validation.fresh->energy_p);
}

TEST_CASE("model file: a model of another kind is refused in one line, and sizes that do not fit", "[store]") {
    TemporaryDirectory const dir;
    write_model(dir / "sum.h5", synthetic_shift_add_model());
    CHECK_THAT(input_error_of([&] { (void)read_model(dir / "sum.h5"); }),
               Contains("is a model of kind 'shift_add' (this takes one of kind 'curve')"));
    write_model(dir / "curve.h5", synthetic_model());
    CHECK(model_kind(dir / "curve.h5") == "curve");
    CHECK_THAT(input_error_of([&] { (void)read_shift_add_model(dir / "curve.h5"); }), Contains("of kind 'curve'"));
    {
        h5::Handle const file(H5Fopen((dir / "sum.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
        REQUIRE(H5Ldelete(file.id(), "/network/biases", H5P_DEFAULT) >= 0);
        auto const g = h5::open_group(file, "network");
        h5::write(g, "biases", std::vector<double>{1});
    }
    CHECK_THAT(input_error_of([&] { (void)read_shift_add_model(dir / "sum.h5"); }),
               Contains("network: its parts differ in size"));
}
