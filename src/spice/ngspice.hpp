// The library itself: started once in a process, told commands, asked for vectors. Sole user of sharedspice.h.
#pragma once
#include "spice/ngspice_log.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::spice {

/// A vector in ngspice's memory, copied.
struct SimVector {
    std::vector<double> re;
    std::vector<double> im;  ///< empty for a real vector
};

/// libngspice keeps its state in globals, so there is one of these, made at first use and never unmade.
class Ngspice {
public:
    /// Starts the library at the first call. Neither ./.spiceinit nor ~/.spiceinit is read.
    /// Throws InputError if no temporary directory can be written.
    static Ngspice& instance();

    /// Runs one command; how it went is in the log.
    void command(std::string text);
    /// Hands over a circuit; how it went is in the log.
    void load(std::vector<std::string> cards);

    /// True once ngspice asked to be unloaded (its answer to some broken netlists). Its memory is then not to be
    /// trusted: later commands give wrong results or crash. Only a new process helps.
    [[nodiscard]] bool gave_up() const { return gave_up_; }

    [[nodiscard]] std::vector<std::string> plots() const;  ///< newest first, without the plot of constants
    [[nodiscard]] std::vector<std::string> vectors_of(std::string const& plot) const;
    [[nodiscard]] std::optional<SimVector> vector(std::string const& plot, std::string const& name) const;
    /// A device's quantity, "@vdd[i]", at the state the last analysis left; nothing if it has none there.
    [[nodiscard]] std::optional<double> quantity(std::string name) const;

private:
    Ngspice();
    bool gave_up_ = false;
};

}  // namespace cimchar::spice
