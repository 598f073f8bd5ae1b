// Circuits kept loaded in ngspice, each brought to exactly what a Simulation says.
#pragma once
#include "core/simulation.hpp"
#include "spice/ngspice.hpp"
#include "spice/session.hpp"

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::spice {

/// A circuit in ngspice's memory.
struct Resident {
    std::shared_ptr<std::string const> deck;
    std::string title;                         ///< unique; how it is found in ngspice's list
    std::vector<std::string> voltage_sources;  ///< outside of subcircuits
    std::vector<std::string> altered;          ///< targets altered since it was loaded or reset, in order
    /// The "save" commands in force; none after parsing, which may bring a .save.
    std::optional<std::vector<std::string>> saves;
    bool code_models = false;       ///< keeps state between analyses: reset before each
    bool checked = false;           ///< whether it has code models is known
    bool options_changed = false;   ///< a retry rung was tried on it
    bool simulated = false;         ///< since it was loaded or reset
    std::uint64_t points_seen = 0;  ///< ngspice's counts when last read; a reset starts them anew
    std::uint64_t iterations_seen = 0;
    std::uint64_t last_use = 0;
};

class Residents {
public:
    explicit Residents(Counters& counters) : counters_(counters) {}
    ~Residents();
    Residents(Residents const&) = delete;
    Residents& operator=(Residents const&) = delete;

    /// Makes the simulation's circuit the current one, as its deck says but for the simulation's temperature and
    /// alterations. Loads, resets or alters, whichever is the least that gives the bits of a fresh load.
    /// Throws SimulationFailed{bad_netlist}. The circuit stays where it is until the next call.
    Resident& prepare(Simulation const& simulation);

    /// The same, always from the deck's own values.
    Resident& prepare_afresh(Simulation const& simulation);

    /// Drops a circuit; `resident` is gone afterwards.
    void remove(Resident const& resident);

private:
    Resident& current(Simulation const& simulation);
    Resident& load(Simulation const& simulation);
    void make_current(Resident const& resident);
    /// Back to the deck's own values.
    Resident& set_back(Resident& resident, Simulation const& simulation);
    [[nodiscard]] bool reset(Resident& resident);
    void after_parsing();
    void set_values(Resident& resident, Simulation const& simulation);
    void evict();
    [[nodiscard]] std::vector<std::string> titles_in_ngspice() const;

    Ngspice& ngspice_ = Ngspice::instance();
    Counters& counters_;
    std::list<Resident> circuits_;  ///< as ngspice numbers them: last loaded or reset first
    std::string current_title_;
    std::string last_loaded_;  ///< title; "reset" is right for this circuit alone
    std::uint64_t uses_ = 0;
};

}  // namespace cimchar::spice
