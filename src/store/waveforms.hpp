// All signals of some simulations in one HDF5 file, to look at. Format: docs/how-to/campaigns.md, "Waveforms".
#pragma once
#include "core/simulation.hpp"

#include <string>
#include <vector>

namespace cimchar::store {

/// A simulation and what came back.
struct RecordedSimulation {
    Simulation simulation;
    Waveforms waveforms;
};

/// Writes /simulations/000, 001 …, a dataset per vector, the analysis, temperature and deck as attributes; written
/// whole, synced and renamed. `title` says what was simulated, `campaign_text` of which campaign. Throws InputError
/// if the file cannot be written.
void write_waveforms(std::string const& path, std::string const& title, std::string const& campaign_text,
                     std::vector<RecordedSimulation> const& simulations);

}  // namespace cimchar::store
