// A converter's networks by gradients.
#include "circuits/neural/decision_weights.hpp"
#include "support/converter_devices.hpp"
#include "training/converter.hpp"

#include <catch2/catch.hpp>
#include <tuple>

using namespace cimchar;
using namespace cimchar::training;
using namespace cimchar::circuits::neural;

namespace {

TrainOptions short_training(Method method) {
    TrainOptions options;
    options.method = method;
    options.restarts = 2;
    options.search = {.seed = 1, .moves = 6000, .hot_v = 20e-6, .cold_v = 2e-6, .common = 0.02, .norm = 2};
    options.gradient = {.steps = 300, .batch = 64, .input_noise_v = 0, .common = 0.02, .peak = 0, .norm = 2};
    return options;
}

TrainedConverter trained(Method method) {
    auto const shape = make_weights(adc_rows, 16, 6, 8, converter_level_s);
    return train_converter(shape, AdcWeights{}, converter_devices(), {}, short_training(method),
                           [](double, double) { return true; });
}

}  // namespace

// That they help is shown on characterized devices: command_line/training_by_gradients.py.
TEST_CASE("gradients: a converter's searches start from them", "[gradients]") {
    auto const search = trained(Method::search);
    auto const both = trained(Method::gradient_then_search);
    CHECK(to_text(trained(Method::gradient_then_search).weights) == to_text(both.weights));
    for (auto const& stage : both.stages) {
        REQUIRE(stage.descent.size() == 3);
        CHECK(stage.history.front().cost_v == Approx(stage.descent.back().best_v).epsilon(0.05));
        CHECK(stage.history.back().moves > 5000);  // of all twelve searches
    }
    for (auto const& stage : search.stages) CHECK(stage.descent.empty());
}

TEST_CASE("gradients: alone they make a converter as well", "[gradients]") {
    auto const alone = trained(Method::gradient);
    REQUIRE(alone.weights.stages.size() == adc_stages);
    CHECK(misfit(alone.weights).empty());
    for (auto const& stage : alone.stages) {
        CHECK(stage.history.empty());
        CHECK(stage.descent.size() == 3);
    }
}

TEST_CASE("gradients: the share of a converter's training that is done rises to one", "[gradients]") {
    double last = 0;
    bool rises = true;
    auto options = short_training(Method::gradient_then_search);
    options.restarts = 1;
    std::ignore = train_converter(make_weights(adc_rows, 16, 6, 8, converter_level_s), AdcWeights{},
                                  converter_devices(), {}, options, [&](double share, double) {
                                      rises = rises && share >= last;
                                      last = share;
                                      return true;
                                  });
    CHECK(rises);
    CHECK(last == Approx(1).margin(0.01));
}
