// Layers of time-domain neurons: what is exact, what is counted, and what cells, jitter and a model's pulses do.
#include "network/time_domain/pulse_products.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::network;

namespace {

Condition const at{"tt", 27, 1};
constexpr std::size_t inputs = 40;
constexpr std::size_t outputs = 6;

Affine random_affine(std::size_t rows, std::size_t columns, Quantization const& q, std::uint64_t stream) {
    Affine affine{Matrix(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns)), {}, q};
    for (Eigen::Index k = 0; k < affine.weights.size(); ++k)
        affine.weights.data()[k] =
            q.weight_step * static_cast<float>(std::floor(8 * uniform(1, stream, static_cast<std::uint64_t>(k))) - 4);
    return affine;
}

/// Two layers of 3-bit weights and 4-bit inputs; an output step of the first is worth 16 units of its sum, and its
/// biases are whole units.
Network two_layers() {
    auto first = random_affine(outputs, inputs, {3, 0.5F, 4, 0.25F}, 1);
    for (std::size_t m = 0; m < outputs; ++m) first.bias.push_back(0.125F * (static_cast<float>(m) * 7 - 20));
    auto const second = random_affine(4, outputs, {3, 1, 4, 2}, 2);
    return {"two", {inputs, 1, 1}, {FullyConnected{first}, Relu{}, FullyConnected{second}}};
}

Batch images(std::size_t count) {
    Batch batch{{inputs, 1, 1}, Matrix(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(inputs))};
    for (Eigen::Index k = 0; k < batch.values.size(); ++k)
        batch.values.data()[k] =
            0.25F * static_cast<float>(std::floor(16 * uniform(1, 3, static_cast<std::uint64_t>(k))));
    return batch;
}

/// Pulses of 2 ns per 16 units of the sum, from 0 to `longest` periods; chips are nominal.
model::BehaviouralModel neuron_model(double longest) {
    model::BehaviouralModel m;
    m.block = "time_neuron";
    m.origin.parameters = {{"clock_s", "2n"}, {"step_output", "16"}, {"step_weight", "1"}, {"step_input", "1"}};
    m.domain.input = {-16, 288};
    m.domain.processes = {{"tt", {27, 27}, {1, 1}}};
    m.terms.exponents = {{0, 0}};
    m.points = {-16, 288};
    m.transfer.basis = model::Basis::pchip;
    m.transfer.knots = {-16};
    for (double sum = 0; sum < 16 * longest; sum += 16) m.transfer.knots.push_back(sum);
    m.transfer.knots.insert(m.transfer.knots.end(), {16 * longest, 288});
    m.transfer.columns = m.transfer.knots.size();
    for (double const sum : m.transfer.knots)
        m.transfer.coefficients.push_back(2e-9 * std::clamp(sum / 16, 0.0, longest));
    m.transfer.pattern = {0, 0};
    m.lsb = {"lsb", "s", "", {1, 1, {2e-9}}, 0};
    m.noise = {{"jitter_s", "s", "", {1, 1, {0.2e-9}}, 0}};
    m.cost = {{"energy_per_conversion_j", "J", "", {1, 1, {2e-12}}, 0}, {"latency_s", "s", "", {1, 1, {70e-9}}, 0}};
    return m;
}

}  // namespace

TEST_CASE("time domain: ideal neurons compute what integers do", "[network]") {
    auto const network = two_layers();
    auto const batch = images(200);
    PulseProducts products(network, {}, {}, 1, 0);
    CHECK(products.ratio(0) == 16);
    auto const pulses = run(network, batch, &products);
    auto const integers = run(network, batch);
    // A sum in the middle between two steps may go either way; 16 units are a step, so one in sixteen is there.
    // Everything else is the same to the rounding of a float.
    int other = 0;
    for (Eigen::Index k = 0; k < pulses.values.rows(); ++k)
        other += (pulses.values.row(k) - integers.values.row(k)).cwiseAbs().maxCoeff() > 1e-4F ? 1 : 0;
    CHECK(other < 200 * (1 - std::pow(15.0 / 16, 6)) * 1.5);
    auto const counts = products.counts(0);
    CHECK(counts.products == 200);
    CHECK(counts.pulses == 200 * outputs);
    CHECK(products.arrays(0) == 2);  // 40 word lines and the bias on arrays of 32
}

TEST_CASE("time domain: ReLU and the window are counted", "[network]") {
    auto network = two_layers();
    auto& first = std::get<FullyConnected>(network.layers[0]).affine;
    first.bias.assign(outputs, 0);
    first.weights.row(0).setConstant(-2);  // -4 cells
    first.weights.row(1).setConstant(1.5F);
    PulseProducts products(network, {}, {}, 1, 0);
    auto const full = Codes::Constant(3, static_cast<Eigen::Index>(inputs), std::uint8_t{15});
    auto const result = products.multiply(0, full, 0);
    CHECK(result.col(0).isZero());
    CHECK(result(0, 1) == 15 * 16);
    CHECK(products.counts(0).silent >= 3);
    CHECK(products.counts(0).clipped >= 3);
}

TEST_CASE("time domain: the DAC's steps are a gain", "[network]") {
    auto network = two_layers();
    std::get<FullyConnected>(network.layers[2]).affine.quantization->input_step = 1.27F;  // r = 10.16
    CHECK(ratio_of(network, 0) == Approx(10.16));
    CHECK(PulseProducts(network, {}, {}, 1, 0).ratio(0) == 10.25);
    PulseOptions any;
    any.ratio_step = 0;
    CHECK(PulseProducts(network, any, {}, 1, 0).ratio(0) == Approx(10.16));
}

TEST_CASE("time domain: cells of a chip are its own, and batches do not matter", "[network]") {
    auto const network = two_layers();
    auto const batch = images(60);
    PulseOptions options;
    options.cell_spread = 0.2;
    auto neurons = [] { return std::vector{neurons_of(neuron_model(15), at, 4, 1, 0, 0, 1)}; };
    PulseProducts nominal(network, options, neurons(), 1, 0);
    PulseProducts chip(network, options, neurons(), 1, 1);
    PulseProducts again(network, options, neurons(), 1, 1);
    auto const all = run(network, batch, &chip);
    CHECK((all.values - run(network, batch, &nominal).values).cwiseAbs().maxCoeff() > 1);
    // Jitter belongs to the image, not to the batch that it comes in.
    Batch late{batch.shape, batch.values.bottomRows(20)};
    CHECK(run(network, late, &again, 40).values == all.values.bottomRows(20));
    // 40 cells of 2 on average, ln of each with σ 0.2: the sums of the columns scatter by 0.2/√(2·40/2) or so.
    auto const columns = pulse_columns(std::get<FullyConnected>(network.layers[0]).affine, 0.2, 1, 1, 0);
    auto const exact = pulse_columns(std::get<FullyConnected>(network.layers[0]).affine, 0.2, 1, 0, 0);
    double const moved = columns.positive.sum() / exact.positive.sum() - 1;
    CHECK(std::abs(moved) > 1e-4);
    CHECK(std::abs(moved) < 0.1);
}

TEST_CASE("time domain: charge in both columns moves the sum by its share", "[network]") {
    auto network = two_layers();
    auto& first = std::get<FullyConnected>(network.layers[0]).affine;
    first.bias.clear();
    for (Eigen::Index k = 0; k < first.weights.cols(); ++k) first.weights.col(k).setConstant(k % 2 == 0 ? 1 : -0.5F);
    PulseOptions options;
    options.common_mode = -0.25;
    PulseProducts moved(network, options, {}, 1, 0);
    PulseProducts plain(network, {}, {}, 1, 0);
    // 20 rows of 2 cells against 20 of 1, for 4 clock periods: 160 - 80, five steps of 16; a quarter of 80 less is
    // three and three quarters.
    auto const codes = Codes::Constant(1, static_cast<Eigen::Index>(inputs), std::uint8_t{4});
    CHECK(plain.multiply(0, codes, 0)(0, 0) == 80);
    CHECK(moved.multiply(0, codes, 0)(0, 0) == 64);
}

TEST_CASE("time domain: a model's pulses are levels, its jitter and cost are per conversion", "[network]") {
    auto const made = neurons_of(neuron_model(15), at, 4, 1, 0, 0, 1);
    REQUIRE(made.neurons.size() == 1);
    CHECK(made.ratio == 16);
    CHECK(made.jitter_lsb == Approx(0.1));
    CHECK(made.energy_j == Approx(2e-12));
    CHECK(made.latency_s == Approx(70e-9));
    Quantizer const ideal(4);
    // PCHIP rounds the corners at 0 and at full scale, within a step; in between it is the line.
    for (float steps = 2.03F; steps < 13; steps += 0.1F) CHECK(made.neurons[0].code(steps) == ideal.code(steps));
    CHECK(made.neurons[0].code(-3) == 0);
    // Pulses that end at 12.2 periods never count 13.
    CHECK(neurons_of(neuron_model(12.2), at, 4, 1, 0, 0, 1).neurons[0].code(1000) == 12);
}

TEST_CASE("time domain: what cannot be built is refused", "[network]") {
    auto network = two_layers();
    CHECK_THROWS_WITH(PulseProducts(network, {2}, {}, 1, 0), Catch::Contains("behind it there must be relu"));
    CHECK_THROWS_WITH(PulseProducts(network, {3}, {}, 1, 0), Catch::Contains("has 2 quantized ones"));
    auto wide = std::vector{neurons_of(neuron_model(15), at, 5, 1, 0, 0, 1)};
    CHECK_THROWS_WITH(PulseProducts(network, {}, std::move(wide), 1, 0), Catch::Contains("takes 4 bits"));
    auto averaged = network;
    averaged.layers.insert(averaged.layers.begin() + 2, Pool{Pool::Kind::average, 1, 1});
    CHECK_THROWS_AS(PulseProducts(averaged, {}, {}, 1, 0), InputError);
    auto other = neuron_model(15);
    other.origin.parameters.clear();
    CHECK_THROWS_WITH(neurons_of(other, at, 4, 1, 0, 0, 1), Catch::Contains("none of a time-domain neuron"));
    CHECK_THROWS_WITH(neurons_of(neuron_model(15), at, 4, 1, 1, 0, 1), Catch::Contains("no chip-to-chip mismatch"));
}
