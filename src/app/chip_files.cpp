#include "app/chip_files.hpp"

#include "app/system_files.hpp"
#include "campaign/toml_section.hpp"
#include "core/nearest.hpp"

#include <fmt/format.h>
#include <bit>
#include <cmath>

namespace cimchar::app {

namespace {

using namespace network::system;
using campaign::Range;
using campaign::refuse;
using campaign::Section;

constexpr double m2_of_mm2 = 1e-6;
constexpr Range any_positive{"", 1e-15, 1e15};
constexpr Range power_range{"W", 0, 1e6};
constexpr Range energy_range{"pJ", 0, 1e9};
constexpr Range rate_range{"Hz", 1, 1e15};
constexpr Range area_range{"mm²", 1e-12, 1e6};

toml::table parsed(std::filesystem::path const& file) {
    return campaign::parse_toml(shipped_text(file), file.string());
}

void require(Section const& section, std::string_view key) {
    section.require(key, "and the energy of a chip cannot be told without it", "write it, with its source");
}

std::string sourced(Section const& section) {
    require(section, "source");
    return section.word("source", "");
}

/// The number of a structure's key, {value, source, assumption}; kept for the record.
double figure(Section const& structure, std::string const& key, Range const& range, Chip& chip) {
    require(structure, key);
    auto const own = structure.section(key);
    own.allow_only({"value", "source", "assumption"});
    require(own, "value");
    double const value = own.number("value", range, 0);
    chip.figures.push_back({key, value, sourced(own), own.word("assumption", "")});
    return value;
}

int whole_figure(Section const& structure, std::string const& key, int least, int most, Chip& chip) {
    double const value = figure(structure, key, {"", static_cast<double>(least), static_cast<double>(most)}, chip);
    if (std::floor(value) != value)
        refuse(fmt::format("{} is {}, not a whole number", structure.full_name(key), value), structure.where(key),
               fmt::format("give one of {} … {}", least, most));
    return static_cast<int>(value);
}

void read_structure(Section const& structure, Chip& chip) {
    structure.allow_only({"area_mm2", "link_area_mm2", "tile_area_mm2", "arrays_per_tile", "rows", "columns",
                          "columns_per_weight", "cell_bits", "dac_bits", "adc_bits", "input_bits", "weight_bits",
                          "output_bits", "samples_per_value", "copy_cycles", "input_cycle_ns", "weight_share", "hops",
                          "always_on"});
    chip.area_m2 = m2_of_mm2 * figure(structure, "area_mm2", area_range, chip);
    chip.link_area_m2 = m2_of_mm2 * figure(structure, "link_area_mm2", area_range, chip);
    chip.tile_area_m2 = m2_of_mm2 * figure(structure, "tile_area_mm2", area_range, chip);
    chip.arrays_per_tile = whole_figure(structure, "arrays_per_tile", 1, 10'000, chip);
    int const rows = whole_figure(structure, "rows", 2, 512, chip);
    chip.precision.row_bits = static_cast<int>(std::bit_width(static_cast<unsigned>(rows))) - 1;
    if (rows_of(chip) != rows)
        refuse(fmt::format("{} is {} (an array has 2^N rows)", structure.full_name("rows"), rows),
               structure.where("rows"), "give 2, 4, … 512");
    chip.columns = whole_figure(structure, "columns", 1, 4096, chip);
    chip.columns_per_weight = whole_figure(structure, "columns_per_weight", 1, chip.columns, chip);
    chip.precision.cell_bits = whole_figure(structure, "cell_bits", 1, 8, chip);
    chip.precision.dac_bits = whole_figure(structure, "dac_bits", 1, 16, chip);
    chip.adc_bits = whole_figure(structure, "adc_bits", 1, 24, chip);
    chip.precision.input_bits = whole_figure(structure, "input_bits", 1, 16, chip);
    chip.precision.weight_bits = whole_figure(structure, "weight_bits", 1, 16, chip);
    chip.precision.output_bits = whole_figure(structure, "output_bits", 1, 24, chip);
    chip.samples_per_value = whole_figure(structure, "samples_per_value", 1, 2, chip);
    chip.copy_cycles = whole_figure(structure, "copy_cycles", 0, 100, chip);
    chip.input_cycle_s = 1e-9 * figure(structure, "input_cycle_ns", {"ns", 1e-3, 1e9}, chip);
    chip.weight_share = figure(structure, "weight_share", {"", 0.001, 1}, chip);
    chip.hops = whole_figure(structure, "hops", 0, 1000, chip);
    chip.always_on = structure.has("always_on") && whole_figure(structure, "always_on", 0, 1, chip) == 1;
    constexpr double most_tiles = 100'000;
    if (double const tiles = (chip.area_m2 - chip.link_area_m2) / chip.tile_area_m2;
        !(tiles >= 1 && tiles <= most_tiles))
        refuse(fmt::format("{:.3g} tiles fit beside the link", tiles), structure.where("tile_area_mm2"),
               fmt::format("choose the areas such that 1 … {} fit", most_tiles));
}

Component read_component(Section const& section) {
    section.allow_only(
        {"power_w", "energy_pj", "count", "rate_hz", "area_mm2", "per_tile", "keeps_up", "source", "assumption"});
    for (auto const* key : {"count", "rate_hz", "per_tile"}) require(section, key);
    if (section.has("power_w") == section.has("energy_pj"))
        refuse(fmt::format("{} has {} power_w and energy_pj", section.full_name(""),
                           section.has("power_w") ? "both" : "neither of"),
               section.where("power_w"), "give one of them");
    Component component;
    double const count = section.number("count", any_positive, 1);
    component.rate_hz = section.number("rate_hz", rate_range, 1);
    component.energy_j = section.has("energy_pj")
                             ? 1e-12 * section.number("energy_pj", energy_range, 0)
                             : section.number("power_w", power_range, 0) / (count * component.rate_hz);
    if (section.has("area_mm2")) component.each_m2 = m2_of_mm2 * section.number("area_mm2", area_range, 0) / count;
    component.per_tile = section.number("per_tile", any_positive, 1);
    component.keeps_up = section.flag("keeps_up", false);
    component.source = sourced(section);
    component.assumption = section.word("assumption", "");
    return component;
}

Chip chip_of(toml::table const& table, std::string const& file) {
    Section const all(table, "", file);
    all.allow_only({"name", "title", "strategy", "structure", "components"});
    for (auto const* key : {"name", "title", "strategy"}) require(all, key);
    Chip chip;
    chip.name = all.word("name", "");
    chip.title = all.word("title", "");
    auto const letter = all.word("strategy", "");
    bool known = false;
    for (auto const strategy : {Strategy::digital, Strategy::analog_buffer, Strategy::analog})
        if (letter == letter_of(strategy)) {
            chip.strategy = strategy;
            known = true;
        }
    if (!known) refuse(fmt::format("strategy is '{}'", letter), all.where("strategy"), "write \"A\", \"B\" or \"C\"");
    read_structure(all.section("structure"), chip);
    auto const components = all.section("components");
    std::vector<std::string> names;
    names.reserve(part_infos.size());
    for (auto const& info : part_infos) names.emplace_back(info.name);
    components.allow_only(names);
    for (auto const& info : part_infos)
        if (components.has(info.name)) chip[info.part] = read_component(components.section(info.name));
    for (auto const part : {Part::adc, Part::dac, Part::crossbar, Part::accumulator, Part::edram})
        require(components, info_of(part).name);
    return chip;
}

/// `changes` put over `base`; a number over a table with a value is its value. `name` is where it is, for messages.
void put_over(toml::table& base, toml::table const& changes, std::string const& name, std::string const& file) {
    for (auto const& [key, change] : changes) {
        auto const full = name.empty() ? std::string(key.str()) : fmt::format("{}.{}", name, key.str());
        auto* const old = base.get(key);
        auto* const inner = old != nullptr ? old->as_table() : nullptr;
        if (auto const* const more = change.as_table()) {
            if (inner == nullptr) {
                std::vector<std::string> keys;
                for (auto const& [known, value] : base) keys.emplace_back(known.str());
                refuse(fmt::format("'{}' is not in the chip's file{}", full, suggestion(key.str(), keys)),
                       campaign::place_of(change, file), "a change names what is there");
            }
            put_over(*inner, *more, full, file);
        } else if (inner != nullptr) {
            inner->insert_or_assign("value", change);
        } else if (key.str() == "always_on") {
            base.insert_or_assign(key, toml::table{{"value", change}, {"source", "a change"}});
        } else {
            base.insert_or_assign(key, change);
        }
    }
}

std::filesystem::path file_of(std::filesystem::path const& folder, std::string_view name) {
    return folder / fmt::format("{}.toml", name);
}

}  // namespace

Chip read_chip(std::filesystem::path const& file) {
    auto const table = parsed(file);
    return chip_of(table, file.string());
}

std::vector<Chip> read_chips(std::filesystem::path const& folder) {
    std::vector<Chip> chips;
    chips.reserve(chip_names.size());
    for (auto const name : chip_names) chips.push_back(read_chip(file_of(folder, name)));
    return chips;
}

std::vector<SystemChange> read_changes(std::filesystem::path const& folder) {
    auto const file = file_of(folder, "sensitivity").string();
    auto const table = parsed(file);
    Section const all(table, "", file);
    all.allow_only({"change"});
    std::vector<SystemChange> changes;
    for (auto const& section : all.sections("change")) {
        std::vector<std::string> keys{"name", "why"};
        keys.insert(keys.end(), chip_names.begin(), chip_names.end());
        section.allow_only(keys);
        for (auto const* key : {"name", "why"}) require(section, key);
        SystemChange change{section.word("name", ""), section.word("why", ""), {}};
        for (auto const name : chip_names) {
            auto const of_chip = file_of(folder, name);
            auto chip = parsed(of_chip);
            put_over(chip, section.section(name).table(), std::string(name), file);
            change.chips.push_back(chip_of(chip, of_chip.string()));
        }
        changes.push_back(std::move(change));
    }
    return changes;
}

}  // namespace cimchar::app
