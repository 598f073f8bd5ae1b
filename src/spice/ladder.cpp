#include "spice/ladder.hpp"

#include "core/error.hpp"
#include "core/simulation.hpp"
#include "core/text.hpp"
#include "core/units.hpp"
#include "spice/deck.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <sstream>

namespace cimchar::spice {

Ending ending_of(NgspiceLog const& log) {
    bool const stopped = log.contains("simulation(s) aborted") || log.contains("simulation interrupted") ||
                         log.contains("no such command") || log.contains("circuit not parsed") ||
                         log.contains("aren't any circuits");
    if (!stopped) return Ending::complete;
    auto const reason = log.last_with("doAnalyses:");
    auto const has = [&reason](std::string_view text) { return reason.find(text) != std::string::npos; };
    // A transient that stops at its first point has no operating point: "TRAN:  Timestep too small; initial timepoint".
    if (has("TRAN:") && has("imestep too small") && !has("initial timepoint")) return Ending::no_time_step;
    static constexpr std::array<std::string_view, 5> numeric{"imestep too small", "teration limit", "ingular",
                                                             "onvergence", "oo many iterations"};
    bool const named_wrongly = log.contains("no data saved") || log.contains("is not in the circuit");
    if (!named_wrongly && std::any_of(numeric.begin(), numeric.end(), has)) return Ending::no_operating_point;
    return Ending::refused;
}

bool took_stepping(NgspiceLog const& log) {
    return log.contains("stepping completed") || log.contains("Transient op finished");
}

std::vector<Rung> ladder_for(Ending ending, bool is_transient) {
    std::vector<std::string> const patience{"itl1=1000", "itl2=1000", "itl4=1000"};
    auto const with = [&patience](std::vector<std::string> options) {
        options.insert(options.end(), patience.begin(), patience.end());
        return options;
    };
    std::vector<Rung> rungs;
    if (ending == Ending::no_operating_point) {
        rungs.push_back({"gmin stepping in 100 steps", with({"gminsteps=100"})});
        rungs.push_back({"source stepping in 100 steps", with({"gminsteps=0", "srcsteps=100"})});
        rungs.push_back({"gmin=1e-11", with({"gmin=1e-11"})});  // 10 pS instead of 1 across every junction
    }
    if (ending == Ending::no_time_step && is_transient) {
        rungs.push_back({"method=gear", with({"method=gear"})});
        rungs.push_back({"tighter steps (trtol=1, largest step / 10)", with({"trtol=1"}), 0.1});
    }
    rungs.push_back({"loosened reltol=1e-2 abstol=1e-9 vntol=1e-4",
                     with({"reltol=1e-2", "abstol=1e-9", "vntol=1e-4", "gminsteps=100"})});
    return rungs;
}

TransientTimes transient_times(std::string_view analysis) {
    std::istringstream words{lower(analysis)};
    std::string word;
    words >> word;
    bool const is_transient = word == "tran";
    std::vector<double> numbers;
    TransientTimes times;
    try {
        while (words >> word) word == "uic" ? void(times.uic = true) : numbers.push_back(parse_spice_number(word));
    } catch (InputError const&) {
        numbers.clear();
    }
    if (!is_transient || numbers.size() < 2 || numbers.size() > 4 || !(numbers[0] > 0) || !(numbers[1] > 0))
        throw SimulationFailed(
            {.kind = FailureKind::bad_netlist,
             .message = fmt::format("'{}' is not a transient; write tran STEP STOP [START [MAX_STEP]]"
                                    " [uic] with positive STEP and STOP",
                                    analysis),
             .log_tail = {},
             .ladder = {}});
    times.step_s = numbers[0];
    times.stop_s = numbers[1];
    times.start_s = numbers.size() > 2 ? numbers[2] : 0;
    times.max_step_s = numbers.size() > 3 ? numbers[3] : std::min(times.step_s, (times.stop_s - times.start_s) / 50);
    return times;
}

std::string with_max_step(std::string const& analysis, double factor) {
    if (factor == 1 || !lower(analysis).starts_with("tran")) return analysis;
    auto const times = transient_times(analysis);
    return fmt::format("tran {:.17g} {:.17g} {:.17g} {:.17g}{}", times.step_s, times.stop_s, times.start_s,
                       times.max_step_s * factor, times.uic ? " uic" : "");
}

}  // namespace cimchar::spice
