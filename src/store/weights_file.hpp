// weights.h5: a trained network or converter, and how it was trained. Format: docs/formats/weights.md.
#pragma once
#include "circuits/neural/adc_weights.hpp"
#include "core/condition.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace cimchar::store {

inline constexpr std::uint64_t weights_format_version = 2;

/// A figure of the training: an error of one restart, say.
struct TrainingFigure {
    std::string name;
    std::string unit;
    std::vector<double> values;  ///< shape (restarts), or what the name says
};

struct WeightsFile {
    std::variant<circuits::neural::Weights, circuits::neural::AdcWeights> trained;
    std::string training_text;  ///< the training file as it was run
    Condition condition;        ///< of the curves it was trained on
    /// What else it depends on, name and text: "curves_campaign", "curves_hash", "seed" …
    std::vector<std::pair<std::string, std::string>> provenance;
    std::vector<TrainingFigure> figures;
};

/// Writes the file whole, synced and renamed; no date is in it, so that the same training gives the same bytes. Throws
/// InputError if it cannot; an older file is then as it was.
void write_weights(std::string const& path, WeightsFile const& file);

/// Throws InputError if `path` is no weights file, is damaged, or has a newer format version.
[[nodiscard]] WeightsFile read_weights(std::string const& path);

}  // namespace cimchar::store
