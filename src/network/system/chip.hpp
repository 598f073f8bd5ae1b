// An accelerator's chip as its published tables describe it: areas, arrays, and what every event of a component takes.
// Plain data; the files are in data/system.
#pragma once
#include "network/system/dataflow.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::network::system {

/// What takes energy. A "value" is one 8-bit weight's column of a row block, such as the 16 bit lines that a
/// shift-and-add network reads.
enum class Part {
    adc,
    dac,
    sample_hold,
    accumulator,
    analog_buffer,
    crossbar,
    input_register,
    output_register,
    aggregator,
    post_processing,
    edram,
    bus,
    router,
    link,
};

struct PartInfo {
    Part part;
    std::string_view name;   ///< in files
    std::string_view event;  ///< what is counted
};

inline constexpr std::array<PartInfo, 14> part_infos{{
    {Part::adc, "adc", "conversion"},
    {Part::dac, "dac", "row driven for an input cycle"},
    {Part::sample_hold, "sample_hold", "level held for an input cycle"},
    {Part::accumulator, "accumulator", "sample added (A, B), value's slice added (C)"},
    {Part::analog_buffer, "analog_buffer", "partial sum written"},
    {Part::crossbar, "crossbar", "array read for an input cycle"},
    {Part::input_register, "input_register", "bit given to a DAC"},
    {Part::output_register, "output_register", "sample kept"},
    {Part::aggregator, "aggregator", "addition of two arrays' results"},
    {Part::post_processing, "post_processing", "activation and pooling of an output"},
    {Part::edram, "edram", "byte read or written"},
    {Part::bus, "bus", "byte between buffer and registers"},
    {Part::router, "router", "byte through a router"},
    {Part::link, "link", "byte to or from another chip (HyperTransport)"},
}};

[[nodiscard]] PartInfo const& info_of(Part part);

/// One component's entry in a table.
struct Component {
    double energy_j = 0;    ///< of one event
    double rate_hz = 0;     ///< events that one can do in a second
    double each_m2 = 0;     ///< area of one; 0 where none is known
    double per_tile = 0;    ///< how many a tile has; of the link, how many a chip has
    bool keeps_up = false;  ///< never slows the arrays down, whatever its rate
    std::string source;
    std::string assumption;  ///< what the source does not say; empty: nothing
};

/// A number of the structure, for the record.
struct StructureFigure {
    std::string name;  ///< with its unit, as in the file
    double value = 0;
    std::string source;
    std::string assumption;
};

struct Chip {
    std::string name;
    std::string title;
    Strategy strategy = Strategy::digital;
    double area_m2 = 0;
    double link_area_m2 = 0;  ///< HyperTransport
    double tile_area_m2 = 0;
    int arrays_per_tile = 64;
    Precision precision;
    int columns = 128;            ///< of an array
    int columns_per_weight = 16;  ///< with the columns of its other sign
    int samples_per_value = 1;    ///< 1: the two signs are subtracted before they are sampled; 2: each is sampled
    int adc_bits = 8;             ///< as published; adc_resolution_bit() is the bound
    int copy_cycles = 1;          ///< input cycles in which inputs come into the registers
    double input_cycle_s = 100e-9;
    double weight_share =
        1;         ///< greatest part of the arrays that one copy of a network's weights takes: more need another chip
    int hops = 2;  ///< routers between a layer and the next
    bool always_on = false;  ///< components take their power all the time, and not by events
    std::vector<StructureFigure> figures;
    std::array<std::optional<Component>, part_infos.size()> components;

    [[nodiscard]] std::optional<Component> const& operator[](Part part) const {
        return components.at(static_cast<std::size_t>(part));
    }
    [[nodiscard]] std::optional<Component>& operator[](Part part) {
        return components.at(static_cast<std::size_t>(part));
    }
};

[[nodiscard]] int rows_of(Chip const& chip);
/// Weights beside each other in an array.
[[nodiscard]] int values_per_array(Chip const& chip);
/// Whole tiles in the chip's area beside the link.
[[nodiscard]] int tiles_of(Chip const& chip);
[[nodiscard]] int arrays_of(Chip const& chip);

/// Samples of one value in one pass: Eqs. 5-7 times samples_per_value.
[[nodiscard]] int samples_of_value(Chip const& chip);

/// Time in which every array does one matrix-vector product [s]: the input's copy and slices, or what the converters or
/// the accumulators of a full tile take, whichever is longer.
[[nodiscard]] double pass_s(Chip const& chip);

/// Operations in a second, two for a product and its addition, if every array were busy all the time [1/s].
[[nodiscard]] double peak_ops_per_s(Chip const& chip);

/// Area of a tile's components where the tables say it [m²].
[[nodiscard]] double listed_tile_area_m2(Chip const& chip);

/// If every component of the chip worked at its rate [W].
[[nodiscard]] double full_power_w(Chip const& chip);

}  // namespace cimchar::network::system
