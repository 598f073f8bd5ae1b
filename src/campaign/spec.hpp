// What a campaign file says, as plain data. Format: docs/formats/campaign.md.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/user/description.hpp"
#include "core/condition.hpp"
#include "netlist/variation.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::campaign {

/// Limits of one measure; a campaign passes when every trial's value lies within.
struct Limit {
    std::string measure;
    std::optional<double> min;
    std::optional<double> max;
    std::vector<std::size_t> at = {};  ///< indices into conditions; empty: every one that no other limit of it names
};

/// When to stop drawing chips before there are all of them; see stop_rule.hpp.
struct StopRule {
    enum class Of { mean, std, yield };
    std::string measure;
    Of of = Of::mean;
    double half_width = 0;    ///< of the interval, in the measure's unit; of a yield: a share
    std::uint64_t first = 0;  ///< chips at the first look
};

struct CampaignSpec {
    std::string file;  ///< where it was read
    std::string text;  ///< self-contained: as it was read, with overrides and the files it names (campaign_text.hpp)
    std::string name;
    std::uint64_t seed = 1;
    std::string circuit;                                   ///< name; of a netlist of the user's: its file's stem
    std::shared_ptr<circuits::Circuit const> own_circuit;  ///< made from that netlist; empty: one of the catalogue
    std::shared_ptr<circuits::user::Description const> own_description;  ///< what it was made from
    circuits::Parameters parameters;
    circuits::SimulatorSettings simulator;
    std::vector<Condition> conditions;        ///< in order of the file; one nominal trial each
    netlist::Sampling sampling;               ///< its samples: Monte Carlo chips per condition listed below
    std::vector<std::size_t> monte_carlo_at;  ///< indices into conditions
    std::optional<StopRule> until;            ///< empty: all samples are drawn
    std::string mismatch;                     ///< name of the file in montecarlo/mismatch, or a path
    std::string mismatch_source;              ///< its text: provenance
    netlist::VariationModel variation;
    netlist::VariationSwitches vary;
    std::vector<Limit> limits;
    double timeout_s = 120;             ///< per trial
    double memory_mib = 4096;           ///< of one worker
    double allowed_failures = 0.02;     ///< share of failed trials above which `run` exits 3
    std::vector<std::string> warnings;  ///< what is legal but probably not meant, one line each
};

/// The circuit of a campaign: its own, or the one of the catalogue.
[[nodiscard]] circuits::Circuit const& circuit_of(CampaignSpec const& spec);

/// Text of a file that only the caller can read (an HDF5 file): by its path. Throws InputError if it cannot.
using ReadAttachment = std::function<std::string(std::string const& path)>;

/// Reads and validates a campaign. `overrides` are "section.key=value" texts. Throws InputError with file, line and
/// the nearest valid key on anything unknown, missing or out of range.
[[nodiscard]] CampaignSpec read_spec(std::string const& path, std::vector<std::string> const& overrides = {},
                                     ReadAttachment const& read_attachment = {});

/// The same from text, for example CampaignSpec::text of an earlier run. `file` is its name in messages, and its
/// folder is where relative paths in it start.
[[nodiscard]] CampaignSpec read_spec_text(std::string const& text, std::string const& file,
                                          std::vector<std::string> const& overrides = {},
                                          ReadAttachment const& read_attachment = {});

}  // namespace cimchar::campaign
