// What every circuit offers: parameters, measures, a standalone netlist, its varying devices, and how it is
// observed. Circuits describe simulations; they never run one themselves (a Simulate is handed in).
#pragma once
#include "core/condition.hpp"
#include "core/simulation.hpp"
#include "netlist/variation.hpp"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::circuits {

/// A parameter of a circuit: a number with a range, or a choice of words (then `options` is not empty).
struct ParameterInfo {
    std::string name;         ///< snake_case with unit suffix: "rows", "r_lrs_ohm", "regulator"
    std::string unit;         ///< "Ω", "F", "V", "" …
    std::string description;  ///< one line
    double number = 0;        ///< default of a number
    double min = 0;
    double max = 0;
    bool integer = false;
    std::vector<std::string> options;  ///< words of a choice; the first is the default
    std::string folder = {};           ///< of a file: below netlists/, where those that ship are; its only option is
                                       ///< the default's name
};

/// A number with unit, default and range; a whole number; one of several words, the first the default.
[[nodiscard]] ParameterInfo number(std::string name, std::string unit, double value, double min, double max,
                                   std::string description);
[[nodiscard]] ParameterInfo count(std::string name, double value, double min, double max, std::string description);
[[nodiscard]] ParameterInfo choice(std::string name, std::vector<std::string> options, std::string description);
/// A file, by the name of one that ships or by the path of one's own.
[[nodiscard]] ParameterInfo file(std::string name, std::string folder, std::string shipped, std::string description);
/// Text of the file called `name` that ships for a file parameter; throws InputError naming the nearest that does.
[[nodiscard]] std::string shipped_text(ParameterInfo const& parameter, std::string const& name);
/// Whether a file parameter's value is a path: it has a '/' or a '.'.
[[nodiscard]] bool is_path(std::string_view value);

/// Values of all parameters of one circuit.
class Parameters {
public:
    Parameters() = default;
    /// All defaults of `infos`.
    explicit Parameters(std::vector<ParameterInfo> infos);

    /// Sets one parameter from text ("256", "20n", "off"); throws InputError on an unknown name (naming the nearest
    /// valid one), a value out of range, or an unknown word.
    void set(std::string_view name, std::string_view value);

    [[nodiscard]] double number(std::string_view name) const;              ///< throws ContractError if absent
    [[nodiscard]] std::string const& choice(std::string_view name) const;  ///< throws ContractError if absent
    /// Gives a file parameter its text.
    void attach(std::string_view name, std::string text);
    /// Text of a file parameter: what was attached, or the file that ships. Throws InputError if there is neither.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] std::vector<ParameterInfo> const& infos() const { return infos_; }
    /// "name = value" of every parameter, in order: provenance.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> listing() const;

private:
    std::vector<ParameterInfo> infos_;
    std::map<std::string, double, std::less<>> numbers_;
    std::map<std::string, std::string, std::less<>> choices_;
    std::map<std::string, std::string, std::less<>> texts_;
};

/// How a measure follows from an observation.
enum class Recipe {
    scalar,   ///< Observation::scalars[source]
    inl_min,  ///< of the DAC-type transfer curve `source`, terminal-based [LSB of `lsb_source`]
    inl_max,
    dnl_min,
    dnl_max,
    sndr_db,  ///< of the coherent record `source`
    sfdr_db,
    thd_db,
    enob_bit,
};

struct MeasureInfo {
    std::string name;  ///< "enob_bit", "inl_max_lsb"
    std::string unit;
    std::string description;
    Recipe recipe = Recipe::scalar;
    std::string source;      ///< scalar, curve or record it is computed from
    std::string lsb_source;  ///< scalar that holds the LSB of a linearity recipe, in the curve's unit
    bool of_check = false;   ///< comes from Circuit::check: nominal chips have it, drawn ones do not
};

/// A measure that is a scalar of the same name.
[[nodiscard]] MeasureInfo scalar(std::string const& name, std::string unit, std::string description);

/// Axis of a stored sine record, which is no transfer curve.
inline constexpr std::string_view record_axis = "sample of the record";

/// Axes of stored lists, which are no transfer curves either: a value per conversion or cycle with inputs of its own,
/// or for every number of decisions of every stage.
inline constexpr std::string_view conversion_axis = "conversion";
inline constexpr std::string_view cycle_axis = "cycle";
inline constexpr std::string_view decisions_axis = "number of decisions";

/// A curve that is stored with every trial.
struct CurveInfo {
    std::string name;  ///< "transfer_v"
    std::string unit;
    std::string axis;            ///< what the points stand for: "input code"
    std::vector<double> points;  ///< axis values, shape (points)
};

/// A coherent sine record.
struct Record {
    std::vector<double> samples;
    int cycles = 0;  ///< of the sine, in all samples
};

/// What one trial showed.
struct Observation {
    std::map<std::string, double> scalars;
    std::map<std::string, std::vector<double>> curves;
    std::map<std::string, Record> records;  ///< used by recipes, not stored
};

/// Runs one simulation; throws SimulationFailed.
using Simulate = std::function<Waveforms(Simulation const&)>;

/// Simulator options a campaign may set; a circuit writes them into its decks.
struct SimulatorSettings {
    double reltol = 1e-5;
    double max_step_scale = 1;  ///< multiplies every maximum time step
};

struct Circuit {
    std::string name;
    std::string summary;
    std::vector<ParameterInfo> parameters;
    /// The measures that exist with these parameters.
    std::function<std::vector<MeasureInfo>(Parameters const&)> measures;
    std::function<std::vector<CurveInfo>(Parameters const&)> curves;
    std::function<std::vector<netlist::VariedDevice>(Parameters const&)> varied_devices;
    /// Standalone deck of one chip, runnable by plain `ngspice -b`: prints the circuit's main figure. Simulates only
    /// what the deck of a drawn chip needs to know beforehand; of a nominal chip, nothing.
    std::function<std::string(Parameters const&, Condition const&, netlist::Chip const&, SimulatorSettings const&,
                              Simulate const&)>
        deck;
    /// Observes one chip at one condition.
    std::function<Observation(Parameters const&, Condition const&, netlist::Chip const&, SimulatorSettings const&,
                              Simulate const&)>
        observe;
    /// Finds figures of a nominal chip again by a slower way: adds scalars for the measures of_check, which say how far
    /// the two ways differ, to what observe() gave. Empty if there is no other way.
    std::function<void(Parameters const&, Condition const&, SimulatorSettings const&, Simulate const&, Observation&)>
        check = {};
    bool checks_a_point = true;  ///< check() is one point of the longest curve, the slower way
    std::string cards = "n45";   ///< its process: one of netlist::shipped_processes
};

/// All circuits.
[[nodiscard]] std::span<Circuit const> catalogue();
/// The circuit called `name`; throws InputError naming the nearest valid one.
[[nodiscard]] Circuit const& find_circuit(std::string_view name);

}  // namespace cimchar::circuits
