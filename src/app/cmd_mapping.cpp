// `cimchar mapping`: what weights lose on cells whose conductances vary, by the way they are mapped. No simulator.
#include "app/commands.hpp"
#include "app/json_number.hpp"
#include "app/option_checks.hpp"
#include "core/error.hpp"
#include "metrics/statistics.hpp"
#include "network/mapping/mapping_error.hpp"

#include <fmt/format.h>
#include <array>
#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace cimchar::app {

namespace {

using network::MappingMethod;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t most_samples = 10'000'000;
constexpr std::uint64_t most_lines = 100'000;
constexpr std::uint64_t most_bits = 16;
constexpr std::uint64_t most_code = (1U << most_bits) - 1;
constexpr std::uint64_t any_seed = std::numeric_limits<std::uint64_t>::max();

constexpr std::array<std::pair<char const*, MappingMethod>, 4> method_names{
    {{"plain", MappingMethod::plain},
     {"resistance", MappingMethod::resistance},
     {"bit_lines", MappingMethod::bit_lines},
     {"exhaustive", MappingMethod::exhaustive}}};

struct Arguments {
    network::ErrorStudy study;
    std::string method = "plain";
    bool exhaustive = false;
    bool json = false;
};

char const* name_of(MappingMethod method) {
    for (auto const& [name, of] : method_names)
        if (of == method) return name;
    throw ContractError("a mapping method without a name");
}

MappingMethod method_from(std::string const& name) {
    for (auto const& [known, of] : method_names)
        if (known == name) return of;
    throw ContractError("a mapping method that the command line let through");
}

Json to_json(double value, metrics::Interval const& interval) {
    return {{"value", number_or_null(value)},
            {"lower", number_or_null(interval.lower)},
            {"upper", number_or_null(interval.upper)}};
}

void error_and_tell(Arguments const& arguments) {
    auto study = arguments.study;
    study.method = method_from(arguments.method);
    if (study.arrays.samples < 2) throw InputError("one sample has no standard deviation (--samples); take at least 2");
    auto const got = metrics::summarize(network::errors_lsb(study));
    if (arguments.json) {
        Json out{{"method", arguments.method},
                 {"samples", got.n},
                 {"mean_lsb", to_json(got.mean, got.mean_interval)},
                 {"sigma_lsb", to_json(got.std, got.std_interval)}};
        if (study.method == MappingMethod::plain) out["closed_form_sigma_lsb"] = network::plain_sigma_lsb(study);
        fmt::print("{}\n", out.dump(2));
        return;
    }
    auto const row = [](char const* what, double value, metrics::Interval const& interval) {
        fmt::print("{:<6}{:.4f} LSB ({:.4f} … {:.4f})\n", what, value, interval.lower, interval.upper);
    };
    row("mean", got.mean, got.mean_interval);
    row("sigma", got.std, got.std_interval);
}

void quantize_and_tell(Arguments const& arguments) {
    network::QuantizationStudy study{arguments.study.arrays,
                                     {MappingMethod::plain, MappingMethod::resistance, MappingMethod::bit_lines}};
    if (arguments.exhaustive) study.methods.push_back(MappingMethod::exhaustive);
    auto const figures = network::quantization_figures(study);
    if (arguments.json) {
        Json list = Json::array();
        for (auto const& f : figures)
            list.push_back({{"method", name_of(f.method)},
                            {"error_ratio", f.error_ratio},
                            {"error_ratio_sigma", number_or_null(f.error_ratio_sigma)},
                            {"mean_loss", f.mean_loss},
                            {"best_share", f.best_share}});
        fmt::print("{}\n", list.dump(2));
        return;
    }
    fmt::print("{:<12}{:>20}{:>16}{:>12}\n", "method", "error ratio", "mean loss", "least on");
    for (auto const& f : figures)
        fmt::print("{:<12}{:>20}{:>16.4g}{:>10.1f} %\n", name_of(f.method),
                   fmt::format("{:.3f} ± {:.3f} %", 100 * f.error_ratio, 100 * f.error_ratio_sigma), f.mean_loss,
                   100 * f.best_share);
}

/// Options that both verbs have.
CLI::App* add_verb(CLI::App& mapping, char const* name, char const* help, std::shared_ptr<Arguments> const& arguments) {
    auto* const verb = mapping.add_subcommand(name, help);
    auto& arrays = arguments->study.arrays;
    verb->add_option("--bits", arrays.bits, "Bits of a weight, each on a bit line of its own")
        ->check(whole(1, most_bits))
        ->capture_default_str();
    verb->add_option("--lines", arrays.lines, "Lines (rows) of the array")
        ->check(whole(1, most_lines))
        ->capture_default_str();
    verb->add_option("--sigma", arrays.sigma, "Spread of the cells' conductance, whose mean is 1")
        ->check(finite())
        ->capture_default_str();
    verb->add_option("--read-step", arrays.read_step,
                     "The mapping knows conductances in steps of this only; 0: exactly")
        ->check(finite())
        ->capture_default_str();
    verb->add_option("--samples", arrays.samples, "Arrays that are drawn")
        ->check(whole(1, most_samples))
        ->capture_default_str();
    verb->add_option("--seed", arrays.seed, "Seed of the draws")->check(whole(0, any_seed))->capture_default_str();
    verb->add_flag("--json", arguments->json, "JSON on standard output");
    return verb;
}

void add_error(CLI::App& mapping) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const verb = add_verb(mapping, "error", "Error of a sum of products: mean and standard deviation", arguments);
    verb->add_option("--input", arguments->study.input, "Input code of every line")
        ->check(whole(0, most_code))
        ->capture_default_str();
    verb->add_option("--weight", arguments->study.weight, "Weight code of every line")
        ->check(whole(0, most_code))
        ->capture_default_str();
    verb->add_option("--method", arguments->method, "plain, resistance, bit_lines or exhaustive")
        ->check(CLI::IsMember({"plain", "resistance", "bit_lines", "exhaustive"}))
        ->capture_default_str();
    verb->add_option("--lines-per-order", arguments->study.lines_per_order,
                     "Lines that share an order of the bit lines, as on arrays of so many rows; 0: all")
        ->check(whole(0, most_lines))
        ->capture_default_str();
    verb->footer(
        "1 LSB is an output code: full scale is all lines with both codes at their largest. Intervals have 95 %\n"
        "confidence.\n\nExample:\n"
        "  cimchar mapping error --input 180 --weight 75 --lines 128 --sigma 0.2 --samples 1400 --method bit_lines");
    verb->callback([arguments] { error_and_tell(*arguments); });
}

void add_quantize(CLI::App& mapping) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const verb =
        add_verb(mapping, "quantize", "Error of Gaussian weights under every method of mapping", arguments);
    verb->add_flag("--exhaustive", arguments->exhaustive,
                   "Also the best of all orders of the bit lines (at most 9 of them)");
    verb->footer(
        "Printed are the sum of the weights' errors over the sum of the weights with its standard error, the loss\n"
        "max|e|·Σe² of a column, and on how many arrays no pseudo-binary method has less. Full scale is four\n"
        "standard deviations of the weights.\n\nExample:\n"
        "  cimchar mapping quantize --bits 4 --lines 128 --sigma 0.2 --samples 200 --exhaustive");
    verb->callback([arguments] { quantize_and_tell(*arguments); });
}

}  // namespace

void add_mapping_command(CLI::App& app) {
    auto* const command = app.add_subcommand("mapping", "What weights lose on cells that vary, by how they are mapped");
    command->footer(
        "Example:\n  cimchar mapping error --method bit_lines       what bit-line mapping leaves of a product's error");
    command->require_subcommand(1);
    add_error(*command);
    add_quantize(*command);
}

}  // namespace cimchar::app
