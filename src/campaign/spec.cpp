#include "campaign/spec.hpp"

#include "campaign/spec_parts.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <limits>

namespace cimchar::campaign {

namespace {
constexpr Range reltol_range{"", 1e-9, 1e-1};
constexpr Range step_scale_range{"", 1e-3, 1e3};
constexpr Range timeout_range{"s", 0.01, 1e6};
constexpr Range memory_range{"MiB", 128, 1e7};
constexpr Range share_range{"", 0, 1};
constexpr Range any_number{"", std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()};

void read_head(Section const& section, CampaignSpec& spec) {
    section.allow_only({"name", "seed"});
    section.require("name", "and it names the results", "add name = \"my_campaign\" below [campaign]");
    spec.name = section.word("name", "");
    bool const plain = std::all_of(spec.name.begin(), spec.name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
    });
    if (spec.name.empty() || !plain || spec.name.front() == '.')
        refuse(fmt::format("campaign.name '{}' does not do as the name of a folder", spec.name), section.where("name"),
               "use letters, digits, '_', '-' and '.'");
    spec.seed = section.count("seed", std::numeric_limits<std::int64_t>::max(), 1);
}

void read_parameters(Section const& given, NamedFiles& files, CampaignSpec& spec) {
    for (auto const& [key, value] : given.table()) {
        auto const text = given.as_text(key.str());
        // Netlists do not tell capitals from small letters.
        auto const name = spec.own_description ? lower(key.str()) : std::string(key.str());
        try {
            spec.parameters.set(name, text);
        } catch (InputError const& error) {
            refuse_at(error.what(), given.where(key.str()));
        }
    }
    // What a file parameter names belongs to the campaign's text, whether it ships or not.
    for (auto const& info : spec.parameters.infos())
        if (!info.folder.empty())
            spec.parameters.attach(info.name,
                                   files.attachment(spec.parameters.choice(info.name), info, given.where(info.name)));
}

void read_circuit(Section const& campaign, NamedFiles& files, CampaignSpec& spec) {
    auto const section = campaign.section("circuit");
    if (section.has("netlist")) {
        read_own_circuit(campaign, files, spec);
    } else {
        section.allow_only({"name", "netlist", "parameters"});
        section.require("name", "and there is nothing to simulate without it",
                        "add name = \"integrator\" below [circuit] (`cimchar circuits` lists them), or netlist = "
                        "\"my.cir\"");
        for (auto const* const key : {"pdk", "analyses", "measures"})
            if (campaign.has(key))
                refuse(fmt::format("[{}] belongs to a netlist of your own, and circuit.netlist is not given", key),
                       campaign.where(key), "add netlist = \"my.cir\" below [circuit], or remove it");
        spec.circuit = section.word("name", "");
        try {
            spec.parameters = circuits::Parameters(circuits::find_circuit(spec.circuit).parameters);
        } catch (InputError const& error) {
            refuse_at(error.what(), section.where("name"));
        }
    }
    read_parameters(section.section("parameters"), files, spec);
    if (spec.own_description) check_own_circuit(campaign, spec);
}

void read_simulator(Section const& section, CampaignSpec& spec) {
    section.allow_only({"reltol", "max_step_scale", "timeout_s", "memory_mib", "allowed_failures"});
    spec.simulator.reltol = section.number("reltol", reltol_range, spec.simulator.reltol);
    spec.simulator.max_step_scale = section.number("max_step_scale", step_scale_range, spec.simulator.max_step_scale);
    spec.timeout_s = section.number("timeout_s", timeout_range, spec.timeout_s);
    spec.memory_mib = section.number("memory_mib", memory_range, spec.memory_mib);
    spec.allowed_failures = section.number("allowed_failures", share_range, spec.allowed_failures);
}

constexpr Range any_width{"", 0, 1e300};
constexpr std::uint64_t usual_first_look = 32;
constexpr std::uint64_t fewest_at_first_look = 10;

/// The circuit refuses here what does not fit together.
std::vector<std::string> measure_names(Section const& circuit, CampaignSpec const& spec) {
    std::vector<std::string> names;
    try {
        for (auto const& measure : circuit_of(spec).measures(spec.parameters)) names.push_back(measure.name);
    } catch (InputError const& error) {
        refuse_at(error.what(), circuit.where("parameters"));
    }
    return names;
}

void read_limits(Section const& campaign, Condition const& nominal, CampaignSpec& spec) {
    auto const measures = measure_names(campaign.section("circuit"), spec);
    for (auto const& section : campaign.sections("limits")) {
        section.allow_only({"measure", "min", "max", "at"});
        section.require(
            "measure", "and a limit belongs to one",
            spec.own_circuit ? "name one of [[measures]]" : "name one of `cimchar circuits " + spec.circuit + "`");
        Limit limit;
        limit.measure = section.word("measure", "");
        if (std::find(measures.begin(), measures.end(), limit.measure) == measures.end())
            refuse_at(fmt::format("circuit '{}' has no measure '{}' with these parameters{}", spec.circuit,
                                  limit.measure, suggestion(limit.measure, measures)),
                      section.where("measure"));
        if (section.has("min")) limit.min = section.number("min", any_number, 0);
        if (section.has("max")) limit.max = section.number("max", any_number, 0);
        if (!limit.min && !limit.max)
            refuse(fmt::format("the limit of '{}' has neither min nor max", limit.measure), section.where("measure"),
                   "give at least one");
        if (limit.min && limit.max && *limit.min > *limit.max)
            refuse(fmt::format("the limit of '{}' has min {} above max {}", limit.measure, *limit.min, *limit.max),
                   section.where("min"), "swap them");
        if (section.has("at")) limit.at = read_places(section, "limits.at", spec.conditions, nominal);
        spec.limits.push_back(limit);
    }
}

void read_until(Section const& campaign, CampaignSpec& spec) {
    auto const monte_carlo = campaign.section("monte_carlo");
    if (!monte_carlo.has("until") || spec.sampling.samples == 0) return;
    auto const section = monte_carlo.section("until");
    section.allow_only({"measure", "of", "half_width", "first"});
    section.require("measure", "and a campaign stops by one", "name one that the circuit has");
    section.require("half_width", "and without it nothing says when to stop", "give it in the measure's unit");
    StopRule rule;
    rule.measure = section.word("measure", "");
    auto const measures = measure_names(campaign.section("circuit"), spec);
    if (std::find(measures.begin(), measures.end(), rule.measure) == measures.end())
        refuse_at(fmt::format("circuit '{}' has no measure '{}' with these parameters{}", spec.circuit, rule.measure,
                              suggestion(rule.measure, measures)),
                  section.where("measure"));
    auto const of = section.word("of", "mean");
    if (of == "std")
        rule.of = StopRule::Of::std;
    else if (of == "yield")
        rule.of = StopRule::Of::yield;
    else if (of != "mean")
        refuse(fmt::format("until.of is '{}'", of), section.where("of"), "write \"mean\", \"std\" or \"yield\"");
    rule.half_width = section.number("half_width", any_width, 0);
    if (!(rule.half_width > 0))
        refuse("until.half_width is 0 (no number of chips makes an interval so narrow)", section.where("half_width"),
               "give a width above 0");
    rule.first = section.count("first", 100'000'000, usual_first_look);
    if (rule.first < fewest_at_first_look)
        refuse(fmt::format("until.first is {} (so few chips may agree by chance)", rule.first), section.where("first"),
               fmt::format("look first at {} or more", fewest_at_first_look));
    if (spec.sampling.scheme != netlist::SamplingScheme::random)
        refuse(
            "monte_carlo.until needs independent chips, drawn as they are (a part of an lhs or sobol sequence is none, "
            "nor are "
            "chips around failures)",
            monte_carlo.where("until"), "leave scheme out, or leave until out");
    auto const limited = std::any_of(spec.limits.begin(), spec.limits.end(),
                                     [&](Limit const& limit) { return limit.measure == rule.measure; });
    if (rule.of == StopRule::Of::yield && !limited)
        refuse(fmt::format("until.of is \"yield\", and '{}' has no limit that a chip could keep", rule.measure),
               section.where("of"), "add one to [[limits]]");
    spec.until = rule;
}

std::string read_file(std::string const& path) {
    if (auto text = read_text(path)) return *std::move(text);
    refuse("cannot read the campaign file", path,
           "check the path, or make one: cimchar init integrator > my_campaign.toml");
}
}  // namespace

circuits::Circuit const& circuit_of(CampaignSpec const& spec) {
    return spec.own_circuit ? *spec.own_circuit : circuits::find_circuit(spec.circuit);
}

CampaignSpec read_spec_text(std::string const& text, std::string const& file, std::vector<std::string> const& overrides,
                            ReadAttachment const& read_attachment) {
    CampaignSpec spec;
    spec.file = file;
    auto parts = take_apart(text);
    parts.overrides.insert(parts.overrides.end(), overrides.begin(), overrides.end());
    auto table = parse_toml(parts.toml, file);
    for (auto const& assignment : parts.overrides) apply_override(table, assignment);

    Section const campaign(table, "", file);
    campaign.allow_only(
        {"campaign", "circuit", "conditions", "monte_carlo", "limits", "simulator", "pdk", "analyses", "measures"});
    NamedFiles files(parts, std::filesystem::path(file).parent_path(), read_attachment);
    read_head(campaign.section("campaign"), spec);
    read_circuit(campaign, files, spec);
    read_simulator(campaign.section("simulator"), spec);
    Condition nominal;
    if (!spec.own_description)
        nominal.supply_v = netlist::shipped_process(circuits::find_circuit(spec.circuit).cards).supply_v;
    if (spec.own_description)
        nominal.supply_v = campaign.section("pdk").number("supply_v", any_number, nominal.supply_v);
    spec.conditions = read_conditions(campaign.section("conditions"), files, nominal);
    check_corners(campaign, spec);
    read_monte_carlo(campaign.section("monte_carlo"), files, nominal, spec);
    make_own_circuit(campaign, spec);
    read_importance(campaign.section("monte_carlo"), files, spec);
    read_limits(campaign, nominal, spec);
    read_until(campaign, spec);
    spec.text = put_together(parts);
    return spec;
}

CampaignSpec read_spec(std::string const& path, std::vector<std::string> const& overrides,
                       ReadAttachment const& read_attachment) {
    return read_spec_text(read_file(path), path, overrides, read_attachment);
}

}  // namespace cimchar::campaign
