#include "app/system_json.hpp"

namespace cimchar::app {

namespace {

using namespace network::system;
using nlohmann::ordered_json;

constexpr double mm2_of_m2 = 1e6;
constexpr double gops_s_mm2_of_ops_s_m2 = 1e-15;

ordered_json parts_json(ByPart const& by_part, Chip const& chip) {
    ordered_json json = ordered_json::object();
    for (auto const& info : part_infos)
        if (chip[info.part]) json[std::string(info.name)] = by_part[info.part];
    return json;
}

ordered_json chip_json(Chip const& chip) {
    ordered_json json{{"name", chip.name},
                      {"title", chip.title},
                      {"strategy", letter_of(chip.strategy)},
                      {"tiles", tiles_of(chip)},
                      {"arrays", arrays_of(chip)},
                      {"weights", static_cast<double>(arrays_of(chip)) * rows_of(chip) * values_per_array(chip)},
                      {"adc_bits", chip.adc_bits},
                      {"adc_bits_bound", adc_resolution_bit(chip.strategy, chip.precision)},
                      {"samples_per_value_and_pass", samples_of_value(chip)},
                      {"input_cycles", input_cycles(chip.precision)},
                      {"pass_s", pass_s(chip)},
                      {"peak_gops_s_mm2", peak_ops_per_s(chip) / chip.area_m2 * gops_s_mm2_of_ops_s_m2},
                      {"area_mm2", chip.area_m2 * mm2_of_m2},
                      {"tile_area_mm2", chip.tile_area_m2 * mm2_of_m2},
                      {"listed_tile_area_mm2", listed_tile_area_m2(chip) * mm2_of_m2},
                      {"full_power_w", full_power_w(chip)}};
    for (auto const& figure : chip.figures)
        json["structure"].push_back({{"name", figure.name},
                                     {"value", figure.value},
                                     {"source", figure.source},
                                     {"assumption", figure.assumption}});
    for (auto const& info : part_infos)
        if (auto const& component = chip[info.part])
            json["components"].push_back({{"name", info.name},
                                          {"event", info.event},
                                          {"energy_j", component->energy_j},
                                          {"rate_hz", component->rate_hz},
                                          {"each_mm2", component->each_m2 * mm2_of_m2},
                                          {"per_tile", component->per_tile},
                                          {"source", component->source},
                                          {"assumption", component->assumption}});
    return json;
}

ordered_json result_json(Evaluation const& result, Chip const& chip) {
    return {{"arrays", result.mapping.arrays},
            {"chips", result.mapping.chips},
            {"arrays_used", result.mapping.arrays_used},
            {"interval_passes", result.mapping.interval_passes},
            {"interval_s", result.interval_s},
            {"images_per_s_of_a_chip", result.images_per_s},
            {"gops_s", result.ops_per_s * 1e-9},
            {"gops_s_mm2", result.ops_per_s / chip.area_m2 * gops_s_mm2_of_ops_s_m2},
            {"busy", result.busy},
            {"energy_j", result.total_j},
            {"gops_s_w", result.ops_per_s_per_w * 1e-9},
            {"energy_by_part_j", parts_json(result.energy_j, chip)},
            {"events_by_part", parts_json(result.events, chip)}};
}

ordered_json gain_json(Gain const& gain, double paper) {
    return {{"of_network", gain.of_network},
            {"mean", gain.mean},
            {"geometric_mean", gain.geometric_mean},
            {"paper", paper}};
}

ordered_json design_json(DesignFigures const& figures) {
    return {{"name", name_of(figures.design)},
            {"rows", figures.design.rows},
            {"dac_bits", figures.design.dac_bits},
            {"adcs", figures.design.adcs},
            {"accumulators", figures.design.accumulators},
            {"arrays", figures.design.arrays},
            {"tile_area_mm2", figures.tile_area_m2 * mm2_of_m2},
            {"tiles", figures.tiles},
            {"pass_s", figures.pass_s},
            {"bottleneck", name_of(figures.bottleneck)},
            {"gops_s_mm2", figures.ops_per_s_per_m2 * gops_s_mm2_of_ops_s_m2}};
}

}  // namespace

ordered_json chips_json(std::vector<Chip> const& chips) {
    auto json = ordered_json::array();
    for (auto const& chip : chips) json.push_back(chip_json(chip));
    return json;
}

ordered_json networks_json(Comparison const& comparison) {
    auto json = ordered_json::array();
    for (std::size_t n = 0; n < comparison.networks.size(); ++n) {
        auto const& table = comparison.networks[n];
        ordered_json one{{"name", table.name},
                         {"layers", table.layers.size()},
                         {"weights", weights_of(table)},
                         {"products", products_of(table)}};
        for (std::size_t k = 0; k < comparison.chips.size(); ++k)
            one["results"][comparison.chips[k].name] = result_json(comparison.results[n][k], comparison.chips[k]);
        json.push_back(std::move(one));
    }
    return json;
}

ordered_json gains_json(Comparison const& comparison, PublishedSystem const& published) {
    ordered_json json;
    for (std::size_t k = 0; k + 1 < comparison.chips.size(); ++k) {
        auto const& name = comparison.chips[k].name;
        json["energy"][name] = gain_json(energy_gain(comparison, k), published.energy_gain.at(k));
        json["throughput"][name] = gain_json(throughput_gain(comparison, k), published.throughput_gain.at(k));
    }
    double adc_j = 0;
    double sum_j = 0;
    for (auto const& results : comparison.results) {
        adc_j += results.front().energy_j[Part::adc];
        sum_j += results.back().energy_j[Part::accumulator];
    }
    json["isaac_adc_over_accumulation_energy"] = {{"ours", adc_j / sum_j}, {"paper", published.adc_over_accumulation}};
    return json;
}

ordered_json published_json(PublishedSystem const& published) {
    constexpr double giga = 1e9;
    auto const neural_pim = published.neural_pim_ops_per_j / giga;
    return {{"neural_pim_gops_s_w", neural_pim},
            {"isaac_style_gops_s_w", neural_pim / published.energy_gain.front()},
            {"isaac_16_bit_gops_s_w", published.isaac_ops_per_j / giga}};
}

ordered_json sweep_json(std::vector<DesignFigures> const& designs, std::vector<PeakReading> const& readings,
                        PublishedSystem const& published) {
    ordered_json json{
        {"published",
         {{"name", published.peak_design}, {"gops_s_mm2", published.peak_ops_per_s_per_m2 * gops_s_mm2_of_ops_s_m2}}}};
    for (std::size_t k = 0; k < designs.size(); ++k) {
        json["designs"].push_back(design_json(designs[k]));
        if (name_of(designs[k].design) == published.peak_design) json["published"]["our_rank"] = k + 1;
    }
    for (auto const& reading : readings)
        json["readings"].push_back({{"what", reading.what},
                                    {"arrays_per_tile", reading.arrays_per_tile},
                                    {"pass_cycles", reading.pass_cycles},
                                    {"area_mm2", reading.area_m2 * mm2_of_m2},
                                    {"gops_s_mm2", reading.ops_per_s_per_m2 * gops_s_mm2_of_ops_s_m2}});
    return json;
}

}  // namespace cimchar::app
