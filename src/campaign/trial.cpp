// One trial: from a chip at a condition to its record.
#include "campaign/engine.hpp"
#include "campaign/measures.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <new>

namespace cimchar::campaign {

namespace {
/// A measure without a value is a failure, told apart from a simulation that did not run.
std::optional<Failure> undefined_measures(std::vector<circuits::MeasureInfo> const& measures,
                                          std::vector<double> const& values, bool checked) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < measures.size(); ++i)
        if (std::isnan(values[i]) && (checked || !measures[i].of_check)) names.push_back(measures[i].name);
    if (names.empty()) return std::nullopt;
    return Failure{FailureKind::undefined_measure, fmt::format("no value for {}", fmt::join(names, ", ")), {}, {}};
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A check that does not simulate leaves its measures without a value; the trial keeps the others. Returns why.
std::optional<Failure> check_into(TrialRecord& record, circuits::Circuit const& circuit, CampaignSpec const& spec,
                                  circuits::Simulate const& simulate, circuits::Observation& observation) {
    auto const start = std::chrono::steady_clock::now();
    std::optional<Failure> why;
    try {
        circuit.check(spec.parameters, spec.conditions.at(record.trial.condition), spec.simulator, simulate,
                      observation);
    } catch (SimulationFailed const& failed) {
        why = failed.failure();
    }
    record.check_seconds = seconds_since(start);
    return why;
}

/// Fills measures and curves, or the failure.
void observe_into(TrialRecord& record, circuits::Circuit const& circuit, CampaignSpec const& spec,
                  netlist::Chip const& chip, circuits::Simulate const& simulate) {
    auto const measures = circuit.measures(spec.parameters);
    auto const fail = [&](FailureKind kind, std::string const& message) {
        record.failure = Failure{kind, message, {}, {}};
    };
    try {
        auto observation = circuit.observe(spec.parameters, spec.conditions.at(record.trial.condition), chip,
                                           spec.simulator, simulate);
        bool const checked =
            record.trial.sample == 0 &&
            std::any_of(measures.begin(), measures.end(), [](auto const& measure) { return measure.of_check; });
        std::optional<Failure> unchecked;
        if (checked) unchecked = check_into(record, circuit, spec, simulate, observation);
        for (auto const& curve : circuit.curves(spec.parameters)) {
            auto const found = observation.curves.find(curve.name);
            CIMCHAR_EXPECT(found != observation.curves.end() && found->second.size() == curve.points.size());
            record.curves[curve.name] = found->second;
        }
        record.measures = evaluate(measures, observation);
        record.failure = undefined_measures(measures, record.measures, checked);
        if (record.failure && unchecked) {
            record.failure->message += fmt::format(" ({})", unchecked->message);
            record.failure->log_tail = unchecked->log_tail;
            record.failure->ladder = unchecked->ladder;
        }
    } catch (SimulationFailed const& failed) {
        record.failure = failed.failure();
    } catch (std::bad_alloc const&) {
        fail(FailureKind::out_of_memory, "out of memory while observing the circuit");
    } catch (std::exception const& error) {
        fail(FailureKind::crash, error.what());
    }
}
}  // namespace

TrialRecord unmeasured(Trial const& trial, std::size_t measures) {
    TrialRecord record;
    record.trial = trial;
    record.measures.assign(measures, std::numeric_limits<double>::quiet_NaN());
    return record;
}

TrialRecord observe_trial(circuits::Circuit const& circuit, CampaignSpec const& spec, Trial const& trial,
                          circuits::Simulate const& simulate) {
    TrialRecord record = unmeasured(trial, circuit.measures(spec.parameters).size());
    auto const draw = [&](std::uint64_t sample) {
        return netlist::draw_chip(spec.sampling, spec.seed, sample, circuit.varied_devices(spec.parameters),
                                  spec.variation, spec.vary);
    };
    auto const chip = trial.sample == 0 ? netlist::Chip() : draw(trial.sample);
    record.weight = chip.weight();
    for (auto const& deviation : chip.deviations()) record.drawn.push_back(deviation.value);
    // A nominal trial has the columns of the campaign's chips, all 0.
    if (trial.sample == 0 && spec.sampling.samples > 0) record.drawn.assign(draw(1).deviations().size(), 0.0);
    observe_into(record, circuit, spec, chip, simulate);
    return record;
}

TrialRecord run_trial(CampaignSpec const& spec, Trial const& trial, spice::Session& session) {
    auto const start = std::chrono::steady_clock::now();
    static_cast<void>(session.take_ladder());  // of whatever ran before
    double const analysis_s = session.counters().analysis_s;
    auto record = observe_trial(circuit_of(spec), spec, trial,
                                [&](Simulation const& simulation) { return session.simulate_once(simulation); });
    record.ladder = session.take_ladder();
    record.analysis_seconds = session.counters().analysis_s - analysis_s;
    record.seconds = seconds_since(start);
    return record;
}

}  // namespace cimchar::campaign
