#include "circuits/nn_kernel/deck.hpp"

#include "netlist/files.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace cimchar::circuits::nn_kernel {

namespace {

constexpr std::string_view kinds = "rf";  // a line that rises with its inputs, one that falls
/// Steps are as long as the truncation error allows; as in the parts' own decks.
constexpr double max_step = 0.1;
constexpr double trtol = 50;

/// A cell to a word line ('w') or to a rail ('g').
std::string cell(char kind, std::size_t line, std::size_t row, char to) {
    return fmt::format("{}bl{}.row{}.{}", kind, line, row, to);
}

/// A line's rows as conductances [S], of this chip.
struct Line {
    std::vector<double> word_s;  ///< shape (rows): to the word lines
    double all_s = 0;            ///< of all its cells
};

Line line_of(Design const& d, netlist::Chip const& chip, std::vector<int> const& weights, char kind, std::size_t k) {
    Line line;
    for (std::size_t row = 0; row < d.rows; ++row) {
        bool const one = (weights[row] >> k & 1) != 0;
        auto const conductance_s = [&](char to, bool low) {
            return (1 + chip.deviation(cell(kind, k, row, to), "g")) / (low ? d.lrs_ohm : d.hrs_ohm);
        };
        line.word_s.push_back(conductance_s('w', one));
        line.all_s += line.word_s.back() + conductance_s('g', !one);
    }
    return line;
}

/// Shares of a full slice on the word lines, shape (slices, rows), as they are streamed.
std::vector<std::vector<double>> slices_of(Design const& d, std::vector<int> const& inputs) {
    auto const& w = d.network.weights;
    std::size_t const slices = d.network.slices();
    int const full = (1 << w.dac_bits) - 1;
    std::vector<std::vector<double>> all;
    for (std::size_t s = 0; s < slices; ++s) {
        auto const shift =
            static_cast<int>(w.first_slice == neural::FirstSlice::lowest ? s : slices - 1 - s) * w.dac_bits;
        double const scale = neural::slice_scale(w, s) / full;
        std::vector<double> rows;
        for (int const x : inputs) rows.push_back(scale * (x >> shift & full));
        all.push_back(std::move(rows));
    }
    return all;
}

/// The network's clock in one netlist with the converter: all slices in a cycle of it.
nn_shift_add::Bench network_at_converters_rate(Bench const& bench) {
    auto network = bench.network();
    network.design.clock_hz = static_cast<double>(network.design.slices()) * bench.design.converter.clock_hz;
    return network;
}

}  // namespace

std::vector<netlist::VariedDevice> varied_devices(Design const& d) {
    auto devices = nn_shift_add::varied_devices(d.network);
    auto const converter = nn_adc::varied_devices(d.converter);
    devices.insert(devices.end(), converter.begin(), converter.end());
    for (char const kind : kinds)
        for (std::size_t k = 0; k < neural::bit_lines; ++k)
            for (std::size_t row = 0; row < d.rows; ++row)
                for (char const to : {'w', 'g'}) {
                    netlist::VariedDevice device;
                    device.name = cell(kind, k, row, to);
                    device.kind = netlist::DeviceKind::rram;
                    devices.push_back(device);
                }
    return devices;
}

nn_shift_add::BitLines bit_lines(Design const& d, double supply_v, netlist::Chip const& chip,
                                 std::vector<std::vector<int>> const& inputs) {
    auto const weights = kernel(d);
    nn_shift_add::BitLines out;
    out.line_f = d.bit_line_f;
    std::vector<std::vector<Line>> lines;  // shape (kinds, bit lines)
    for (char const kind : kinds) {
        lines.emplace_back();
        for (std::size_t k = 0; k < neural::bit_lines; ++k) {
            lines.back().push_back(line_of(d, chip, weights, kind, k));
            out.source_ohm.push_back(1 / lines.back().back().all_s);
        }
    }
    for (auto const& x : inputs) {
        nn_shift_add::Conversion rising;
        nn_shift_add::Conversion falling;
        for (auto const& rows : slices_of(d, x)) {
            auto const mean_v = [&](Line const& line) {
                double current_a = 0;
                for (std::size_t row = 0; row < d.rows; ++row)
                    current_a += line.word_s[row] * d.word_line_v * rows[row];
                return current_a / line.all_s;
            };
            std::vector<double> up;
            std::vector<double> down;
            for (std::size_t k = 0; k < neural::bit_lines; ++k) {
                up.push_back(mean_v(lines[0][k]));
                down.push_back(supply_v - mean_v(lines[1][k]));
            }
            rising.push_back(std::move(up));
            falling.push_back(std::move(down));
        }
        out.rising.push_back(std::move(rising));
        out.falling.push_back(std::move(falling));
    }
    return out;
}

double begin_s(Design const& d) {
    // Sampling takes half a cycle of the converter and ends with the conversion.
    return nn_shift_add::duration_s(network_at_converters_rate({d, {}, {}, {}}).design, 1) - 0.5 / d.converter.clock_hz;
}

Simulation clocked(Bench const& bench, std::vector<std::vector<int>> const& inputs) {
    auto const& d = bench.design;
    auto const network = network_at_converters_rate(bench);
    auto const& w = d.network.weights;
    neural::Parts parts(w.sizes, d.network.switch_w_m, d.network.row_f, d.network.column_f);
    parts.cards.add("* cimchar nn_kernel: {} conversions of {} rows", inputs.size(), d.rows);
    parts.cards.add(".options reltol={:g} abstol=1e-12 vntol=1e-6 chgtol=1e-15 trtol={:g}", bench.settings.reltol,
                    trtol);
    parts.cards.add("{}\n{}", netlist::model_cards("cards/n130.lib", bench.condition.process),
                    netlist::subcircuits("neural.cir"));
    parts.add_supplies(bench.condition.supply_v);
    nn_shift_add::add_to(parts, network, bit_lines(d, bench.condition.supply_v, bench.chip, inputs));
    parts.cards.add("vp0 port_p p0 0\nvn0 port_n n0 0");
    nn_adc::add_to(parts, bench.converter(), inputs.size(), begin_s(d));
    auto const alterations = parts.alterations(bench.chip);
    double const step_s = max_step / d.converter.clock_hz * bench.settings.max_step_scale;
    double const end_s = begin_s(d) + nn_adc::duration_s(d.converter, inputs.size());
    return {std::move(parts.cards).share(), bench.condition.temperature_c, alterations,
            fmt::format("tran {0:.9g} {1:.9g} 0 {0:.9g}", step_s, end_s), nn_adc::decision_vectors()};
}

std::vector<int> clocked_codes(Bench const& bench, Waveforms const& waves, std::size_t conversions,
                               neural::DecisionWeights const& weights) {
    std::vector<int> codes;
    for (auto const& decided : nn_adc::decided_clocked(bench.converter(), waves, conversions, begin_s(bench.design)))
        codes.push_back(neural::adc_code(weights, decided));
    return codes;
}

}  // namespace cimchar::circuits::nn_kernel
