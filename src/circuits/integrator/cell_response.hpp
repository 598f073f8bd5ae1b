// The current of a cell that departs from the nominal one, as a function of what was drawn for it.
#pragma once
#include "circuits/integrator/deck.hpp"

#include <array>
#include <vector>

namespace cimchar::circuits::integrator {

/// Logarithm of the current over the nominal cell's, on a grid of simulated cells at the Chebyshev points of threshold
/// shift, mobility and logarithm of the conductance; between them the polynomial through all of them.
class CellResponse {
public:
    /// Points along each axis; what the polynomial leaves out is below 1e-4 of the current (docs/adr/0003).
    static constexpr std::array<std::size_t, 3> points{9, 5, 9};

    /// For cells that depart by at most `reach`.
    explicit CellResponse(CellDeparture const& reach);

    /// The cells to simulate, threshold innermost.
    [[nodiscard]] std::vector<CellDeparture> grid() const;
    /// Takes the currents of the grid's cells and of the nominal one [A].
    void set(std::vector<double> const& current_a, double nominal_a);
    /// Current of a cell over that of the nominal one; `cell` must be within reach.
    [[nodiscard]] double relative_current(CellDeparture const& cell) const;

private:
    std::array<double, 3> low_{};
    std::array<double, 3> high_{};
    std::array<std::vector<double>, 3> nodes_;
    std::vector<double> log_current_;  ///< shape (g, beta, vth)
};

/// Cells of each bit line, shape (bits): nominal, or the equivalent groups that carry this chip's currents. Throws
/// SimulationFailed.
[[nodiscard]] std::vector<Cells> cells_of(Bench const& bench, Simulate const& simulate, int weight);

}  // namespace cimchar::circuits::integrator
