// Runs a campaign: hands trials to workers, turns observations into measures, gives records to a sink.
#pragma once
#include "campaign/result_sink.hpp"
#include "spice/pool.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace cimchar::campaign {

struct Progress {
    std::uint64_t planned = 0;
    std::uint64_t done = 0;  ///< recorded, failed ones and those of earlier runs included
    std::uint64_t failed = 0;
    std::uint64_t running = 0;
    double elapsed_s = 0;     ///< of this run
    double rate_per_s = 0;    ///< over the last minute
    double eta_s = 0;         ///< median estimate
    double eta_spread_s = 0;  ///< half width of the estimate
};

struct RunOptions {
    unsigned workers = 1;
    std::uint64_t failed_before = 0;                   ///< how many of the finished trials failed
    std::function<void(Progress const&)> on_progress;  ///< called about four times a second; may be empty
    std::atomic<bool> const* stop = nullptr;           ///< when it becomes true: running trials finish, then return
    std::atomic<bool> const* abandon = nullptr;        ///< when it becomes true: running trials are dropped
    double flush_every_s = 5;                          ///< the sink is flushed at least this often
};

/// What a run did. Failure is data: nothing here throws for a failed simulation.
struct RunSummary {
    std::uint64_t planned = 0;
    std::uint64_t done = 0;    ///< as in Progress
    std::uint64_t failed = 0;  ///< as in Progress
    bool stopped = false;      ///< interrupted before all trials were done
    double elapsed_s = 0;
};

/// A record with nothing in it yet: every measure NaN.
[[nodiscard]] TrialRecord unmeasured(Trial const& trial, std::size_t measures);

/// Observes one trial of `circuit` with `simulate` and evaluates its measures; failures are in the record, never
/// thrown. `ladder` and `seconds` of the record are left to the caller.
[[nodiscard]] TrialRecord observe_trial(circuits::Circuit const& circuit, CampaignSpec const& spec, Trial const& trial,
                                        circuits::Simulate const& simulate);

/// The same for the campaign's circuit in `session`, which may have simulated anything before.
[[nodiscard]] TrialRecord run_trial(CampaignSpec const& spec, Trial const& trial, spice::Session& session);

/// Makes the record of one trial inside a worker.
using TrialRunner = std::function<TrialRecord(Trial const&, spice::Session&)>;

/// Runs the trials of `trials` that are not in `finished`, handed out in order of their ids. Every record reaches the
/// sink once; the sink has been flushed when this returns. Records (seconds aside) do not depend on the number of
/// workers. What the sink throws ends the run. `runner` is called in forked processes and changes nothing here.
RunSummary run_trials(CampaignSpec const& spec, std::vector<Trial> const& trials,
                      std::set<std::uint64_t> const& finished, ResultSink& sink, RunOptions const& options,
                      TrialRunner const& runner);

/// run_trials with run_trial.
RunSummary run_campaign(CampaignSpec const& spec, std::vector<Trial> const& trials,
                        std::set<std::uint64_t> const& finished, ResultSink& sink, RunOptions const& options);

}  // namespace cimchar::campaign
