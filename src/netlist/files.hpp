// The netlist files that ship with the program: model cards and subcircuits a designer can read and edit.
#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace cimchar::netlist {

/// Folder that holds netlists/ and montecarlo/: $CIMCHAR_DATA_DIR if set, else share/cimchar beside the installed
/// program, else the source tree. Throws InputError if none has them.
[[nodiscard]] std::filesystem::path data_directory();

/// A process whose cards ship with the program: netlists/cards/NAME.lib, models NAME_nmos and NAME_pmos.
struct ShippedProcess {
    std::string_view name;      ///< "n45"
    std::string_view process;   ///< "45 nm", as mismatch files call it
    double supply_v = 0;        ///< nominal
    std::string_view mismatch;  ///< its file in montecarlo/mismatch
};
inline constexpr std::array<ShippedProcess, 2> shipped_processes{
    {{"n45", "45 nm", 1.0, "assumed_45nm"}, {"n130", "130 nm", 1.2, "n130"}}};
/// The process `name` of these; throws ContractError if there is none.
[[nodiscard]] ShippedProcess const& shipped_process(std::string_view name);

/// Text of a file under netlists/, such as "integrator.cir". Throws InputError if it cannot be read.
[[nodiscard]] std::string subcircuits(std::string_view file);

/// Model cards of one process corner from a library of `.lib` sections, such as ("cards/n45.lib", "ss"): the section's
/// lines and all that stands outside of sections, ready to be pasted into a deck.
/// Throws InputError if the file or the corner does not exist, naming the corners there are.
[[nodiscard]] std::string model_cards(std::string_view file, std::string_view corner);

}  // namespace cimchar::netlist
