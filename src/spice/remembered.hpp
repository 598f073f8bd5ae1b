// Simulations done before in this session, so that what is asked again is not simulated again.
#pragma once
#include "core/simulation.hpp"

#include <cstddef>
#include <list>

namespace cimchar::spice {

/// Keeps the last results. A Simulation has one result, whatever was simulated before, so a kept one is as good as new.
class Remembered {
public:
    /// The result of the same simulation (by content), or null.
    [[nodiscard]] Waveforms const* find(Simulation const& simulation);
    /// Drops the result that was not asked for the longest when there are too many. A very long one is not kept.
    void keep(Simulation const& simulation, Waveforms const& waveforms);

private:
    struct Entry {
        Simulation simulation;
        Waveforms waveforms;
    };
    std::list<Entry> entries_;  ///< last asked for first
    std::size_t size_ = 0;      ///< of all of them, in numbers
};

}  // namespace cimchar::spice
