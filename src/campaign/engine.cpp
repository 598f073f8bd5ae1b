#include "campaign/engine.hpp"

#include "campaign/progress_meter.hpp"
#include "campaign/record_bytes.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace cimchar::campaign {

namespace {
/// How long the engine waits for a worker before it looks at progress and stop requests [s].
constexpr double patience_s = 0.25;
constexpr double bytes_per_mib = 1024.0 * 1024.0;

class Stopwatch {
public:
    [[nodiscard]] double elapsed_s() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

bool is_set(std::atomic<bool> const* flag) {
    return flag != nullptr && flag->load();
}

/// One run: who is next, what has been counted, when to flush and report.
class Run {
public:
    Run(CampaignSpec const& spec, std::vector<Trial> const& trials, std::set<std::uint64_t> const& finished,
        ResultSink& sink, RunOptions const& options)
        : spec_(spec), sink_(sink), options_(options) {
        for (auto const& trial : trials)
            if (!finished.contains(trial.id)) pending_.push_back(trial);
        std::sort(pending_.begin(), pending_.end(), [](auto const& a, auto const& b) { return a.id < b.id; });
        summary_.planned = trials.size();
        summary_.done = trials.size() - pending_.size();
        summary_.failed = options.failed_before;
    }

    RunSummary operator()(TrialRunner const& runner) {
        // What varies may have to be asked of ngspice, which is for the parent to do: workers get the answer with it.
        if (spec_.sampling.samples > 0) static_cast<void>(circuit_of(spec_).varied_devices(spec_.parameters));
        if (!pending_.empty()) run_pending(runner);
        sink_.flush();
        summary_.stopped = summary_.done < summary_.planned;
        summary_.elapsed_s = watch_.elapsed_s();
        report(0);
        return summary_;
    }

private:
    void run_pending(TrialRunner const& runner) {
        spice::PoolOptions pool_options;
        pool_options.workers = static_cast<unsigned>(std::clamp<std::size_t>(options_.workers, 1, pending_.size()));
        pool_options.timeout_s = spec_.timeout_s;
        pool_options.memory_limit_bytes = static_cast<std::size_t>(spec_.memory_mib * bytes_per_mib);
        spice::Pool pool(pool_options, [this, &runner](spice::Session& session, std::string_view request) {
            std::size_t index = 0;
            CIMCHAR_EXPECT(request.size() == sizeof(index));
            std::memcpy(&index, request.data(), sizeof(index));
            return to_bytes(runner(pending_.at(index), session));
        });
        std::size_t next = 0;
        std::size_t in_flight = 0;  // handed out, answer not yet taken (the pool may hold answers already)
        while (!is_set(options_.abandon)) {
            while (next < pending_.size() && !is_set(options_.stop) && pool.has_free_worker()) {
                pool.submit(next, std::string(reinterpret_cast<char const*>(&next), sizeof(next)));
                ++next;
                ++in_flight;
            }
            if (in_flight == 0) break;
            keep_up(in_flight);  // while the workers are busy
            if (auto const completion = pool.wait(patience_s)) {
                take(*completion);
                --in_flight;
            }
        }
    }

    void take(spice::Completion const& completion) {
        auto const& trial = pending_.at(completion.task);
        TrialRecord record;
        if (auto const* const failure = std::get_if<Failure>(&completion.outcome))
            record = failed_record(trial, *failure, completion.seconds);
        else
            record = record_from_bytes(std::get<std::string>(completion.outcome));
        CIMCHAR_ENSURE(record.trial.id == trial.id);
        ++summary_.done;
        if (record.failure) ++summary_.failed;
        meter_.trial_done(watch_.elapsed_s());
        sink_.put(std::move(record));
    }

    /// The worker could not make a record: it was killed or died.
    TrialRecord failed_record(Trial const& trial, Failure const& failure, double seconds) {
        if (!shape_) shape_ = schema_of(spec_);
        TrialRecord record = unmeasured(trial, shape_->measures.size());
        auto const chip = chip_of(spec_, trial);
        record.weight = chip.weight();
        for (auto const& deviation : chip.deviations()) record.drawn.push_back(deviation.value);
        record.drawn.resize(shape_->drawn.size());
        record.failure = failure;
        record.seconds = seconds;
        return record;
    }

    void keep_up(std::size_t running) {
        double const now_s = watch_.elapsed_s();
        if (now_s - flushed_at_s_ >= options_.flush_every_s) {
            sink_.flush();
            flushed_at_s_ = watch_.elapsed_s();
        }
        if (now_s - reported_at_s_ >= patience_s) {
            report(running);
            reported_at_s_ = now_s;
        }
    }

    void report(std::size_t running) const {
        if (!options_.on_progress) return;
        double const now_s = watch_.elapsed_s();
        auto const estimate = meter_.estimate(now_s, summary_.planned - summary_.done);
        options_.on_progress({summary_.planned, summary_.done, summary_.failed, running, now_s, estimate.rate_per_s,
                              estimate.eta_s, estimate.eta_spread_s});
    }

    CampaignSpec const& spec_;
    ResultSink& sink_;
    RunOptions const& options_;
    std::vector<Trial> pending_;
    RunSummary summary_;
    Stopwatch watch_;
    ProgressMeter meter_;
    double flushed_at_s_ = 0;
    double reported_at_s_ = 0;
    std::optional<ResultSchema> shape_;
};
}  // namespace

RunSummary run_trials(CampaignSpec const& spec, std::vector<Trial> const& trials,
                      std::set<std::uint64_t> const& finished, ResultSink& sink, RunOptions const& options,
                      TrialRunner const& runner) {
    return Run(spec, trials, finished, sink, options)(runner);
}

RunSummary run_campaign(CampaignSpec const& spec, std::vector<Trial> const& trials,
                        std::set<std::uint64_t> const& finished, ResultSink& sink, RunOptions const& options) {
    return run_trials(spec, trials, finished, sink, options,
                      [&spec](Trial const& trial, spice::Session& session) { return run_trial(spec, trial, session); });
}

}  // namespace cimchar::campaign
