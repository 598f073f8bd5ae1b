#include "campaign/campaign_template.hpp"

#include "core/units.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cimchar::campaign {

namespace {
constexpr int digits = 6;

std::string parameter_line(circuits::ParameterInfo const& parameter) {
    auto const value = parameter.options.empty() ? fmt::format("{}", parameter.number)
                                                 : fmt::format("\"{}\"", parameter.options.front());
    return fmt::format("# {:<30} # {} [{}]\n", fmt::format("{} = {}", parameter.name, value), parameter.description,
                       allowed_values(parameter));
}

constexpr std::string_view head = R"([campaign]
name = "my_{0}"             # names the results; letters, digits, '_', '-' and '.'
seed = 1                       # of all random draws; the same seed gives the same chips

[circuit]
name = "{0}"

[circuit.parameters]           # numbers, or strings with SPICE suffixes ("20n"); shown: the defaults
)";

constexpr std::string_view middle = R"(
[conditions]                   # one way of three: a set, all combinations of lists, or listed points
set = "nominal"                # a file of montecarlo/corners ("nominal", "pvt9"), or "./my_set.toml"
# process = ["tt", "ff", "ss"]           # tt, ff, ss, sf (slow N, fast P), fs
# temperature_c = [-40, 27, 80]
# supply_v = [{2:.3g}, {3:.3g}, {4:.3g}]
# points = [{{ process = "tt", temperature_c = 27, supply_v = {3:.3g} }}]

[monte_carlo]
samples = 0                    # virtual chips per condition; 0: the nominal chip only
# at = [{{ process = "tt", temperature_c = 27, supply_v = {3:.3g} }}]   # where; left out: at every condition
# {5:<28} # a file of montecarlo/mismatch, or "./my_process.toml"
# local = true                 # mismatch of transistors and capacitors
# global = true                # shift of the whole chip; together with tt only
# rram = true                  # spread of the RRAM cells

# [[limits]]                   # `cimchar run` exits with 1 if a trial is outside; repeat the section for more
# measure = "{0}"
# min = 0
# max = 1

[simulator]
# reltol = {1}                # relative tolerance of ngspice
# max_step_scale = 1.0         # multiplies every maximum time step of the circuit
# timeout_s = 120              # per trial [s]
# memory_mib = 4096            # of one worker [MiB]
# allowed_failures = 0.02      # share of failed trials above which `cimchar run` exits with 3

# Measures of this circuit:
)";
}  // namespace

std::string allowed_values(circuits::ParameterInfo const& parameter) {
    if (!parameter.folder.empty()) return parameter.options.front() + ", or a path";
    if (!parameter.options.empty()) return fmt::format("{}", fmt::join(parameter.options, ", "));
    return fmt::format("{} … {}", with_unit(parameter.min, parameter.unit, digits),
                       with_unit(parameter.max, parameter.unit, digits));
}

std::string default_value(circuits::ParameterInfo const& parameter) {
    return parameter.options.empty() ? with_unit(parameter.number, parameter.unit, digits) : parameter.options.front();
}

std::string campaign_template(circuits::Circuit const& circuit) {
    circuits::Parameters const defaults(circuit.parameters);
    auto const measures = circuit.measures(defaults);
    auto const& process = netlist::shipped_process(circuit.cards);
    auto text = fmt::format(
        "# {}\n# Every key: docs/formats/campaign.md. Check with `cimchar check FILE`, run with "
        "`cimchar run FILE`.\n\n",
        circuit.summary);
    text += fmt::format(fmt::runtime(head), circuit.name);
    for (auto const& parameter : circuit.parameters) text += parameter_line(parameter);
    text += fmt::format(fmt::runtime(middle), measures.empty() ? "" : measures.front().name,
                        circuits::SimulatorSettings().reltol, 0.9 * process.supply_v, process.supply_v,
                        1.1 * process.supply_v, fmt::format("mismatch = \"{}\"", process.mismatch));
    for (auto const& measure : measures)
        text += fmt::format("# {:<20} {} {}\n", measure.name, measure.description,
                            measure.unit.empty() ? "" : "[" + measure.unit + "]");
    return text;
}

}  // namespace cimchar::campaign
