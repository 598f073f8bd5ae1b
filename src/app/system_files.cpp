#include "app/system_files.hpp"

#include "app/chip_files.hpp"
#include "campaign/toml_section.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <system_error>

namespace cimchar::app {

namespace {

using campaign::Section;

constexpr double ops_per_s_m2_of_gops_per_s_mm2 = 1e15;

double number(Section const& section, std::string_view key) {
    section.require(key, "and there is nothing to compare with", "copy it from the paper");
    return section.number(key, {"", 1e-9, 1e9}, 0);
}

}  // namespace

std::string shipped_text(std::filesystem::path const& file) {
    if (auto text = read_regular_text(file)) return *std::move(text);
    throw InputError(
        fmt::format("cannot read '{}' (it ships with the program); reinstall, or set CIMCHAR_DATA_DIR", file.string()));
}

PublishedSystem read_published(std::filesystem::path const& folder) {
    auto const file = (folder / "published.toml").string();
    auto const table = campaign::parse_toml(shipped_text(file), file);
    Section const all(table, "", file);
    all.allow_only({"gains", "peak", "neural_pim", "isaac"});
    auto const gains = all.section("gains");
    auto const neural_pim = all.section("neural_pim");
    auto const isaac = all.section("isaac");
    auto const peak = all.section("peak");
    peak.require("design", "and there is nothing to compare with", "copy it from the paper");
    PublishedSystem published;
    for (std::size_t k = 0; k < published.energy_gain.size(); ++k) {
        published.energy_gain.at(k) = number(gains.section("energy"), chip_names.at(k));
        published.throughput_gain.at(k) = number(gains.section("throughput"), chip_names.at(k));
    }
    published.adc_over_accumulation = number(gains, "isaac_adc_over_accumulation_energy");
    published.peak_design = peak.word("design", "");
    published.peak_ops_per_s_per_m2 = ops_per_s_m2_of_gops_per_s_mm2 * number(peak, "gops_s_mm2");
    published.neural_pim_ops_per_j =
        1e9 * number(peak, "gops_s_mm2") * number(neural_pim, "area_mm2") / number(neural_pim, "total_w");
    published.isaac_ops_per_j = 2 * number(isaac, "tiles") * number(isaac, "arrays_per_tile") *
                                number(isaac, "weights_per_array") / (1e-9 * number(isaac, "pass_ns")) /
                                number(isaac, "total_w");
    return published;
}

std::vector<std::string> network_names(std::filesystem::path const& folder) {
    std::error_code failed;
    std::vector<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator(folder, failed))
        if (entry.path().extension() == ".csv") names.push_back(entry.path().stem().string());
    if (failed || names.empty())
        throw InputError(
            fmt::format("there are no networks in '{}' (they ship with the program); reinstall, or set "
                        "CIMCHAR_DATA_DIR",
                        folder.string()));
    std::ranges::sort(names);
    return names;
}

network::system::LayerTable read_layer_table(std::filesystem::path const& folder, std::string const& name) {
    auto const file = folder / (name + ".csv");
    return network::system::parse_layer_table(name, shipped_text(file), file.string());
}

}  // namespace cimchar::app
