#include "circuits/nn_adc/design.hpp"

#include <cmath>

namespace cimchar::circuits::nn_adc {

std::vector<ParameterInfo> parameter_infos() {
    return {
        file("weights", "weights", "nn_adc_8bit", "trained converter: one that ships, or a file of cimchar train"),
        number("clock_hz", "Hz", 5e6, 1e4, 10e9, "conversions per second of the clocked ones"),
        count("side_by_side", 1, 1, 256,
              "inverters, followers and cells that lie side by side in place of each: the same levels at rest, so many "
              "times the current"),
        number("hold_f", "F", 400e-15, 10e-15, 10e-12, "hold capacitor"),
        number("switch_w_m", "m", 1e-6, 0.15e-6, 20e-6, "width of the sampling switches' transistors"),
        number("reference_shift_v", "V", -9e-3, -0.1, 0.1,
               "of the references that sampling takes, against the charge that its switches give off"),
        number("row_f", "F", 20e-15, 0, 1e-12, "wire along a row of a crossbar"),
        number("column_f", "F", 10e-15, 0, 1e-12, "wire along a column of a crossbar"),
        count("steps_per_code", 8, 2, 1000, "inputs per code of the sweep at rest"),
        count("clocked", 40, 1, 1e4, "conversions at the clock, of nominal chips, compared with those at rest"),
        choice("calibration", {"off", "on"},
               "what decisions weigh in a code is measured on every chip, over the sweep at rest, instead of what "
               "ideal stages would make of it"),
    };
}

Design make_design(Parameters const& p) {
    Design d;
    d.weights = neural::adc_from_text(p.text("weights"));
    d.clock_hz = p.number("clock_hz");
    d.side_by_side = static_cast<int>(std::llround(p.number("side_by_side")));
    d.hold_f = p.number("hold_f");
    d.switch_w_m = p.number("switch_w_m");
    d.reference_shift_v = p.number("reference_shift_v");
    d.row_f = p.number("row_f");
    d.column_f = p.number("column_f");
    d.steps_per_code = static_cast<int>(std::llround(p.number("steps_per_code")));
    d.clocked = static_cast<int>(std::llround(p.number("clocked")));
    d.calibrated = p.choice("calibration") == "on";
    return d;
}

std::vector<double> sweep_v(Design const& d) {
    int const beyond = Design::codes / 50 * d.steps_per_code;
    double const step_v = d.lsb_v() / d.steps_per_code;
    std::vector<double> v;
    // Half a step aside, so that no input lies on an ideal level.
    for (int i = -beyond; i < Design::codes * d.steps_per_code + beyond; ++i) v.push_back((i + 0.5) * step_v);
    return v;
}

std::vector<double> clocked_v(Design const& d) {
    std::vector<double> v;
    constexpr double golden = 0.6180339887498949;  // successive inputs are far apart, all of them spread evenly
    for (int i = 0; i < d.clocked; ++i) {
        double const whole = (i + 1) * golden;
        v.push_back((whole - std::floor(whole)) * d.weights.range_v);
    }
    return v;
}

}  // namespace cimchar::circuits::nn_adc
