// Mapping, energy, throughput and the design space of chips that are small enough to count by hand.
#include "network/system/comparison.hpp"
#include "network/system/design_space.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar::network::system;

namespace {

Component component(double energy_j, double rate_hz, double per_tile, double each_m2 = 0) {
    return {energy_j, rate_hz, each_m2, per_tile, false, "test", ""};
}

/// Ten tiles of four arrays of 128 rows and 8 weights; every event takes 1 J, so that energies are counts of events.
Chip chip(Strategy strategy) {
    Chip chip;
    chip.name = "chip";
    chip.strategy = strategy;
    chip.area_m2 = 11e-6;
    chip.link_area_m2 = 0.5e-6;
    chip.tile_area_m2 = 1e-6;
    chip.arrays_per_tile = 4;
    for (auto const& info : part_infos) chip[info.part] = component(1, 1e12, 1);
    if (strategy != Strategy::analog_buffer) chip[Part::analog_buffer].reset();
    return chip;
}

LayerShape convolution(std::size_t kernel, std::size_t in, std::size_t out, std::size_t edge, std::size_t groups = 1) {
    return {"layer", "convolution", kernel, kernel, 1, in, out, edge, edge, groups};
}

}  // namespace

TEST_CASE("system: a chip has the whole tiles beside its link", "[network]") {
    auto const c = chip(Strategy::digital);
    CHECK(tiles_of(c) == 10);
    CHECK(arrays_of(c) == 40);
    CHECK(values_per_array(c) == 8);
}

TEST_CASE("system: a layer takes arrays by its rows and outputs, and small groups share one", "[network]") {
    auto const c = chip(Strategy::digital);
    auto const layer = map_layer(convolution(3, 64, 20, 5), c);  // 576 inputs: 5 blocks; 20 outputs: 3 blocks
    CHECK(layer.row_blocks == 5);
    CHECK(layer.column_blocks == 3);
    CHECK(layer.arrays == 15);
    CHECK(map_layer(convolution(3, 32, 32, 5, 32), c).arrays == 4);  // nine rows, one output: 8 groups by the columns
    CHECK(map_layer(convolution(5, 16, 16, 5, 16), c).arrays == 4);  // 25 rows: 5 groups by the rows; 16 / 5 rounded up
    CHECK(map_layer(convolution(1, 512, 512, 5, 2), c).arrays == 2 * 2 * 32);
}

TEST_CASE("system: a pass is copy and slices, unless converters or accumulators are slower", "[network]") {
    auto c = chip(Strategy::digital);
    CHECK(pass_s(c) == Approx(900e-9).epsilon(1e-12));  // 1 + 8 input cycles
    c[Part::adc]->rate_hz = 1e9;                        // 4 arrays × 8 values × 64 samples at 1 GS/s
    CHECK(pass_s(c) == Approx(2048e-9).epsilon(1e-12));
    c[Part::adc]->keeps_up = true;
    CHECK(pass_s(c) == Approx(900e-9).epsilon(1e-12));
    c = chip(Strategy::analog);
    c.precision.dac_bits = 4;
    CHECK(pass_s(c) == Approx(300e-9).epsilon(1e-12));
    c[Part::accumulator]->rate_hz = 160e6;  // 32 values at 160 MHz: 200 ns for each of two slices
    CHECK(pass_s(c) == Approx(500e-9).epsilon(1e-12));
    // 40 arrays of 1024 weights, two operations each.
    CHECK(peak_ops_per_s(c) == Approx(2 * 40 * 1024 / 500e-9).epsilon(1e-12));
}

TEST_CASE("system: events of a layer are those of the dataflow, counted by hand", "[network]") {
    // 200 inputs in 2 row blocks, 12 outputs in 2 column blocks, 9 positions: 4 arrays, 24 values.
    auto shape = convolution(1, 200, 12, 3);
    auto const digital = chip(Strategy::digital);
    auto events = events_of(map_layer(shape, digital), digital);
    CHECK(events[Part::adc] == 9 * 24 * 64);
    CHECK(events[Part::accumulator] == 9 * 24 * 64);
    CHECK(events[Part::output_register] == 9 * 24 * 64);
    CHECK(events[Part::dac] == 9 * 200 * 2 * 8);
    CHECK(events[Part::sample_hold] == 9 * 24 * 16 * 8);
    CHECK(events[Part::crossbar] == 9 * 4 * 8);
    CHECK(events[Part::input_register] == 9 * 200 * 2 * 8);
    CHECK(events[Part::aggregator] == 9 * 12);
    CHECK(events[Part::edram] == 9 * (200 + 12));
    CHECK(events[Part::router] == 9 * 2 * 12);  // both row blocks lie in one tile of four arrays

    auto const buffered = chip(Strategy::analog_buffer);
    events = events_of(map_layer(shape, buffered), buffered);
    CHECK(events[Part::adc] == 9 * 24 * 15);
    CHECK(events[Part::analog_buffer] == 9 * 24 * 64);

    auto analog = chip(Strategy::analog);
    analog.precision.dac_bits = 4;
    events = events_of(map_layer(shape, analog), analog);
    CHECK(events[Part::adc] == 9 * 24);
    CHECK(events[Part::accumulator] == 9 * 24 * 2);
    CHECK(events[Part::dac] == 9 * 200 * 2 * 2);
    CHECK(events[Part::sample_hold] == 9 * 24 * 18 * 2);
    CHECK(events[Part::crossbar] == 9 * 4 * 2);
    CHECK(events[Part::input_register] == 9 * 200 * 2 * 8);  // as many bits in fewer cycles
}

TEST_CASE("system: sums of row blocks in several tiles go through routers, inputs to each tile", "[network]") {
    auto const c = chip(Strategy::digital);
    // 300 inputs: 3 row blocks; 40 outputs: 5 column blocks in two tiles of four. Two blocks' sums travel, 2 bytes
    // each.
    auto const events = events_of(map_layer(convolution(1, 300, 40, 1), c), c);
    CHECK(events[Part::router] == 2 * (40 + 2 * 2 * 40));
    CHECK(events[Part::edram] == 300 * 2 + 40);
}

TEST_CASE("system: copies make the slowest layer as fast as the arrays allow", "[network]") {
    auto const c = chip(Strategy::digital);
    // Arrays 1, 4 and 16; positions 100, 25 and 1. At interval t: ⌈100/t⌉ + 4 ⌈25/t⌉ + 16 ≤ 40.
    LayerTable const table{
        "t", {convolution(1, 128, 8, 10), convolution(1, 256, 16, 5), {"fc", "fully_connected", 1, 1, 1, 512, 32}}, 0};
    auto const mapping = map_network(table, c);
    CHECK(mapping.arrays == 21);
    CHECK(mapping.chips == 1);
    // t = 9: 12 + 4·3 + 16 = 40 fits; t = 8: 13 + 4·4 + 16 = 45 does not.
    CHECK(mapping.interval_passes == 9);
    CHECK(mapping.layers[0].copies == 12);
    CHECK(mapping.layers[1].copies == 3);
    CHECK(mapping.layers[2].copies == 1);
    CHECK(mapping.arrays_used == 40);
}

TEST_CASE("system: more weights than a chip has take more chips, and figures stay those of one chip's area",
          "[network]") {
    auto c = chip(Strategy::digital);
    // 64 row blocks × 1: 64 arrays of 40; one position.
    LayerTable const table{"t", {{"fc", "fully_connected", 1, 1, 1, 8192, 8}}, 8192};
    auto const result = evaluate(table, c);
    CHECK(result.mapping.chips == 2);
    CHECK(result.images_per_s == Approx(1 / 900e-9 / 2).epsilon(1e-12));
    // The image, the result, and the layer's outputs over the border inside it.
    CHECK(result.energy_j[Part::link] == 8192 + 8 + 8);
    CHECK(result.ops == 2 * 8192 * 8);
    c.weight_share = 0.5;  // 64 of 160
    CHECK(map_network(table, c).chips == 4);
}

TEST_CASE("system: energy is the sum of its parts, by events or by power and time", "[network]") {
    auto c = chip(Strategy::digital);
    LayerTable const table{"t", {convolution(3, 16, 16, 4)}, 100};
    auto const gated = evaluate(table, c);
    double sum = 0;
    for (auto const& info : part_infos) sum += gated.events[info.part];
    CHECK(gated.total_j == Approx(sum).epsilon(1e-12));  // 1 J an event
    CHECK(gated.ops_per_s_per_w == Approx(gated.ops / gated.total_j).epsilon(1e-12));
    c.always_on = true;
    // Twelve parts of 1e12 J/s in each of ten tiles and the link once; the thirteenth, the analog buffer, is not there.
    CHECK(evaluate(table, c).total_j == Approx((12 * 10 + 1) * 1e12 * gated.interval_s).epsilon(1e-12));
}

TEST_CASE("system: gains are ratios network by network, and their means", "[network]") {
    auto cheap = chip(Strategy::digital);
    auto dear = cheap;
    for (auto& part : dear.components)
        if (part) part->energy_j = 3;
    auto slow = dear;
    slow.input_cycle_s *= 2;
    LayerTable const one{"one", {convolution(3, 16, 16, 4)}, 100};
    LayerTable const two{"two", {convolution(1, 128, 8, 10)}, 100};
    auto const comparison = compare({slow, cheap}, {one, two});
    auto const energy = energy_gain(comparison, 0);
    CHECK(energy.of_network.size() == 2);
    CHECK(energy.mean == Approx(3).epsilon(1e-12));
    CHECK(energy.geometric_mean == Approx(3).epsilon(1e-12));
    CHECK(throughput_gain(comparison, 0).mean == Approx(2).epsilon(1e-12));
}

TEST_CASE("design space: at the chip's own sizes the tile is as it was", "[network]") {
    auto c = chip(Strategy::analog);
    c.precision.dac_bits = 4;
    for (auto& part : c.components)
        if (part) part->each_m2 = 1e-9;
    c[Part::adc] = component(1, 1.2e9, 4, 1e-9);
    c[Part::accumulator] = component(1, 80e6, 64, 1e-9);
    c[Part::dac] = component(1, 1e7, 512, 8e-11);
    c[Part::crossbar] = component(1, 1e7, 4, 1e-9);
    auto one_bit = c;
    one_bit[Part::dac]->each_m2 = 1e-11;
    Design const own{128, 4, 4, 64, 4};
    auto const figures = evaluate_design(own, c, one_bit);
    CHECK(name_of(own) == "N128-D4-A4-S64 M4");
    CHECK(figures.tile_area_m2 == Approx(c.tile_area_m2).epsilon(1e-12));
    CHECK(figures.tiles == 10);
    CHECK(figures.pass_s == Approx(300e-9).epsilon(1e-12));
    CHECK(figures.ops_per_s_per_m2 == Approx(peak_ops_per_s(c) / c.area_m2).epsilon(1e-12));
    // A bit of the DAC is a factor of (8e-11 / 1e-11)^(1/3) = 2: one bit less saves half of 512 DACs' area.
    auto const less = evaluate_design({128, 3, 4, 64, 4}, c, one_bit);
    CHECK(figures.tile_area_m2 - less.tile_area_m2 == Approx(512 * 4e-11).epsilon(1e-9));
    // Twice the arrays: DACs, sample-and-holds, crossbars and registers once more.
    auto const more = evaluate_design({128, 4, 4, 64, 8}, c, one_bit);
    CHECK(more.tile_area_m2 - figures.tile_area_m2 == Approx(512 * 8e-11 + 1e-9 + 4e-9 + 1e-9).epsilon(1e-9));
}

TEST_CASE("design space: what holds a tile up is named", "[network]") {
    auto c = chip(Strategy::analog);
    c.precision.dac_bits = 4;
    for (auto& part : c.components)
        if (part) part->each_m2 = 1e-12;
    c[Part::adc]->rate_hz = 1e9;
    c[Part::accumulator]->rate_hz = 80e6;
    auto one_bit = c;
    auto const held_up_by = [&](Design const& design) { return evaluate_design(design, c, one_bit).bottleneck; };
    CHECK(held_up_by({128, 4, 4, 64, 64}) == Bottleneck::inputs);  // 512 values: 100 ns each slice, 128 ns converted
    CHECK(held_up_by({128, 4, 4, 32, 64}) == Bottleneck::accumulators);  // 200 ns each slice
    CHECK(held_up_by({128, 4, 1, 64, 64}) == Bottleneck::converters);    // 512 ns
    c[Part::edram]->rate_hz = 16e9;                                      // 8192 bytes: 512 ns
    CHECK(held_up_by({128, 4, 4, 64, 64}) == Bottleneck::buffer);
}
