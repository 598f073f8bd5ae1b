#include "spice/remembered.hpp"

#include <algorithm>

namespace cimchar::spice {

namespace {

constexpr std::size_t most_entries = 1024;      // what every chip asks again is asked after all else of a chip
constexpr std::size_t most_values = 50'000;     // of one result: 0.4 MB
constexpr std::size_t most_in_all = 3'000'000;  // 24 MB

std::size_t values_of(Waveforms const& waveforms) {
    return waveforms.columns.empty() ? 0 : waveforms.columns.size() * waveforms.columns[0].size();
}

/// Numbers that take as much memory.
std::size_t size_of(Simulation const& simulation, Waveforms const& waveforms) {
    constexpr std::size_t of_alteration = 8;  // a name of some forty letters and a number
    return values_of(waveforms) + of_alteration * simulation.alterations.size();
}

}  // namespace

Waveforms const* Remembered::find(Simulation const& simulation) {
    auto const found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](Entry const& entry) { return same_content(entry.simulation, simulation); });
    if (found == entries_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found);
    return &entries_.front().waveforms;
}

void Remembered::keep(Simulation const& simulation, Waveforms const& waveforms) {
    if (values_of(waveforms) > most_values) return;
    entries_.push_front({simulation, waveforms});
    size_ += size_of(simulation, waveforms);
    while (entries_.size() > most_entries || size_ > most_in_all) {
        size_ -= size_of(entries_.back().simulation, entries_.back().waveforms);
        entries_.pop_back();
    }
}

}  // namespace cimchar::spice
