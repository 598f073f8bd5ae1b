// The parts a campaign is read from; private to campaign/.
#pragma once
#include "campaign/campaign_text.hpp"
#include "campaign/spec.hpp"
#include "campaign/toml_section.hpp"

#include <filesystem>

namespace cimchar::campaign {

/// Finds files that a campaign names, and remembers them in its self-contained text.
class NamedFiles {
public:
    /// `base`: folder where relative paths start.
    NamedFiles(CampaignText& text, std::filesystem::path base) : text_(text), base_(std::move(base)) {}

    /// Text of montecarlo/`folder`/`name`.toml, or of the path `name` (it has a '/' or ends in .toml). `place` is
    /// set to how messages call the file. Throws InputError if there is none; `where` says who asks.
    [[nodiscard]] std::string read(std::string const& folder, std::string const& name, std::string const& where,
                                   std::string& place);

private:
    CampaignText& text_;
    std::filesystem::path base_;
};

/// Puts the value of "section.key=value" into `campaign`; it carries "--set section.key=value" as its place.
void apply_override(toml::table& campaign, std::string const& assignment);

/// [conditions] or a file of montecarlo/corners; at least one, none twice.
[[nodiscard]] std::vector<Condition> read_conditions(Section const& section, NamedFiles& files);

/// [monte_carlo]: samples, where, what varies and by how much; fills these members of `spec`.
void read_monte_carlo(Section const& section, NamedFiles& files, CampaignSpec& spec);

/// A file of montecarlo/mismatch. `text` [TOML], `place` its name in messages.
[[nodiscard]] netlist::VariationModel read_mismatch(std::string const& text, std::string const& place);

/// { process, temperature_c, supply_v }; absent keys are tt, 27 °C, 1 V.
[[nodiscard]] Condition read_condition(Section const& section);

}  // namespace cimchar::campaign
