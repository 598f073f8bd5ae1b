// A pipelined converter composed of its stages: where their comparators decide, and what each stage hands on. Their
// deviations from chip to chip are smooth and small where the converter's levels jump, so they are what is modelled.
//
// Stage functions are one list of numbers, each in LSB of the converter's input: the held input at which each
// comparator decides, stage after stage, the end last; then the residues, for every stage and number of decisions, at
// each held input.
#pragma once
#include <cstddef>
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

namespace cimchar::model {

struct Pipeline {
    double lsb_v = 0;      ///< range of the input over the codes
    double range_v = 0;    ///< of the input, from 0
    double held_gain = 1;  ///< of sampling, of the input and of every residue
    std::size_t stages = 0;
    std::size_t comparators = 0;  ///< of a stage
    std::size_t flash = 0;        ///< comparators at the end
    std::size_t gain = 4;         ///< of a stage, in codes
    std::size_t codes = 256;
    std::vector<std::vector<double>> held_v;  ///< (stages × held): where residues are known [V], ascending
    std::vector<double> scale_v;              ///< (numbers): volts of one LSB of each
    double first_v = 0;                       ///< of the rising ramp that levels are found by
    double step_v = 0;
    std::size_t steps = 0;

    [[nodiscard]] std::size_t numbers() const;
    [[nodiscard]] std::size_t decides() const { return stages * comparators + flash; }
};

/// Output codes of inputs [V] for these stage functions [LSB]. Pure.
[[nodiscard]] std::vector<int> codes_of(Pipeline const& pipeline, std::span<double const> stage_lsb,
                                        std::span<double const> input_v);

/// Input at which each code begins, shape (codes − 1) [V]: of a rising ramp by its histogram [IEEE1241]; beyond the
/// ramp's ends it is its end. Levels of missing codes are equal.
[[nodiscard]] std::vector<double> levels_v(Pipeline const& pipeline, std::span<double const> stage_lsb);

/// Figures that populations of levels [LSB] are compared by, and their names.
[[nodiscard]] std::vector<double> level_figures(Eigen::VectorXd const& levels_lsb);
[[nodiscard]] std::vector<std::string> level_figure_names();

}  // namespace cimchar::model
