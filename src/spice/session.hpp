// One ngspice, in this process. libngspice is global state: at most one Session exists in a process.
// Nothing but src/spice includes sharedspice.h.
#pragma once
#include "core/simulation.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cimchar::spice {

/// What simulating has cost so far; sums since the session began.
struct Counters {
    std::uint64_t analyses = 0;         ///< analyses run, retries included
    std::uint64_t remembered = 0;       ///< simulations answered from an earlier one of the same content
    std::uint64_t loads = 0;            ///< circuits parsed from their deck
    std::uint64_t resets = 0;           ///< resident circuits set back to their deck's values
    std::uint64_t accepted_points = 0;  ///< accepted time points (ngspice's own count)
    std::uint64_t iterations = 0;       ///< Newton iterations
    double analysis_s = 0;              ///< wall time inside ngspice's analysis command
    double load_s = 0;                  ///< wall time parsing circuits and setting them back
};

/// Runs simulations one after the other on resident circuits (docs/how-ngspice-is-driven.md).
///
/// A deck that is simulated again (same content) stays loaded and is altered; the result of a Simulation
/// depends on the Simulation alone, to the last bit, never on what was simulated before.
class Session {
public:
    Session();  ///< ngspice starts at the first simulation. Throws ContractError if another Session lives.
    ~Session();
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;

    /// Runs one analysis: op, dc, ac, tran or noise. On trouble with convergence walks the retry ladder and,
    /// when a rung helps, records it; throws SimulationFailed when none does or the circuit is refused.
    ///
    /// Column 0 is the scale ("time", "frequency", "v-sweep", …; "point" for op). A complex vector v(out) comes
    /// as two columns, "re(v(out))" and "im(v(out))". A total of a noise analysis stands in every row.
    /// v(a,b) is a difference. Of a deck, everything after a .end is ignored, as in ngspice.
    [[nodiscard]] Waveforms simulate(Simulation const& simulation);

    /// The same; if this session has lately simulated just that, the result of then.
    [[nodiscard]] Waveforms simulate_once(Simulation const& simulation);

    /// Instance parameters ("@m.x1.m0[w]") that the vectors of `simulation` name, as the circuit has them at its
    /// temperature: shape (vectors), NaN where there is no such instance or parameter. The analysis is not run; an
    /// operating point is tried, for sizes may depend on the temperature, and need not converge.
    /// Throws SimulationFailed when the circuit is refused.
    [[nodiscard]] std::vector<double> instance_parameters(Simulation const& simulation);

    /// Rungs of the retry ladder that simulations since the last call needed; empty if all ran at once.
    [[nodiscard]] std::vector<std::string> take_ladder();

    [[nodiscard]] Counters const& counters() const;

    /// False once ngspice asked to be unloaded, as it does on some broken netlists (an undefined parameter, a
    /// missing library). Then every simulation fails, and only a new process helps; a Pool sees to that by itself.
    [[nodiscard]] bool healthy() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace cimchar::spice
