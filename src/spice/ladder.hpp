// What to try when an analysis does not converge, and how to tell that it did not.
#pragma once
#include "spice/ngspice_log.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cimchar::spice {

/// How an analysis ended.
enum class Ending {
    complete,
    no_operating_point,  ///< the start did not converge (also: one point of a sweep)
    no_time_step,        ///< a transient stopped on its way
    refused,             ///< ngspice could not run it at all: a wrong name or argument
};

/// Reads the log since the analysis began.
[[nodiscard]] Ending ending_of(NgspiceLog const& log);

/// Whether the operating point took more than Newton's iteration: stepping of gmin or sources, a pseudo-transient.
[[nodiscard]] bool took_stepping(NgspiceLog const& log);

/// One thing to try: options for ngspice, and the factor on a transient's largest step.
struct Rung {
    std::string name;                  ///< starts with "loosened" if the tolerances are not the campaign's any more
    std::vector<std::string> options;  ///< "reltol=1e-2"
    double max_step_factor = 1;
};

/// The rungs that can help against this ending, in the order to try. ngspice by itself has already gone through
/// dynamic gmin, true gmin and source stepping and a pseudo-transient when it reports a failure.
[[nodiscard]] std::vector<Rung> ladder_for(Ending ending, bool is_transient);

/// The arguments of "tran STEP STOP [START [MAX_STEP]] [uic]".
struct TransientTimes {
    double step_s = 0;
    double stop_s = 0;
    double start_s = 0;
    double max_step_s = 0;  ///< ngspice's choice where not given: the smaller of STEP and (STOP - START)/50
    bool uic = false;       ///< start from the initial conditions
};

/// Throws SimulationFailed{bad_netlist} if the analysis is not a transient with step and stop.
[[nodiscard]] TransientTimes transient_times(std::string_view analysis);

/// The analysis with its largest step multiplied by `factor`; any other analysis as it is.
[[nodiscard]] std::string with_max_step(std::string const& analysis, double factor);

}  // namespace cimchar::spice
