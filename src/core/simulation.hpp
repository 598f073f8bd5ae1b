// The words between those who describe simulations (circuits) and those who run them (spice):
// what to simulate, what came back, and how it failed. Plain data.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar {

/// One number changed on a resident circuit, in ngspice's terms:
/// "@m.x1.m0[delvto]" an instance parameter, "r.x1.r0" or "vdd" the value of a passive or source.
struct Alteration {
    std::string target;
    double value = 0;

    bool operator==(Alteration const&) const = default;
};

/// One analysis of one circuit. The result depends on this data alone, never on what the same
/// session simulated before.
struct Simulation {
    /// Title line, cards, options; no analysis, no .control, no .end. Compared by content.
    std::shared_ptr<std::string const> deck;
    double temperature_c = 27;
    /// Every value of the deck that differs from what the deck's text says.
    std::vector<Alteration> alterations;
    /// ngspice analysis command: "tran 10p 60n 0 0.2n", "op", "dc vin 0 1 1m", "noise v(out) vin dec 10 1 1g".
    std::string analysis;
    /// Vectors to return: "v(out)", "i(vdd)", "@m1[id]". The scale (time, sweep, frequency) comes first by itself.
    std::vector<std::string> vectors;
};

/// Whether two simulations ask for the same, number for number.
[[nodiscard]] bool same_content(Simulation const& a, Simulation const& b);

/// Sampled signals of one analysis; columns have equal length; column 0 is the scale.
struct Waveforms {
    std::vector<std::string> names;
    std::vector<std::vector<double>> columns;  ///< shape (names, points), SI units

    /// The column called `name`; throws ContractError if there is none.
    [[nodiscard]] std::vector<double> const& operator[](std::string_view name) const;
};

/// Linear interpolation of `y` over ascending `x` at `at`; clamped to the ends. Throws ContractError on empty input.
[[nodiscard]] double value_at(std::vector<double> const& x, std::vector<double> const& y, double at);

enum class FailureKind {
    no_convergence,     ///< operating point or time step did not converge, retry ladder exhausted
    timeout,            ///< killed at the time limit
    crash,              ///< the worker process died
    out_of_memory,      ///< the worker exceeded its memory limit
    bad_netlist,        ///< ngspice refused the circuit
    undefined_measure,  ///< simulated, but a measure has no value (no edge, clipped, …)
};
[[nodiscard]] std::string_view to_string(FailureKind kind);
/// Inverse of to_string; throws InputError on an unknown word (file of a newer version).
[[nodiscard]] FailureKind failure_kind_from(std::string_view word);

/// A failed simulation is a result.
struct Failure {
    FailureKind kind = FailureKind::crash;
    std::string message;              ///< one line, never empty
    std::string log_tail;             ///< last lines the simulator wrote
    std::vector<std::string> ladder;  ///< rungs of the retry ladder that were tried, in order
};

/// Carries a Failure through code that computes with waveforms.
class SimulationFailed : public std::runtime_error {
public:
    explicit SimulationFailed(Failure failure) : std::runtime_error(failure.message), failure_(std::move(failure)) {}
    [[nodiscard]] Failure const& failure() const { return failure_; }

private:
    Failure failure_;
};

}  // namespace cimchar
