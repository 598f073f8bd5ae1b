#include "network/system/chip.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::network::system {

PartInfo const& info_of(Part part) {
    return part_infos.at(static_cast<std::size_t>(part));
}

int rows_of(Chip const& chip) {
    return 1 << chip.precision.row_bits;
}

int values_per_array(Chip const& chip) {
    return chip.columns / chip.columns_per_weight;
}

int tiles_of(Chip const& chip) {
    return static_cast<int>(std::floor((chip.area_m2 - chip.link_area_m2) / chip.tile_area_m2));
}

int arrays_of(Chip const& chip) {
    return tiles_of(chip) * chip.arrays_per_tile;
}

int samples_of_value(Chip const& chip) {
    return conversions(chip.strategy, chip.precision) * chip.samples_per_value;
}

double pass_s(Chip const& chip) {
    double const values = static_cast<double>(chip.arrays_per_tile) * values_per_array(chip);  // of a tile
    auto const time_s = [&](Part part, double events) {
        auto const& component = chip[part];
        return component && !component->keeps_up ? events / (component->per_tile * component->rate_hz) : 0;
    };
    // The analog sum takes a slice before the next one comes.
    double const cycle_s = chip.strategy == Strategy::analog
                               ? std::max(chip.input_cycle_s, time_s(Part::accumulator, values))
                               : chip.input_cycle_s;
    return std::max(chip.copy_cycles * chip.input_cycle_s + input_cycles(chip.precision) * cycle_s,
                    time_s(Part::adc, values * samples_of_value(chip)));
}

double peak_ops_per_s(Chip const& chip) {
    return 2.0 * arrays_of(chip) * rows_of(chip) * values_per_array(chip) / pass_s(chip);
}

double listed_tile_area_m2(Chip const& chip) {
    double sum = 0;
    for (auto const& info : part_infos)
        if (auto const& component = chip[info.part]; component && info.part != Part::link)
            sum += component->each_m2 * component->per_tile;
    return sum;
}

double full_power_w(Chip const& chip) {
    double sum = 0;
    for (auto const& info : part_infos)
        if (auto const& component = chip[info.part])
            sum += component->energy_j * component->rate_hz * component->per_tile *
                   (info.part == Part::link ? 1 : tiles_of(chip));
    return sum;
}

}  // namespace cimchar::network::system
