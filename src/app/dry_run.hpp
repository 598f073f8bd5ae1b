// `cimchar run --dry-run`: the plan, and how long it will take from really simulating a chip.
#pragma once
#include "campaign/plan.hpp"

#include <vector>

namespace cimchar::app {

/// Simulates one nominal trial, and one with variation if there are any; prints the plan and the estimate for
/// `jobs` workers on standard output.
void dry_run(campaign::CampaignSpec const& spec, std::vector<campaign::Trial> const& trials, unsigned jobs, bool json);

}  // namespace cimchar::app
