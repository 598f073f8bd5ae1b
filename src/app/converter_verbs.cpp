#include "app/converter_verbs.hpp"

#include "circuits/nn_adc/observe.hpp"
#include "core/error.hpp"
#include "model/evaluate.hpp"

#include <fmt/format.h>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace cimchar::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array figures{"enob_bit",    "inl_min_lsb", "inl_max_lsb", "dnl_min_lsb",
                             "dnl_max_lsb", "offset_lsb",  "gain",        "missing_codes"};

Json condition_json(Condition const& c) {
    return {{"process", c.process}, {"temperature_c", c.temperature_c}, {"supply_v", c.supply_v}};
}

void warn_outside(std::uint64_t outside) {
    if (outside > 0) fmt::print(stderr, "warning: outside the model's domain; its nearest point answers\n");
}

std::string title_of(model::BehaviouralModel const& m, Condition const& c) {
    return fmt::format("{} at {} {} °C {} V", m.block, c.process, c.temperature_c, c.supply_v);
}

/// Figures of levels that may be too far from a converter's: then they do not exist.
std::map<std::string, double> figures_of(model::BehaviouralModel const& m, std::vector<double> const& levels_v) {
    try {
        return circuits::nn_adc::level_figures(m.pipeline->range_v, levels_v);
    } catch (InputError const&) {
        std::map<std::string, double> none;
        for (auto const* const figure : figures) none[figure] = std::nan("");
        return none;
    }
}

}  // namespace

void converter_eval(model::BehaviouralModel const& m, Condition const& condition, std::vector<double> const& inputs_v,
                    Print how) {
    auto const got = model::evaluate(m, condition, m.points);
    warn_outside(got.outside);
    bool const codes = !inputs_v.empty();
    auto const levels_v = model::levels_v(*m.pipeline, got.output);
    auto const code = model::codes_of(*m.pipeline, got.output, inputs_v);
    if (how == Print::json) {
        Json out{{"block", m.block}, {"condition", condition_json(condition)}};
        if (codes) {
            out["input_v"] = inputs_v;
            out["code"] = code;
        } else {
            out["transition_v"] = levels_v;
            for (auto const& [name, value] : figures_of(m, levels_v)) out[name] = value;
        }
        fmt::print("{}\n", out.dump(2));
        return;
    }
    if (how == Print::csv) fmt::print("{}\n", codes ? "input_v,code" : "code,transition_v");
    if (how == Print::text) {
        fmt::print("{}: LSB {:.4g} mV", title_of(m, condition), 1e3 * m.pipeline->lsb_v);
        for (auto const& [name, value] : figures_of(m, levels_v)) fmt::print(", {} {:.4g}", name, value);
        fmt::print("\n{:>14} {:>14}\n", codes ? "input [V]" : "code", codes ? "code" : "begins at [V]");
    }
    for (std::size_t i = 0; i < (codes ? code.size() : levels_v.size()); ++i) {
        double const first = codes ? inputs_v[i] : static_cast<double>(i + 1);
        double const second = codes ? code[i] : levels_v[i];
        if (how == Print::csv)
            fmt::print("{},{}\n", first, second);
        else
            fmt::print("{:>14.9g} {:>14.9g}\n", first, second);
    }
}

void converter_sample(model::BehaviouralModel const& m, Condition const& condition, std::vector<double> const& inputs_v,
                      std::uint64_t seed, std::size_t chips, Print how) {
    auto const drawn = model::sample(m, seed, chips);
    warn_outside(model::evaluate(m, condition, m.points).outside);
    Json list = Json::array();
    if (how == Print::text)
        fmt::print("{} virtual chips of {}, seed {}\n{:>6}", chips, title_of(m, condition), seed, "chip");
    if (how == Print::csv) fmt::print("chip");
    for (auto const* const name : figures) {
        if (how == Print::text) fmt::print(" {:>13}", name);
        if (how == Print::csv) fmt::print(",{}", name);
    }
    if (how != Print::json) fmt::print("\n");
    for (std::size_t c = 0; c < drawn.size(); ++c) {
        auto const stages = model::evaluate(m, condition, m.points, &drawn[c]).output;
        auto const levels_v = model::levels_v(*m.pipeline, stages);
        auto const got = figures_of(m, levels_v);
        Json chip{{"global", drawn[c].global}, {"scores", drawn[c].scores}, {"transition_v", levels_v}};
        if (!inputs_v.empty()) chip["code"] = model::codes_of(*m.pipeline, stages, inputs_v);
        if (how == Print::text) fmt::print("{:>6}", c);
        if (how == Print::csv) fmt::print("{}", c);
        for (auto const* const name : figures) {
            chip[name] = got.at(name);
            if (how == Print::text) fmt::print(" {:>13.4f}", got.at(name));
            if (how == Print::csv) fmt::print(",{}", got.at(name));
        }
        if (how != Print::json) fmt::print("\n");
        if (how == Print::json) list.push_back(std::move(chip));
    }
    if (how == Print::json)
        fmt::print(
            "{}\n",
            Json{{"block", m.block}, {"condition", condition_json(condition)}, {"seed", seed}, {"chips", list}}.dump(
                2));
}

}  // namespace cimchar::app
