// cimchar model: look at a model file, evaluate it, sample virtual chips.
#include "app/certificate.hpp"
#include "app/commands.hpp"
#include "app/converter_verbs.hpp"
#include "app/model_condition.hpp"
#include "app/option_checks.hpp"
#include "app/parse_condition.hpp"
#include "app/shift_add_verbs.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "model/evaluate.hpp"
#include "store/model_file.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

namespace cimchar::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t most_chips = 1'000'000;

struct Arguments {
    std::string file;
    Condition condition{"", std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    std::string input;
    std::string inputs;
    std::string outside;
    std::size_t chips = 10;
    std::size_t conversions = 200;
    std::uint64_t seed = 1;
    bool json = false;
    bool csv = false;
};

void apply_policy(model::BehaviouralModel& m, std::string const& policy) {
    if (policy == "clamp") m.domain.outside = model::Outside::clamp;
    if (policy == "error") m.domain.outside = model::Outside::error;
}

Json condition_json(Condition const& c) {
    return {{"process", c.process}, {"temperature_c", c.temperature_c}, {"supply_v", c.supply_v}};
}

/// A key with the unit of the output: "output_v", "lsb_s".
std::string of_output(model::BehaviouralModel const& m, std::string const& key) {
    return key + "_" + lower(m.ports.at(1).unit);
}

void warn_outside(std::uint64_t outside) {
    if (outside > 0)
        fmt::print(stderr, "warning: outside the model's domain at {} input{}; its nearest point answers\n", outside,
                   outside == 1 ? "" : "s");
}

/// Whether the file is the model of a shift-and-add network. Options of the other kind are refused.
bool is_shift_add(Arguments const& a) {
    bool const is = store::model_kind(a.file) == "shift_add";
    if (is && !a.input.empty())
        throw InputError(
            fmt::format("--input is the input of a curve ({} is the model of a shift-and-add network, which "
                        "has several); use --inputs",
                        a.file));
    if (!is && !a.inputs.empty())
        throw InputError(
            fmt::format("--inputs are those of a shift-and-add network ({} is the model of a curve, which has "
                        "one); use --input",
                        a.file));
    return is;
}

Print print_of(Arguments const& a) {
    return a.json ? Print::json : a.csv ? Print::csv : Print::text;
}

/// Inputs of a converter [V]; empty: none were given.
std::vector<double> converter_inputs(Arguments const& a) {
    return a.input.empty() ? std::vector<double>{} : parse_inputs(a.input);
}

ShiftAddArguments shift_add(Arguments const& a) {
    return {a.file, a.condition, a.inputs, a.outside, a.chips, a.conversions, a.seed, a.json, a.csv};
}

void info(Arguments const& a) {
    if (is_shift_add(a)) {
        shift_add_info(shift_add(a));
        return;
    }
    auto const m = store::read_model(a.file);
    if (a.json) {
        auto out = description_json(m);
        out["certificate"] = certificate_json(m);
        fmt::print("{}\n", out.dump(2));
    } else {
        fmt::print("{}\n{}", description_text(m), certificate_text(m));
    }
}

void eval(Arguments const& a) {
    if (is_shift_add(a)) {
        shift_add_eval(shift_add(a));
        return;
    }
    auto m = store::read_model(a.file);
    apply_policy(m, a.outside);
    auto const condition = completed(a.condition, m);
    if (m.pipeline) {
        converter_eval(m, condition, converter_inputs(a), print_of(a));
        return;
    }
    auto const inputs = a.input.empty() ? m.points : parse_inputs(a.input);
    auto const got = model::evaluate(m, condition, inputs);
    warn_outside(got.outside);
    if (a.json) {
        Json out{{"block", m.block},
                 {"condition", condition_json(condition)},
                 {"input", inputs},
                 {of_output(m, "output"), got.output},
                 {of_output(m, "lsb"), got.lsb}};
        for (std::size_t i = 0; i < m.noise.size(); ++i) out[m.noise[i].name] = got.noise[i];
        for (std::size_t i = 0; i < m.cost.size(); ++i) out[m.cost[i].name] = got.cost[i];
        out["outside"] = got.outside;
        fmt::print("{}\n", out.dump(2));
        return;
    }
    if (a.csv) {
        fmt::print("input,{}\n", of_output(m, "output"));
        for (std::size_t i = 0; i < inputs.size(); ++i) fmt::print("{},{}\n", inputs[i], got.output[i]);
        return;
    }
    fmt::print("{} at {} {} °C {} V: LSB {}", m.block, condition.process, condition.temperature_c, condition.supply_v,
               with_unit(got.lsb, m.ports.at(1).unit));
    for (std::size_t i = 0; i < m.noise.size(); ++i)
        fmt::print(", {} {}", m.noise[i].name, with_unit(got.noise[i], m.noise[i].unit));
    for (std::size_t i = 0; i < m.cost.size(); ++i)
        fmt::print(", {} {}", m.cost[i].name, with_unit(got.cost[i], m.cost[i].unit));
    fmt::print("\n{:>10} {:>14}\n", m.ports.at(0).name, fmt::format("output [{}]", m.ports.at(1).unit));
    for (std::size_t i = 0; i < inputs.size(); ++i) fmt::print("{:>10} {:>14.9g}\n", inputs[i], got.output[i]);
}

void sample(Arguments const& a) {
    if (is_shift_add(a)) {
        shift_add_sample(shift_add(a));
        return;
    }
    auto m = store::read_model(a.file);
    apply_policy(m, a.outside);
    auto const condition = completed(a.condition, m);
    if (m.pipeline) {
        converter_sample(m, condition, converter_inputs(a), a.seed, a.chips, print_of(a));
        return;
    }
    auto const inputs = a.input.empty() ? m.points : parse_inputs(a.input);
    auto const chips = model::sample(m, a.seed, a.chips);
    auto const nominal = model::evaluate(m, condition, inputs);
    warn_outside(nominal.outside);
    Json list = Json::array();
    if (a.csv) fmt::print("chip,input,{}\n", of_output(m, "output"));
    if (!a.csv && !a.json)
        fmt::print(
            "{} virtual chips of {} at {} {} °C {} V, seed {}; difference from the nominal chip\n{:>6} {:>12} "
            "{:>12} {:>12}\n",
            chips.size(), m.block, condition.process, condition.temperature_c, condition.supply_v, a.seed, "chip",
            "mean [LSB]", "rms [LSB]", "max [LSB]");
    for (std::size_t c = 0; c < chips.size(); ++c) {
        auto const got = model::evaluate(m, condition, inputs, &chips[c]);
        if (a.json)
            list.push_back(
                {{"global", chips[c].global}, {"scores", chips[c].scores}, {of_output(m, "output"), got.output}});
        double sum = 0;
        double squares = 0;
        double most = 0;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            double const d = (got.output[i] - nominal.output[i]) / got.lsb;
            sum += d;
            squares += d * d;
            most = std::max(most, std::abs(d));
            if (a.csv) fmt::print("{},{},{}\n", c, inputs[i], got.output[i]);
        }
        auto const n = static_cast<double>(inputs.size());
        if (!a.csv && !a.json)
            fmt::print("{:>6} {:>12.4f} {:>12.4f} {:>12.4f}\n", c, sum / n, std::sqrt(squares / n), most);
    }
    if (a.json)
        fmt::print("{}\n", Json{{"block", m.block},
                                {"condition", condition_json(condition)},
                                {"seed", a.seed},
                                {"input", inputs},
                                {"chips", list}}
                               .dump(2));
}

void add_point_options(CLI::App& command, Arguments& a) {
    command.add_option("--process", a.condition.process, "Process corner; the default is tt, or the first there is");
    command.add_option("--temperature", a.condition.temperature_c, "[°C]; the default is the middle of the domain")
        ->check(finite());
    command.add_option("--supply", a.condition.supply_v, "[V]; the default is the middle of the domain")
        ->check(finite());
    command.add_option(
        "--input", a.input,
        "FIRST:LAST, FIRST:LAST:STEP or a list; the default is the whole axis. Of a converter: volts, whose codes\n"
        "are wanted; the default is the level at which each code begins");
    command.add_option(
        "--inputs", a.inputs,
        "Of a shift-and-add network: the bit lines and the previous sum of a cycle, v0,…,v7,previous [V],\n"
        "or a file of such rows. Rows without the previous sum are the slices of conversions");
    command.add_option("--outside", a.outside, "Outside the domain: error, or clamp to the nearest point of it")
        ->check(CLI::IsMember({"error", "clamp"}));
    auto* const json = command.add_flag("--json", a.json, "JSON on standard output");
    command.add_flag("--csv", a.csv, "Comma-separated values on standard output")->excludes(json);
}

}  // namespace

void add_model_command(CLI::App& app) {
    auto* const command = app.add_subcommand("model", "Look at a model file, evaluate it, sample virtual chips");
    command->require_subcommand(1);
    command->footer("Example:\n  cimchar model eval model.h5 --process tt --input 0:255:5");
    auto const add = [&](char const* name, char const* text, void (*action)(Arguments const&), bool point) {
        auto const arguments = std::make_shared<Arguments>();
        auto* const verb = command->add_subcommand(name, text);
        verb->add_option("FILE", arguments->file, "The model file")->required();
        if (point)
            add_point_options(*verb, *arguments);
        else
            verb->add_flag("--json", arguments->json, "JSON on standard output");
        verb->callback([arguments, action] { action(*arguments); });
        return std::pair{verb, arguments};
    };
    add("info", "What the model is, where it holds, and its certificate", info, false)
        .first->footer("Example:\n  cimchar model info model.h5");
    add("eval", "Output of the nominal circuit", eval, true)
        .first->footer(
            "Example:\n  cimchar model eval model.h5 --process tt --temperature 27 --supply 1.0 --input 0:255 --csv");
    auto const [verb, arguments] = add("sample", "New virtual chips and their outputs", sample, true);
    verb->add_option("--chips", arguments->chips, "How many")->check(whole(1, most_chips))->capture_default_str();
    verb->add_option("--seed", arguments->seed, "Chip i of a seed is always the same chip")
        ->check(whole(0, std::numeric_limits<std::int64_t>::max()))
        ->capture_default_str();
    verb->add_option(
            "--conversions", arguments->conversions,
            "Of a shift-and-add network, without --inputs: conversions with random inputs, the same for all chips")
        ->check(whole(1, most_chips))
        ->capture_default_str();
    verb->footer("Example:\n  cimchar model sample model.h5 --chips 10 --seed 1 --json");
}

}  // namespace cimchar::app
