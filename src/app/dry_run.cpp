#include "app/dry_run.hpp"

#include "app/run_report.hpp"
#include "core/units.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <optional>

namespace cimchar::app {

namespace {
/// What one trial of a kind (nominal, Monte Carlo) takes, and how many there are.
struct Sampled {
    campaign::TrialRecord record;
    std::uint64_t simulations = 0;
    std::uint64_t trials = 0;
};

std::optional<Sampled> sample(campaign::CampaignSpec const& spec, std::vector<campaign::Trial> const& trials,
                              bool monte_carlo, spice::Session& session) {
    auto const is_kind = [&](campaign::Trial const& trial) { return (trial.sample > 0) == monte_carlo; };
    auto const first = std::find_if(trials.begin(), trials.end(), is_kind);
    if (first == trials.end()) return std::nullopt;
    auto const before = session.counters().analyses;
    Sampled sampled{campaign::run_trial(spec, *first, session), 0, 0};
    sampled.simulations = session.counters().analyses - before;
    sampled.trials = static_cast<std::uint64_t>(std::count_if(trials.begin(), trials.end(), is_kind));
    return sampled;
}
}  // namespace

void dry_run(campaign::CampaignSpec const& spec, std::vector<campaign::Trial> const& trials, unsigned jobs, bool json) {
    if (!json) fmt::print("{}", plan_text(spec, trials));
    spice::Session session;
    double total_s = 0;
    std::uint64_t simulations = 0;
    for (bool const monte_carlo : {false, true}) {
        auto const sampled = sample(spec, trials, monte_carlo, session);
        if (!sampled) continue;
        auto const count = static_cast<double>(sampled->trials);
        total_s += sampled->record.seconds * count;
        simulations += sampled->simulations * sampled->trials;
        if (json) continue;
        fmt::print("timed       one {} trial: {}, {} simulation{}{}\n", monte_carlo ? "Monte Carlo" : "nominal",
                   with_unit(sampled->record.seconds, "s", 3), sampled->simulations,
                   sampled->simulations == 1 ? "" : "s",
                   sampled->record.failure ? "; it FAILED: " + sampled->record.failure->message : "");
    }
    auto const workers = static_cast<double>(std::clamp<std::size_t>(trials.size(), 1, jobs));
    if (json) {
        auto plan = plan_json(spec, trials);
        plan["simulations"] = simulations;
        plan["jobs"] = jobs;
        plan["estimated_s"] = total_s / workers;
        fmt::print("{}\n", json_text(plan));
        return;
    }
    fmt::print("estimate    {} simulations, about {} with -j {}\n", simulations, duration_text(total_s / workers),
               jobs);
}

}  // namespace cimchar::app
