// What a campaign says of a circuit of the user's own, as plain data. Format: docs/formats/campaign.md.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/user/netlist_text.hpp"
#include "circuits/waveform.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cimchar::circuits::user {

/// The process a netlist is written for.
struct Process {
    std::string name;                                         ///< as mismatch files call it; empty: not said
    std::map<std::string, std::string, std::less<>> corners;  ///< cards of each corner; empty: those of `cards`
    std::string cards = "n45";                                ///< netlist::ShippedProcess::name
    std::string supply;  ///< .param or source that is set to a condition's supply; empty: none
    double nominal_supply_v = 1.0;
    std::vector<std::string> nmos{"n45_nmos"};  ///< models, or subcircuits that are one transistor
    std::vector<std::string> pmos{"n45_pmos"};
    std::string vth_parameter = "delvto";   ///< instance parameter that shifts the threshold, signed [V]; empty: none
    std::string beta_parameter = "mulu0";   ///< instance parameter that multiplies the mobility; empty: none
    std::string inner_device = "m{model}";  ///< the transistor within a subcircuit that is one
};

/// How much resistors, capacitors and inductors differ from chip to chip.
struct PassiveSpread {
    std::string pattern;  ///< of their names, "*" for any characters: "r1", "x1.c*"
    double relative = 0;  ///< standard deviation of the value, relative
    bool common = false;  ///< one number for all that the pattern names; false: one for each
};

/// One simulation of a trial.
struct Analysis {
    std::string name;
    std::string line;                                      ///< "dc vin 0 {supply_v} 1m"; braces hold expressions
    std::vector<std::pair<std::string, std::string>> set;  ///< sources and passives altered for it, to expressions
};

enum class Kind {
    value,
    crossing,
    slope,
    settling,
    min,
    max,
    peak_to_peak,
    rms,
    mean,
    integral,
    delay,
    gain_db,
    unity_gain,
    phase_margin,
    inl_max,
    inl_min,
    dnl_max,
    dnl_min,
    sndr_db,
    sfdr_db,
    thd_db,
    enob_bit,
    expression,
};

/// Where a signal passes a level.
struct Passing {
    std::string of;           ///< vector: "v(out)"
    std::string level = "0";  ///< expression
    Edge edge = Edge::any;
    int nth = 1;  ///< 1 is the first, -1 the last
};

struct Measure {
    std::string name;
    std::string unit;
    std::string description;
    Kind kind = Kind::value;
    std::string analysis;
    Passing passing;                ///< of crossing, and the first of a delay; `of` of every kind
    Passing target;                 ///< the second of a delay
    std::optional<std::string> at;  ///< expressions, in the unit of the sweep
    std::optional<std::string> from;
    std::optional<std::string> to;
    std::optional<std::string> final_value;  ///< of settling; nothing: the last value
    std::string band;                        ///< of settling: how far from the final value is settled
    std::string lsb;    ///< of linearity: one LSB in the unit of the signal; empty: (last - first)/(points - 1)
    int points = 0;     ///< of linearity and spectrum: samples taken of the signal, equally spaced
    int cycles = 0;     ///< of spectrum: periods of the sine in them
    std::string value;  ///< of an expression of earlier measures
};

struct Description {
    std::string name;  ///< of the circuit in results
    NetlistText netlist;
    Process process;
    std::map<std::string, std::string, std::less<>> units;  ///< of parameters, by name
    std::vector<PassiveSpread> spreads;
    std::vector<Analysis> analyses;
    std::vector<Measure> measures;
};

/// Name in a campaign, and the keys a measure of this kind has beside name, unit, description and kind.
struct KindInfo {
    Kind kind;
    std::string_view name;
    std::vector<std::string> required;
    std::vector<std::string> optional;
    Recipe recipe = Recipe::scalar;  ///< of samples: how the figure follows from them
};
[[nodiscard]] std::vector<KindInfo> const& kinds();
[[nodiscard]] KindInfo const& info_of(Kind kind);

}  // namespace cimchar::circuits::user
