#include "app/system_text.hpp"

#include "app/text_layout.hpp"
#include "core/units.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace cimchar::app {

namespace {

using namespace network::system;

constexpr double mm2_of_m2 = 1e6;
constexpr double gops_s_mm2 = 1e-15;  // of one operation per second and m²
constexpr std::size_t designs_shown = 8;
constexpr int digits = 3;

std::string unit(double value, std::string_view of) {
    return with_unit(value, of, digits);
}

std::string gain_row(std::string const& what, Gain const& energy, Gain const& throughput, double paper_energy,
                     double paper_throughput) {
    return fmt::format("{:<16}{:>13.2f}×{:>10.2f}×{:>10.2f}×{:>17.2f}×{:>10.2f}×{:>10.2f}×\n", what, energy.mean,
                       energy.geometric_mean, paper_energy, throughput.mean, throughput.geometric_mean,
                       paper_throughput);
}

}  // namespace

std::string chip_text(Chip const& chip) {
    auto const weights = static_cast<double>(arrays_of(chip)) * rows_of(chip) * values_per_array(chip);
    return fmt::format(
        "{:<15}strategy {}, {} tiles of {:.4f} mm², {} arrays, {:.1f} million weights\n"
        "{:15}DAC {} bit, ADC {} bit (bound {}), {} samples of a dot product; a pass takes {}\n"
        "{:15}peak {:.0f} GOPS/s/mm² of {:.1f} mm²; all parts at their rates {}\n",
        chip.title, letter_of(chip.strategy), tiles_of(chip), chip.tile_area_m2 * mm2_of_m2, arrays_of(chip),
        weights * 1e-6, "", chip.precision.dac_bits, chip.adc_bits, adc_resolution_bit(chip.strategy, chip.precision),
        samples_of_value(chip), unit(pass_s(chip), "s"), "", peak_ops_per_s(chip) / chip.area_m2 * gops_s_mm2,
        chip.area_m2 * mm2_of_m2, unit(full_power_w(chip), "W"));
}

std::string ledger_text(Chip const& chip) {
    std::string text = fmt::format("\n{}, where its numbers come from\n", chip.title);
    auto const origin = [&](std::string const& source, std::string const& assumption) {
        auto words = cut_behind("source: " + source, " ");
        words.front().insert(0, 4, ' ');
        if (!assumption.empty()) {
            words.emplace_back("| assumed:");
            for (auto const& word : cut_behind(assumption, " ")) words.push_back(word);
        }
        return wrapped(words, 4);
    };
    for (auto const& figure : chip.figures)
        text += fmt::format("  {} = {:g}\n", figure.name, figure.value) + origin(figure.source, figure.assumption);
    for (auto const& info : part_infos)
        if (auto const& component = chip[info.part])
            text += fmt::format("  {}: {} for each {}; {:g} in a {}\n", info.name, unit(component->energy_j, "J"),
                                info.event, component->per_tile, info.part == Part::link ? "chip" : "tile") +
                    origin(component->source, component->assumption);
    return text;
}

std::string networks_text(Comparison const& comparison) {
    std::string text = fmt::format("\n{:<14}{:<13}{:>6}{:>14}{:>16}{:>12}{:>14}{:>8}\n", "network", "chip", "chips",
                                   "image every", "images/s a chip", "energy", "GOPS/s/W", "busy");
    for (std::size_t n = 0; n < comparison.networks.size(); ++n)
        for (std::size_t k = 0; k < comparison.chips.size(); ++k) {
            auto const& result = comparison.results[n][k];
            text += fmt::format("{:<14}{:<13}{:>6}{:>14}{:>16.0f}{:>12}{:>14.0f}{:>7.1f}%\n",
                                k == 0 ? comparison.networks[n].name : "", comparison.chips[k].name,
                                result.mapping.chips, unit(result.interval_s, "s"), result.images_per_s,
                                unit(result.total_j, "J"), result.ops_per_s_per_w * 1e-9, 100 * result.busy);
        }
    return text;
}

std::string breakdown_text(Comparison const& comparison, std::size_t network) {
    std::string text = fmt::format("\nenergy of an image of {}\n{:<18}", comparison.networks[network].name, "");
    for (auto const& chip : comparison.chips) text += fmt::format("{:>22}", chip.title);
    text += '\n';
    for (auto const& info : part_infos) {
        text += fmt::format("{:<18}", info.name);
        for (std::size_t k = 0; k < comparison.chips.size(); ++k) {
            auto const& result = comparison.results[network][k];
            auto const has = comparison.chips[k][info.part].has_value();
            text += has ? fmt::format("{:>14}{:>7.1f}%", unit(result.energy_j[info.part], "J"),
                                      100 * result.energy_j[info.part] / result.total_j)
                        : fmt::format("{:>22}", "–");
        }
        text += '\n';
    }
    return text;
}

std::string gains_text(Comparison const& comparison, PublishedSystem const& published) {
    std::string text =
        fmt::format("\n{:<16}{:>14}{:>11}{:>11}{:>18}{:>11}{:>11}\n", comparison.chips.back().title + " over",
                    "energy, mean", "geometric", "paper", "throughput, mean", "geometric", "paper");
    for (std::size_t k = 0; k + 1 < comparison.chips.size(); ++k)
        text += gain_row(comparison.chips[k].title, energy_gain(comparison, k), throughput_gain(comparison, k),
                         published.energy_gain.at(k), published.throughput_gain.at(k));
    return text;
}

std::string sweep_text(std::vector<DesignFigures> const& designs, std::vector<PeakReading> const& readings,
                       PublishedSystem const& published) {
    std::string text = fmt::format("\n{:<6}{:<24}{:>12}{:>14}{:>8}{:>10}  {}\n", "rank", "design", "GOPS/s/mm²", "tile",
                                   "tiles", "pass", "held up by");
    for (std::size_t k = 0; k < designs.size(); ++k) {
        auto const name = name_of(designs[k].design);
        if (k >= designs_shown && name != published.peak_design) continue;
        text += fmt::format("{:<6}{:<24}{:>12.0f}{:>10.4f} mm²{:>8}{:>10}  {}\n", k + 1, name,
                            designs[k].ops_per_s_per_m2 * gops_s_mm2, designs[k].tile_area_m2 * mm2_of_m2,
                            designs[k].tiles, unit(designs[k].pass_s, "s"), name_of(designs[k].bottleneck));
    }
    text += fmt::format(
        "of {} designs; the paper's best is {} with {:.0f} GOPS/s/mm². What its tables give for that, read as\n",
        designs.size(), published.peak_design, published.peak_ops_per_s_per_m2 * gops_s_mm2);
    for (auto const& reading : readings)
        text += fmt::format("{:>8.0f} GOPS/s/mm² ({:+.1f} %)  {}\n", reading.ops_per_s_per_m2 * gops_s_mm2,
                            100 * (reading.ops_per_s_per_m2 / published.peak_ops_per_s_per_m2 - 1), reading.what);
    return text;
}

std::string changes_text(Comparison const& comparison, std::vector<SystemChange> const& changes) {
    std::string text = fmt::format("\n{:<68}{:>22}{:>22}\n{:<68}{:>11}{:>11}{:>11}{:>11}\n", "", "energy gain over",
                                   "throughput gain over", "geometric means", comparison.chips[0].name,
                                   comparison.chips[1].name, comparison.chips[0].name, comparison.chips[1].name);
    auto const row = [&](std::string const& what, Comparison const& of) {
        text += fmt::format("{:<68}{:>10.2f}×{:>10.2f}×{:>10.2f}×{:>10.2f}×\n", what, energy_gain(of, 0).geometric_mean,
                            energy_gain(of, 1).geometric_mean, throughput_gain(of, 0).geometric_mean,
                            throughput_gain(of, 1).geometric_mean);
    };
    row("as in the files", comparison);
    for (auto const& change : changes) row(change.name, compare(change.chips, comparison.networks));
    return text;
}

}  // namespace cimchar::app
