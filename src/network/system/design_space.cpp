#include "network/system/design_space.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace cimchar::network::system {

namespace {

Component const& component_of(Chip const& chip, Part part) {
    if (!chip[part])
        throw InputError(fmt::format("chip '{}' has no component '{}' (designs scale its area and rate); add it",
                                     chip.name, info_of(part).name));
    return *chip[part];
}

}  // namespace

std::string name_of(Design const& design) {
    return fmt::format("N{}-D{}-A{}-S{} M{}", design.rows, design.dac_bits, design.adcs, design.accumulators,
                       design.arrays);
}

std::string_view name_of(Bottleneck bottleneck) {
    switch (bottleneck) {
        case Bottleneck::inputs:
            return "inputs";
        case Bottleneck::converters:
            return "converters";
        case Bottleneck::accumulators:
            return "accumulators";
        case Bottleneck::buffer:
            return "buffer";
    }
    return "";
}

DesignFigures evaluate_design(Design const& design, Chip const& chip, Chip const& one_bit) {
    CIMCHAR_EXPECT(std::has_single_bit(static_cast<unsigned>(design.rows)) && design.rows >= chip.columns_per_weight);
    auto const& adc = component_of(chip, Part::adc);
    auto const& dac = component_of(chip, Part::dac);
    auto const& sample_hold = component_of(chip, Part::sample_hold);
    auto const& accumulator = component_of(chip, Part::accumulator);
    auto const& crossbar = component_of(chip, Part::crossbar);
    auto const& registers = component_of(chip, Part::input_register);
    auto const& edram = component_of(chip, Part::edram);

    double const arrays = design.arrays;
    double const inputs = arrays * design.rows;
    double const values = arrays * design.rows / chip.columns_per_weight;
    double const old_arrays = chip.arrays_per_tile;
    double const old_inputs = old_arrays * rows_of(chip);
    double const old_cells = static_cast<double>(rows_of(chip)) * chip.columns;

    double const one_bit_m2 = component_of(one_bit, Part::dac).each_m2;
    double const dac_m2 =
        one_bit_m2 * std::pow(dac.each_m2 / one_bit_m2, (design.dac_bits - 1.0) / (chip.precision.dac_bits - 1.0));
    double const scaled_m2 =
        design.adcs * adc.each_m2 + inputs * dac_m2 + sample_hold.each_m2 * sample_hold.per_tile * inputs / old_inputs +
        design.accumulators * accumulator.each_m2 + arrays * crossbar.each_m2 * design.rows * design.rows / old_cells +
        registers.each_m2 * registers.per_tile * inputs / old_inputs;
    double fixed_m2 = chip.tile_area_m2;
    for (auto const* part : {&adc, &dac, &sample_hold, &accumulator, &crossbar, &registers})
        fixed_m2 -= part->each_m2 * part->per_tile;

    DesignFigures figures{design, fixed_m2 + scaled_m2, 0, 0, 0, Bottleneck::inputs};
    figures.tiles = static_cast<int>(std::floor((chip.area_m2 - chip.link_area_m2) / figures.tile_area_m2));
    auto precision = chip.precision;
    precision.dac_bits = design.dac_bits;
    int const cycles = input_cycles(precision);
    double const sum_s = values / (design.accumulators * accumulator.rate_hz);
    double const copy_s = chip.copy_cycles * chip.input_cycle_s;
    std::array const times{
        std::pair{copy_s + cycles * chip.input_cycle_s, Bottleneck::inputs},
        std::pair{copy_s + cycles * sum_s, Bottleneck::accumulators},
        std::pair{values / (design.adcs * adc.rate_hz), Bottleneck::converters},
        std::pair{inputs * precision.input_bits / 8 / (edram.rate_hz * edram.per_tile), Bottleneck::buffer}};
    // Sixty-four networks at 80 MHz take 64 arrays' slices in 100 ns: rounding may not decide which of equal times is
    // it.
    constexpr double longer = 1 + 1e-9;
    figures.pass_s = times.front().first;
    for (auto const& [time_s, what] : times)
        if (time_s > figures.pass_s * longer) {
            figures.pass_s = time_s;
            figures.bottleneck = what;
        }
    figures.ops_per_s_per_m2 = 2.0 * figures.tiles * values * design.rows / figures.pass_s / chip.area_m2;
    return figures;
}

std::vector<DesignFigures> sweep_designs(Chip const& chip, Chip const& one_bit) {
    std::vector<DesignFigures> all;
    for (int const rows : {32, 64, 128, 256})
        for (int const dac_bits : {1, 2, 4, 8})
            for (int const adcs : {1, 2, 4, 8})
                for (int const accumulators : {16, 32, 64, 128})
                    for (int const arrays : {16, 32, 48, 64, 96, 128})
                        all.push_back(evaluate_design({rows, dac_bits, adcs, accumulators, arrays}, chip, one_bit));
    std::ranges::stable_sort(all, std::ranges::greater{}, &DesignFigures::ops_per_s_per_m2);
    return all;
}

std::vector<PeakReading> peak_readings(Chip const& chip) {
    constexpr int elements = 4;        // "4 PEs per tile"
    constexpr int cycles_of_text = 9;  // "each pipeline cycle takes up 9 input cycles", section 5.2.4
    int const slices = input_cycles(chip.precision);
    double const of_tiles_m2 = tiles_of(chip) * chip.tile_area_m2;
    std::vector<PeakReading> readings;
    for (int const arrays : {chip.arrays_per_tile, elements * chip.arrays_per_tile})
        for (auto const& [cycles, why] :
             {std::pair{slices, "slices alone"}, std::pair{chip.copy_cycles + slices, "copy and slices"},
              std::pair{cycles_of_text, "as the text says"}})
            for (auto const& [area_m2, of] : {std::pair{chip.area_m2, "chip"}, std::pair{of_tiles_m2, "tiles"}})
                readings.push_back(
                    {fmt::format("{} arrays a tile, {} input cycles ({}), area of the {}", arrays, cycles, why, of),
                     arrays, cycles, area_m2,
                     2.0 * tiles_of(chip) * arrays * rows_of(chip) * values_per_array(chip) /
                         (cycles * chip.input_cycle_s) / area_m2});
    return readings;
}

}  // namespace cimchar::network::system
