#include "spice/remembered.hpp"

#include <algorithm>

namespace cimchar::spice {

namespace {

constexpr std::size_t most_entries = 64;
constexpr std::size_t most_values = 50'000;  // of one result: 0.4 MB

}  // namespace

Waveforms const* Remembered::find(Simulation const& simulation) {
    auto const found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](Entry const& entry) { return same_content(entry.simulation, simulation); });
    if (found == entries_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found);
    return &entries_.front().waveforms;
}

void Remembered::keep(Simulation const& simulation, Waveforms const& waveforms) {
    std::size_t const values = waveforms.columns.empty() ? 0 : waveforms.columns.size() * waveforms.columns[0].size();
    if (values > most_values) return;
    entries_.push_front({simulation, waveforms});
    if (entries_.size() > most_entries) entries_.pop_back();
}

}  // namespace cimchar::spice
