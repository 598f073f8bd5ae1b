// From simulated cycles of a shift-and-add network to its behavioural model with its certificate.
#pragma once
#include "model/mismatch.hpp"
#include "model/shift_add_model.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::model {

/// One simulated chip.
struct SumTrial {
    std::uint64_t sample = 0;     ///< 0 is the nominal chip
    std::vector<double> cycle_v;  ///< result of each cycle [V], shape (cycles)
};

/// Chips that all had the same conversions.
struct SumCampaign {
    std::string name;
    std::uint64_t seed = 0;
    Table
        lines_v;  ///< bit lines in each cycle [V], shape (cycles × bit lines); a conversion's slices follow each other
    std::vector<SumTrial> trials;
    std::vector<std::string> drawn_names;
    std::map<std::uint64_t, std::vector<double>> drawn;  ///< by sample, shape (drawn_names)
};

/// Plain arrays: the fit knows no campaign and no file.
struct ShiftAddInput {
    std::string block;
    std::vector<Port> ports;  ///< the inputs, then the output
    Origin origin;
    Condition condition;
    std::size_t slices = 0;
    std::vector<double> weights;       ///< (inputs): of the ideal sum
    SumCampaign nominal;               ///< its nominal chip is what the network is fitted to
    std::optional<SumCampaign> chips;  ///< whose drawn chips are the population
    std::optional<SumCampaign> fresh;  ///< other chips, over any conversions, to compare with
    std::uint64_t seed = 1;            ///< starts, folds, regenerated chips, permutations
};

struct ShiftAddOptions {
    std::vector<std::size_t> units{0, 1, 2, 4, 8, 16, 24};  ///< sizes of the network to choose from
    ModesKept modes;                                        ///< of the chips' coefficients
    std::size_t folds = 5;                                  ///< over conversions and over chips
    std::size_t regenerated = 400;                          ///< chips in the population tests
    double concern_below_p = 0.01;                          ///< a population test below is worth a warning
};

/// Fits and validates. A fifth of the nominal conversions is never fitted to: the errors in the certificate are of the
/// network that is written. The same input gives the same model.
/// Throws InputError if there is no nominal chip, too few conversions, or an input that does not vary.
[[nodiscard]] ShiftAddModel fit(ShiftAddInput const& input, ShiftAddOptions const& options = {});

}  // namespace cimchar::model
