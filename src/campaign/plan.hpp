// The trials of a campaign, in a fixed order. Deterministic: the same spec gives the same plan.
#pragma once
#include "campaign/spec.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cimchar::campaign {

/// One chip at one condition. Sample 0 is the nominal chip; sample s > 0 is the same chip at every condition.
struct Trial {
    std::uint64_t id = 0;
    std::size_t condition = 0;  ///< index into CampaignSpec::conditions
    std::uint64_t sample = 0;
};

/// All trials: nominal ones first, then Monte Carlo sample by sample. ids are 0, 1, 2 …
[[nodiscard]] std::vector<Trial> make_plan(CampaignSpec const& spec);

/// The trials of shard i of n (1 <= i <= n): those with id % n == i - 1.
[[nodiscard]] std::vector<Trial> shard(std::vector<Trial> plan, unsigned i, unsigned n);

/// The chip a trial simulates.
[[nodiscard]] netlist::Chip chip_of(CampaignSpec const& spec, Trial const& trial);

/// Standard deviation of every number a chip draws, in the order of TrialRecord::drawn.
[[nodiscard]] std::vector<double> drawn_sigma(CampaignSpec const& spec);

/// "tt 27 °C 1 V"
[[nodiscard]] std::string describe(Condition const& condition);
/// "tt 27 °C 1 V", "tt 27 °C 1 V, chip 17".
[[nodiscard]] std::string describe(CampaignSpec const& spec, Trial const& trial);

}  // namespace cimchar::campaign
