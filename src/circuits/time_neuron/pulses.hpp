// Pulses and edges of conversions, as simulated.
#pragma once
#include "circuits/time_neuron/deck.hpp"
#include "circuits/waveform.hpp"

#include <map>
#include <string>
#include <vector>

namespace cimchar::circuits::time_neuron {

/// How long `y` is above `level`, linearly interpolated [s].
[[nodiscard]] double time_above(std::vector<double> const& time_s, std::vector<double> const& y, double level);

/// When a vector last passes `level` [s]; not a number if it never does.
[[nodiscard]] double last_passing(Waveforms const& waves, char const* vector, double level, Edge edge);

/// Edges of a conversion from the start of the ramp [s]; not a number where there is none.
struct Edges {
    double start_s = 0;  ///< the replica's, which starts a pulse
    double cross_s = 0;  ///< the neuron's crossing, which ends it
};
[[nodiscard]] Edges edges_of(Bench const& bench, Waveforms const& waves);
[[nodiscard]] double width_of(Bench const& bench, Waveforms const& waves);

/// A measurement of plain ngspice: the width of the last pulse at a node, as `name`.
[[nodiscard]] std::string measured_width(std::string const& name, std::string const& node, double level_v);

/// Pulse widths by sum, each simulated once. Keeps references to both.
class Pulses {
public:
    Pulses(Bench const& bench, Simulate const& simulate) : bench_(bench), simulate_(simulate) {}
    double operator()(int sum);

private:
    Bench const& bench_;
    Simulate const& simulate_;
    std::map<int, double> width_s_;
};

}  // namespace cimchar::circuits::time_neuron
