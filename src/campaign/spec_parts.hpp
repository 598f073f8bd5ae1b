// The parts a campaign is read from; private to campaign/.
#pragma once
#include "campaign/campaign_text.hpp"
#include "campaign/spec.hpp"
#include "campaign/toml_section.hpp"
#include "circuits/user/description.hpp"

#include <filesystem>

namespace cimchar::campaign {

/// Finds files that a campaign names, and remembers them in its self-contained text.
class NamedFiles {
public:
    /// `base`: folder where relative paths start.
    NamedFiles(CampaignText& text, std::filesystem::path base, ReadAttachment read_attachment = {})
        : text_(text), base_(std::move(base)), read_attachment_(std::move(read_attachment)) {}

    /// Text of montecarlo/`folder`/`name`.toml, or of the path `name` (it has a '/' or ends in .toml). `place` is
    /// set to how messages call the file. Throws InputError if there is none; `where` says who asks.
    [[nodiscard]] std::string read(std::string const& folder, std::string const& name, std::string const& where,
                                   std::string& place);

    /// Text of a netlist of the user's.
    [[nodiscard]] std::string read_netlist(std::string const& path, std::string const& where);

    /// Text of the file that a parameter of the circuit names: one that ships, or the caller's reading of a path.
    [[nodiscard]] std::string attachment(std::string const& value, circuits::ParameterInfo const& parameter,
                                         std::string const& where);

    /// Absolute path of a file that a netlist or a process includes. `beside`: path of the netlist that names it, where
    /// its relative path starts; empty: the campaign does. What it holds is remembered by a hash, all it includes
    /// itself too. Throws InputError if it cannot be read, brings commands, or has changed since the run whose text
    /// this is.
    [[nodiscard]] std::string include(std::string const& path, std::string const& beside, std::string const& where);

private:
    CampaignText& text_;
    std::filesystem::path base_;
    ReadAttachment read_attachment_;
};

/// Puts the value of "section.key=value" into `campaign`; it carries "--set section.key=value" as its place.
void apply_override(toml::table& campaign, std::string const& assignment);

/// [conditions] or a file of montecarlo/corners; at least one, none twice.
[[nodiscard]] std::vector<Condition> read_conditions(Section const& section, NamedFiles& files,
                                                     Condition const& nominal);

/// The conditions that `at` of a section lists, as indices; `name` is how messages call it.
[[nodiscard]] std::vector<std::size_t> read_places(Section const& section, std::string const& name,
                                                   std::vector<Condition> const& conditions, Condition const& nominal);

/// [monte_carlo]: samples, where, what varies and by how much; fills these members of `spec`.
void read_monte_carlo(Section const& section, NamedFiles& files, Condition const& nominal, CampaignSpec& spec);

/// monte_carlo.around, once the circuit is known: fills sampling.parts of `spec`.
void read_importance(Section const& section, NamedFiles& files, CampaignSpec& spec);

/// A file of montecarlo/mismatch. `text` [TOML], `place` its name in messages.
[[nodiscard]] netlist::VariationModel read_mismatch(std::string const& text, std::string const& place);

/// { process, temperature_c, supply_v }; absent keys are those of `nominal`.
[[nodiscard]] Condition read_condition(Section const& section, Condition const& nominal);

/// circuit.netlist, circuit.units, [pdk], [[analyses]] and [[measures]]: fills circuit, own_circuit and parameters (at
/// their defaults) of `spec`.
void read_own_circuit(Section const& campaign, NamedFiles& files, CampaignSpec& spec);
/// Throws InputError if expressions have no value with the campaign's parameters, or transistors no size.
void check_own_circuit(Section const& campaign, CampaignSpec const& spec);

/// Throws InputError on a condition at a corner that the process does not have.
void check_corners(Section const& campaign, CampaignSpec const& spec);

/// Makes the circuit of a netlist of the user's, once it is known where its chips are drawn.
void make_own_circuit(Section const& campaign, CampaignSpec& spec);

/// [[analyses]] and [[measures]] of a description whose netlist and process are read.
[[nodiscard]] std::vector<circuits::user::Analysis> read_analyses(Section const& campaign,
                                                                  circuits::user::Description const& description);
[[nodiscard]] std::vector<circuits::user::Measure> read_measures(Section const& campaign,
                                                                 circuits::user::Description const& description);

}  // namespace cimchar::campaign
