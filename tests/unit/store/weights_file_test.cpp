// Weights files: written, read, refused.
#include "store/weights_file.hpp"
#include "circuits/neural/weights_text.hpp"
#include "core/error.hpp"
#include "format_page.hpp"
#include "store/durable_file.hpp"
#include "synthetic_campaign.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::store;
using namespace cimchar::store::test;

namespace {

WeightsFile some_file() {
    WeightsFile file;
    auto w = circuits::neural::make_weights(circuits::neural::shift_add_rows, 4, 2, 3, {40e-9, 1e-6 / 3});
    w.hidden.at(5, 2) = 1;
    w.pedestal_v = 0.1 + 0.2;
    file.trained = w;
    file.training_text = "[training]\n# Ω\n";
    file.condition = {"ss", -40, 1.08};
    file.provenance = {{"curves_campaign", "neurons"}, {"curves_hash", "12ab"}};
    file.figures = {{"error_min_v", "V", {-4e-3, -5e-3}}};
    return file;
}

WeightsFile some_converter() {
    using namespace circuits::neural;
    auto file = some_file();
    AdcWeights w;
    w.range_v = 0.125;
    w.stages.assign(adc_stages, {make_comparators(adc_comparators), make_dac(),
                                 make_weights(adc_rows, 4, 2, 3, {40e-9, 1e-6 / 3})});
    w.stages[1].dac.at(3, 0) = 1;
    w.flash = make_comparators(adc_flash);
    file.trained = w;
    return file;
}

std::string text_of(WeightsFile const& file) {
    return std::visit([](auto const& trained) { return circuits::neural::to_text(trained); }, file.trained);
}

}  // namespace

TEST_CASE("weights file: what is written is read, and the same content gives the same bytes", "[store]") {
    TemporaryDirectory const dir;
    auto const file = some_file();
    write_weights(dir / "a.h5", file);
    write_weights(dir / "b.h5", file);
    CHECK(read_bytes(dir / "a.h5") == read_bytes(dir / "b.h5"));
    auto const back = read_weights(dir / "a.h5");
    CHECK(text_of(back) == text_of(file));
    CHECK(back.training_text == file.training_text);
    CHECK(back.condition == file.condition);
    CHECK(back.provenance == file.provenance);
    REQUIRE(back.figures.size() == 1);
    CHECK(back.figures[0].name == "error_min_v");
    CHECK(back.figures[0].unit == "V");
    CHECK(back.figures[0].values == file.figures[0].values);
}

TEST_CASE("weights file: a converter reads back, as a file and as a text, and is no network", "[store]") {
    TemporaryDirectory const dir;
    auto const file = some_converter();
    write_weights(dir / "a.h5", file);
    auto const text = text_of(file);
    CHECK(text_of(read_weights(dir / "a.h5")) == text);
    CHECK(circuits::neural::to_text(circuits::neural::adc_from_text(text)) == text);
    CHECK_THROWS_WITH(circuits::neural::from_text(text), Catch::Contains("line 1"));
    CHECK_THROWS_WITH(circuits::neural::adc_from_text(text.substr(0, text.size() / 2)),
                      Catch::Contains("these are no weights"));
    auto broken = some_converter();
    std::get<circuits::neural::AdcWeights>(broken.trained).stages.pop_back();
    CHECK_THROWS_WITH(circuits::neural::adc_from_text(text_of(broken)), Catch::Contains("2 stages"));
}

TEST_CASE("weights file: other files, missing and cut ones are refused in one line", "[store]") {
    TemporaryDirectory const dir;
    CHECK_THROWS_WITH(read_weights(dir / "none.h5"), Catch::Contains("cimchar train"));
    write_weights(dir / "a.h5", some_file());
    auto const bytes = read_bytes(dir / "a.h5");
    write_whole(dir / "cut.h5", bytes.substr(0, bytes.size() / 2));
    CHECK_THROWS_AS(read_weights(dir / "cut.h5"), InputError);
    auto broken = some_file();
    std::get<circuits::neural::Weights>(broken.trained).bias_cells = 5;
    write_weights(dir / "broken.h5", broken);
    CHECK_THROWS_WITH(read_weights(dir / "broken.h5"), Catch::Contains("do not fit each other"));
}

TEST_CASE("docs/formats/weights.md describes exactly what a weights file holds", "[store]") {
    TemporaryDirectory const dir;
    write_weights(dir / "a.h5", some_file());
    auto all = written(h5::open_file(dir / "a.h5"), {"/training/figures"});
    // A converter has networks in its stages, which the page describes once.
    write_weights(dir / "b.h5", some_converter());
    for (auto const& [path, type] : written(h5::open_file(dir / "b.h5"), {"/training/figures"})) {
        auto name = path;
        for (int stage = 1; stage <= 3; ++stage) {
            auto const group = "/converter/stage" + std::to_string(stage);
            if (!name.starts_with(group)) continue;
            auto const rest = name.substr(group.size());
            name = (all.contains("/network" + rest) && !rest.empty() ? "/network" : "/converter/stageN") + rest;
        }
        all.emplace(name, type);
    }
    std::erase_if(all, [](auto const& entry) { return entry.first.ends_with("@unit"); });
    CHECK(differences(documented("docs/formats/weights.md"), all) == std::vector<std::string>{});
}
