// Weights of neural peripherals: the ideal sum, and their text.
#include "circuits/neural/weights_text.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <numeric>

using namespace cimchar;
using namespace cimchar::circuits::neural;

namespace {

Weights some_weights() {
    auto w = make_weights(shift_add_rows, 4, 2, 3, {40e-9, 0.1e-6, 1e-6 / 3});
    for (std::size_t i = 0; i < w.hidden.level.size(); ++i) w.hidden.level[i] = static_cast<int>(i % 3);
    w.output.at(9, 1) = 2;
    w.dac_bits = 2;
    w.pedestal_v = 0.1 + 0.2;
    return w;
}

}  // namespace

TEST_CASE("weights: cycles of the ideal sum make the binary weighted mean of all slices", "[circuits]") {
    for (int const dac_bits : {1, 2, 4}) {
        auto weights = some_weights();
        weights.dac_bits = dac_bits;
        auto const w = ideal_weights(weights);
        CHECK(std::accumulate(w.begin(), w.end(), 0.0) == Approx(1));
        // The lowest slice weighs 2^-8 of what the highest would if both had 8 more bits between them.
        double lowest = 1 - w.back();
        for (int cycle = 1; cycle < 8 / dac_bits; ++cycle) lowest *= w.back();
        CHECK(lowest == Approx((1 - w.back()) * std::exp2(dac_bits - 8)));
        CHECK(w[7] / w[0] == Approx(128));
    }
}

TEST_CASE("weights: with the highest slice first, sums weigh the slices alike and stay within full scale",
          "[circuits]") {
    for (int const dac_bits : {1, 2, 4}) {
        auto weights = some_weights();
        weights.dac_bits = dac_bits;
        weights.first_slice = FirstSlice::highest;
        auto const w = ideal_weights(weights);
        double const lines = std::accumulate(w.begin(), w.end() - 1, 0.0);
        std::size_t const slices = 8 / static_cast<std::size_t>(dac_bits);
        double most = 0;
        std::vector<double> share;  // of each slice in the last sum
        for (std::size_t s = 0; s < slices; ++s) {
            for (auto& of_slice : share) of_slice *= w.back();
            share.push_back(lines * slice_scale(weights, s));
            most = std::max(most, std::accumulate(share.begin(), share.end(), 0.0));
        }
        CHECK(most <= 1);
        for (std::size_t s = 1; s < slices; ++s) CHECK(share[s] == Approx(share[s - 1] * std::exp2(-dac_bits)));
    }
}

TEST_CASE("weights: a text reads back to the last bit", "[circuits]") {
    auto const w = some_weights();
    auto const back = from_text(to_text(w));
    CHECK(to_text(back) == to_text(w));
    CHECK(back.pedestal_v == w.pedestal_v);
    CHECK(back.level_s == w.level_s);
    CHECK(back.hidden.level == w.hidden.level);
    CHECK(back.output.at(9, 1) == 2);
    auto highest = w;
    highest.first_slice = FirstSlice::highest;
    CHECK(from_text(to_text(highest)).first_slice == FirstSlice::highest);
    // As cimchar wrote them before there was a choice.
    auto before = to_text(w);
    before.replace(before.find("weights 2"), 9, "weights 1");
    before.erase(before.find("first_slice"), before.find("bias_cells") - before.find("first_slice"));
    CHECK(to_text(from_text(before)) == to_text(w));
}

TEST_CASE("weights: a text that is cut, or that no network fits, is refused with its line", "[circuits]") {
    auto const text = to_text(some_weights());
    for (auto end = text.find('\n'); end + 1 < text.size(); end = text.find('\n', end + 1))
        CHECK_THROWS_AS(from_text(text.substr(0, end + 1)), InputError);
    auto const with = [&](std::string const& what, std::string const& by) {
        auto changed = text;
        changed.replace(changed.find(what), what.size(), by);
        return changed;
    };
    CHECK_THROWS_WITH(from_text(with("dac_bits 2", "dac_bits 3")), Catch::Contains("dac_bits is not 1, 2 or 4"));
    CHECK_THROWS_WITH(from_text(with("slice lowest", "slice last")), Catch::Contains("lowest or highest"));
    CHECK_THROWS_WITH(from_text(with("bias_cells 2", "bias_cells 5")), Catch::Contains("do not fit each other"));
    CHECK_THROWS_WITH(from_text(with("\n0 1 2", "\n0 1 3")), Catch::Contains("level that does not exist"));
    CHECK_THROWS_WITH(from_text(with("supply_v", "suply_v")),
                      Catch::Contains("line 6") && Catch::Contains("no supply_v"));
}
