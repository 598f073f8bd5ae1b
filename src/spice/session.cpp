#include "spice/session.hpp"

#include "core/error.hpp"
#include "core/text.hpp"
#include "spice/deck.hpp"
#include "spice/ladder.hpp"
#include "spice/ngspice.hpp"
#include "spice/plausible.hpp"
#include "spice/read_vectors.hpp"
#include "spice/remembered.hpp"
#include "spice/residents.hpp"

#include <fmt/format.h>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <optional>
#include <utility>

namespace cimchar::spice {

namespace {

bool session_exists = false;

Failure failure(FailureKind kind, std::string message) {
    return {.kind = kind, .message = std::move(message), .log_tail = ngspice_log().ring().tail(), .ladder = {}};
}

std::string first_word(std::string const& analysis) {
    auto const text = lower(analysis);
    auto const start = text.find_first_not_of(" \t");
    return text.substr(start, text.find_first_of(" \t", start) - start);
}

/// What came of one attempt at an analysis.
struct Attempt {
    Ending ending = Ending::complete;
    Waveforms waveforms;
    std::string trouble;  ///< why it did not complete
};

/// Last number in the last line that holds `label`.
std::uint64_t count_after(NgspiceLog const& log, char const* label) {
    auto const line = log.last_with(label);
    auto const equals = line.rfind('=');
    return equals == std::string::npos ? 0 : std::strtoull(line.c_str() + equals + 1, nullptr, 10);
}

}  // namespace

struct Session::State {
    Counters counters;
    Ngspice& ngspice = Ngspice::instance();
    Residents residents{counters};
    Remembered remembered;
    std::vector<std::string> ladder;

    State() = default;
    State(State const&) = delete;
    State& operator=(State const&) = delete;
    ~State() {
        if (!ngspice.gave_up()) ngspice.command("destroy all");
    }

    Attempt attempt(Resident& resident, Simulation const& simulation, std::string const& analysis);
    void keep_only(Resident& resident, std::vector<std::string> saves);
    void run(Resident& resident, std::string const& analysis);
    void check_for_code_models(Resident& resident);
    void count(Resident& resident);
    std::string implausibility(Resident& resident, Waveforms const& waveforms, std::string const& kind, bool stepped);
    Resident& prepare(Simulation const& simulation);
    Waveforms simulate(Simulation const& simulation);
    std::vector<double> instance_parameters(Simulation const& simulation);
    Waveforms retry(Simulation const& simulation, Attempt const& first);
};

void Session::State::keep_only(Resident& resident, std::vector<std::string> saves) {
    if (resident.saves == saves) return;
    ngspice.command("delete all");
    for (auto const& save : saves) ngspice.command(save);
    resident.saves = std::move(saves);
}

void Session::State::run(Resident& resident, std::string const& analysis) {
    auto& log = ngspice_log();
    log.mark();
    auto const start = std::chrono::steady_clock::now();
    ngspice.command(analysis);
    counters.analysis_s += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ++counters.analyses;
    if (resident.simulated) return;
    resident.simulated = true;
    // ngspice says so when it meets code models, wherever they were included from; but not if trtol is 1 already.
    if (log.contains("for xspice 'A' devices")) resident.code_models = true;
}

/// With a tight trtol ngspice does not say whether there are code models: assume so.
void Session::State::check_for_code_models(Resident& resident) {
    if (resident.code_models || std::exchange(resident.checked, true)) return;
    ngspice_log().mark();
    ngspice.command("option");  // "trtol = 7.000000"
    auto const line = ngspice_log().last_with("trtol =");
    resident.code_models = !line.empty() && std::strtod(line.c_str() + line.find('=') + 1, nullptr) <= 1;
}

void Session::State::count(Resident& resident) {
    auto& log = ngspice_log();
    log.mark();
    ngspice.command("rusage totiter accept");
    auto const iterations = count_after(log, "Total iterations");
    auto const points = count_after(log, "Accepted timepoints");
    counters.iterations += iterations - std::min(iterations, resident.iterations_seen);
    counters.accepted_points += points - std::min(points, resident.points_seen);
    resident.iterations_seen = iterations;
    resident.points_seen = points;
}

/// Why the points that the analysis returned, the state that it left, or the operating point it stood on, cannot be
/// true; empty if it can.
std::string Session::State::implausibility(Resident& resident, Waveforms const& waveforms, std::string const& kind,
                                           bool stepped) {
    // After ac and noise the sources' currents are small-signal ones. An operating point that Newton's iteration finds
    // by itself is taken on trust there; one that took stepping is found once more and looked at.
    if (kind == "ac" || kind == "noise") {
        if (!stepped) return {};
        run(resident, "op");
        if (ngspice.gave_up() || ending_of(ngspice_log()) != Ending::complete) return {};
    }
    auto why = implausible_current(ngspice, resident.voltage_sources);
    return why.empty() ? implausible_current(waveforms) : why;
}

Attempt Session::State::attempt(Resident& resident, Simulation const& simulation, std::string const& analysis) {
    auto& log = ngspice_log();
    auto const kind = first_word(analysis);
    // A noise analysis has few vectors, in two plots, and refuses to run if one of the plots keeps nothing.
    keep_only(resident, kind == "noise" ? std::vector<std::string>() : save_commands(simulation.vectors));
    run(resident, analysis);
    if (ngspice.gave_up())
        throw SimulationFailed(
            failure(FailureKind::crash, "ngspice gave up in the middle of the analysis (" + log.first_error() + ")"));

    Attempt result;
    result.ending = ending_of(log);
    bool const stepped = took_stepping(log);
    auto const reason = log.last_with("doAnalyses:");
    if (log.contains("no data saved for") && kind != "noise") {
        auto const names = fmt::format("{}", fmt::join(simulation.vectors, " "));
        auto const message =
            fmt::format("the circuit has none of the vectors asked for ({}); check their names", names);
        auto refused = failure(FailureKind::bad_netlist, message);
        ngspice.command("destroy all");
        throw SimulationFailed(std::move(refused));
    }
    if (result.ending == Ending::refused) {
        auto refused = failure(FailureKind::bad_netlist,
                               fmt::format("ngspice did not run '{}' ({}); check its arguments", analysis,
                                           log.first_error().empty() ? reason : log.first_error()));
        ngspice.command("destroy all");
        throw SimulationFailed(std::move(refused));
    }
    if (result.ending != Ending::complete) result.trouble = reason.empty() ? log.first_error() : reason;
    count(resident);
    check_for_code_models(resident);
    if (result.ending == Ending::complete) {
        try {
            result.waveforms = read_vectors(ngspice, simulation);
        } catch (SimulationFailed const&) {
            ngspice.command("destroy all");
            throw;
        }
        if (auto const why = implausibility(resident, result.waveforms, kind, stepped); !why.empty()) {
            result.ending = Ending::no_operating_point;
            result.trouble = fmt::format("a false operating point, {}", why);
        }
    }
    ngspice.command("destroy all");
    if (result.ending != Ending::complete) return result;

    if (kind == "tran") {
        auto const stop_s = transient_times(analysis).stop_s;
        auto const& time_s = result.waveforms.columns.front();
        if (constexpr double rounding = 1e-9; time_s.back() < stop_s * (1 - rounding)) {
            result.ending = Ending::no_time_step;
            result.trouble = fmt::format("the transient ended at {:g} s of {:g} s", time_s.back(), stop_s);
        }
    }
    if (auto const bad = first_non_finite(result.waveforms); bad >= 0) {
        result.ending = kind == "tran" ? Ending::no_time_step : Ending::no_operating_point;
        result.trouble =
            fmt::format("'{}' has a value that is not finite", result.waveforms.names[static_cast<std::size_t>(bad)]);
    }
    return result;
}

Resident& Session::State::prepare(Simulation const& simulation) {
    refuse_programs(*simulation.deck);
    refuse_options(*simulation.deck);
    refuse_commands(simulation);
    if (ngspice.gave_up())
        throw SimulationFailed(
            failure(FailureKind::crash, "this ngspice gave up on an earlier netlist; a new process is needed"));
    return residents.prepare(simulation);
}

std::vector<double> Session::State::instance_parameters(Simulation const& simulation) {
    auto& resident = prepare(simulation);
    run(resident, "op");
    if (ngspice.gave_up())
        throw SimulationFailed(failure(FailureKind::crash, "ngspice gave up on the circuit's operating point"));
    std::vector<double> values;
    values.reserve(simulation.vectors.size());
    for (auto const& name : simulation.vectors)
        values.push_back(ngspice.quantity(name).value_or(std::numeric_limits<double>::quiet_NaN()));
    ngspice.command("destroy all");
    return values;
}

Waveforms Session::State::simulate(Simulation const& simulation) {
    if (first_word(simulation.analysis) == "tran") (void)transient_times(simulation.analysis);
    auto& resident = prepare(simulation);
    auto first = attempt(resident, simulation, simulation.analysis);
    if (first.ending == Ending::complete) return std::move(first.waveforms);
    return retry(simulation, first);
}

Waveforms Session::State::retry(Simulation const& simulation, Attempt const& first) {
    auto const trouble = first.trouble;
    auto const log_tail = ngspice_log().ring().tail();
    std::vector<std::string> tried;
    for (auto const& rung : ladder_for(first.ending, first_word(simulation.analysis) == "tran")) {
        auto& resident = residents.prepare_afresh(simulation);
        resident.options_changed = true;
        for (auto const& option : rung.options) ngspice.command("option " + option);
        tried.push_back(rung.name);
        auto again = attempt(resident, simulation, with_max_step(simulation.analysis, rung.max_step_factor));
        if (again.ending != Ending::complete) continue;
        ladder.push_back(rung.name);
        return std::move(again.waveforms);
    }
    throw SimulationFailed({.kind = FailureKind::no_convergence,
                            .message = fmt::format("'{}' did not converge: {}", simulation.analysis, trouble),
                            .log_tail = log_tail,
                            .ladder = std::move(tried)});
}

/// A forked worker starts with its parent's memory, where a Session may live; the worker's own is another.
void allow_session_in_worker() {
    session_exists = false;
}

Session::Session() {
    CIMCHAR_EXPECT(!session_exists);
    session_exists = true;
}

Session::~Session() {
    session_exists = false;
}

Waveforms Session::simulate(Simulation const& simulation) {
    CIMCHAR_EXPECT(simulation.deck != nullptr);
    if (!state_) state_ = std::make_unique<State>();
    return state_->simulate(simulation);
}

std::vector<double> Session::instance_parameters(Simulation const& simulation) {
    CIMCHAR_EXPECT(simulation.deck != nullptr);
    if (!state_) state_ = std::make_unique<State>();
    return state_->instance_parameters(simulation);
}

Waveforms Session::simulate_once(Simulation const& simulation) {
    CIMCHAR_EXPECT(simulation.deck != nullptr);
    if (!state_) state_ = std::make_unique<State>();
    if (auto const* known = state_->remembered.find(simulation)) {
        ++state_->counters.remembered;
        return *known;
    }
    auto const rungs = state_->ladder.size();
    auto waveforms = state_->simulate(simulation);
    // What a retry brought is not kept: the next trial that needs the rung shall name it too.
    if (state_->ladder.size() == rungs) state_->remembered.keep(simulation, waveforms);
    return waveforms;
}

std::vector<std::string> Session::take_ladder() {
    return state_ ? std::exchange(state_->ladder, {}) : std::vector<std::string>();
}

Counters const& Session::counters() const {
    static Counters const none;
    return state_ ? state_->counters : none;
}

bool Session::healthy() const {
    return !state_ || !state_->ngspice.gave_up();
}

}  // namespace cimchar::spice
