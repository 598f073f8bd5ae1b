// The layer chain's own arithmetic: vectors, ideal pulses, timing of the second layer, what is observed.
#include "circuits/neuron_chain/circuit.hpp"
#include "circuits/neuron_chain/observe.hpp"
#include "unit/circuits/parameters_with.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::circuits;
using namespace cimchar::circuits::neuron_chain;

namespace {

Design design_with(std::vector<std::pair<std::string, std::string>> const& values) {
    return make_design(parameters_with(parameter_infos(), values));
}

}  // namespace

TEST_CASE("neuron chain: ideal arithmetic of two layers", "[circuits]") {
    auto const d = design_with({});
    // First layer, 16 units a step: 160 is 10 periods, -32 none, 320 clips at 15.
    Vector const v{{160, -32, 320}, {7, 5, 2}, {1, 0, 4}};
    CHECK(d.ideal_sum(v) == Approx(6 * 10 + 5 * 0 - 2 * 15).epsilon(1e-14));
    CHECK(d.ideal_pulse_s(v) == Approx(30.0 / 16 * 2e-9).epsilon(1e-14));
    // More against than for it: no pulse.
    CHECK(d.ideal_pulse_s({{160, 0, 0}, {1, 0, 0}, {2, 0, 0}}) == 0);
}

TEST_CASE("neuron chain: vectors are the seed's, whatever their number", "[circuits]") {
    auto const few = random_vectors(design_with({{"vectors", "5"}}));
    auto const many = random_vectors(design_with({{"vectors", "50"}}));
    auto const others = random_vectors(design_with({{"vectors", "5"}, {"vector_seed", "2"}}));
    for (std::size_t i = 0; i < few.size(); ++i) {
        CHECK(few[i].sum == many[i].sum);
        CHECK(few[i].positive == many[i].positive);
    }
    CHECK(few[0].sum != others[0].sum);
}

TEST_CASE("neuron chain: vectors reach both kinks of the first layer, and four of five have a pulse", "[circuits]") {
    auto const d = design_with({{"vectors", "400"}});
    int negative = 0;
    int clipped = 0;
    int with_pulse = 0;
    for (auto const& v : random_vectors(d)) {
        for (std::size_t g = 0; g < groups; ++g) {
            CHECK((v.sum[g] >= -32 && v.sum[g] <= 272));
            CHECK(v.positive[g] + v.negative[g] <= d.rows_per_group * d.largest_weight);
            negative += v.sum[g] < 0 ? 1 : 0;
            clipped += v.sum[g] > 240 ? 1 : 0;
        }
        with_pulse += d.ideal_sum(v) > 0 ? 1 : 0;
    }
    // 32 of 305 sums are negative, as many are beyond the clip: of 1200, 126 with a standard deviation of 11.
    CHECK(std::abs(negative - 126) < 45);
    CHECK(std::abs(clipped - 126) < 45);
    // A vector in five keeps its sign: of 400, 320 and half of 80, with a standard deviation of 4.5.
    CHECK(std::abs(with_pulse - 360) < 20);
}

TEST_CASE("neuron chain: the second layer holds only after the first one's window", "[circuits]") {
    auto const d = design_with({{"clock_s", "3n"}});
    auto const& first = d.neuron.timing;
    CHECK(d.second.precharge_end_s < first.ramp_s);
    CHECK(d.second.hold_s == Approx(first.window_end_s + 3e-9).epsilon(1e-12));
    CHECK(d.second.window_end_s - d.second.ramp_s == Approx(first.window_end_s - first.ramp_s).epsilon(1e-12));
}

TEST_CASE("neuron chain: pulses without error leave no error", "[circuits]") {
    auto const d = design_with({{"vectors", "10"}});
    auto const vectors = random_vectors(d);
    std::size_t next = 0;
    auto const o = observe({d, {}, {}}, [&](Simulation const& s) {
        auto const& v = vectors.at(next++);
        std::vector<double> time_s;
        for (int k = 0; k <= 4000; ++k) time_s.push_back(k * 10e-12);
        Waveforms waves{{"time"}, {time_s}};
        for (auto const& name : s.vectors) {
            double width_s = d.ideal_pulse_s(v);
            for (std::size_t g = 0; g < groups; ++g)
                if (name == "v(out" + std::to_string(g) + ")") width_s = d.neuron.ideal_pulse_s(v.sum[g]);
            waves.names.push_back(name);
            waves.columns.emplace_back();
            for (double const t : time_s) waves.columns.back().push_back(t < width_s ? 1.0 : 0.0);
        }
        return waves;
    });
    // Samples are 10 ps apart, an LSB is 2 ns.
    CHECK(o.scalars.at("error_rms_lsb") < 0.006);
    auto const with_pulse =
        std::count_if(vectors.begin(), vectors.end(), [&](auto const& v) { return d.ideal_pulse_s(v) > 0; });
    CHECK(o.scalars.at("with_pulse") == static_cast<double>(with_pulse));
    for (auto const& curve : curve_infos(d)) CHECK(o.curves.at(curve.name).size() == 10);
    CHECK(o.curves.at("sum1")[3] == vectors[3].sum[1]);
}
