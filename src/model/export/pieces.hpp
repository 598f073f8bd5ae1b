// A curve at one condition in terms that every language knows, without approximation: a polynomial or cubics between
// knots, and a function that is linear between points.
#pragma once
#include "model/evaluate.hpp"
#include "model/export/exporters.hpp"

#include <vector>

namespace cimchar::model {

/// f(x) = smooth(x) + line(x) for x within `input`. smooth is either Σ powers_k · u^k with
/// u = 2·(x − min)/(max − min) − 1, or, where there are knots, the cubic of each interval that has these values and
/// slopes at its ends.
struct CurvePieces {
    Limits input;                ///< in units of the input axis
    std::vector<double> powers;  ///< [output's unit]; empty with knots
    std::vector<double> knots;   ///< ascending, from input.min to input.max
    std::vector<double> values;  ///< (knots)
    std::vector<double> slopes;  ///< (knots)
    std::vector<double> line_x;  ///< ascending, from input.min to input.max; the same for every chip of a model
    std::vector<double> line_y;  ///< linear in between
};

/// The curve of the nominal chip, or of one chip; what evaluate() gives, to rounding. Throws InputError as it does.
[[nodiscard]] CurvePieces curve_pieces(BehaviouralModel const& model, Condition const& condition,
                                       VirtualChip const* chip = nullptr);

/// Coefficients of t^k in interval i of the knots, t = x − knots[i]: the value there, then three.
[[nodiscard]] std::vector<double> cubic(CurvePieces const& pieces, std::size_t interval);

/// f at `x` within the limits; pure. What the exported texts do, for tests and for tables.
[[nodiscard]] double value_at(CurvePieces const& pieces, double x);

/// Place on the axis of a voltage at the input pin: factor · v + offset.
struct PinScale {
    double factor = 1;
    double offset = 0;
};
[[nodiscard]] PinScale pin_scale(CurvePieces const& pieces, ExportRequest const& request);

/// The nominal chip's curve, then each virtual chip's.
[[nodiscard]] std::vector<CurvePieces> curves_of(BehaviouralModel const& model, ExportRequest const& request);

/// Levels of a converter: the input at which each code begins [V].
struct ConverterLevels {
    std::vector<double> nominal_v;             ///< (codes − 1), never falling
    std::vector<std::vector<double>> chips_v;  ///< (chips × codes − 1)
};

/// Throws InputError as evaluate() and sample(). The model is a converter's.
[[nodiscard]] ConverterLevels levels_of(BehaviouralModel const& model, ExportRequest const& request, std::size_t chips);

/// A cycle of a shift-and-add network: sum(x) = Σ ideal_i·x_i + constant + Σ line_i·u_i + Σ output_j·tanh_j
/// + Σ slope_j·(1 − tanh_j²) + Σ powers_k·t^k, with u as in the model and t the ideal sum, scaled and held to −1 … 1.
struct SumPieces {
    std::vector<double> ideal;    ///< (inputs)
    double constant = 0;          ///< [V]
    std::vector<double> line;     ///< (inputs) [V]
    std::vector<double> outputs;  ///< (units) [V]
    std::vector<double> slopes;   ///< (units) [V]
    std::vector<double> powers;   ///< [V]; empty: there are none
    double low_v = 0;             ///< ideal sum at t = −1
    double high_v = 0;            ///< at t = 1
};

/// The nominal chip's cycle, then each virtual chip's; what cycles_v() gives, to rounding.
[[nodiscard]] std::vector<SumPieces> sums_of(ShiftAddModel const& model, ExportRequest const& request);

}  // namespace cimchar::model
