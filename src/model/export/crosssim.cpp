// A Python file for CrossSim 3.1 [Sandia]: a subclass of IADC, which CrossSim finds by its name once the file is
// imported, and a subclass of EmptyDevice where the model has cells.
#include "model/export/cells.hpp"
#include "model/export/crosssim_python.hpp"
#include "model/export/pieces.hpp"
#include "model/export/words.hpp"

#include <fmt/format.h>
#include <cmath>

namespace cimchar::model {

namespace {

std::string array(std::string const& name, std::vector<double> const& values) {
    return fmt::format("{} = np.array([{}\n])\n", name, numbers(values, "    "));
}

std::string table(std::string const& name, std::vector<std::vector<double>> const& rows) {
    auto out = name + " = np.array([\n";
    for (auto const& row : rows) out += fmt::format("    [{}\n    ],\n", numbers(row, "        "));
    return out + "])\n";
}

std::string levels_data(BehaviouralModel const& model, ExportRequest const& request) {
    auto const levels = levels_of(model, request, request.chips.value_or(0));
    auto const& p = *model.pipeline;
    auto out = fmt::format(
        "CODES = {}\nBITS = {}\nRANGE_V = {}  # of the input, from 0\nNOISE_LSB = 0.0  # sigma of each conversion; the "
        "model holds none\nREAD_AT = 0.5  # where between its ends a code is read\n",
        p.codes, static_cast<int>(std::lround(std::log2(static_cast<double>(p.codes)))), number(p.range_v));
    out += "# Input at which each code begins [V]: of the nominal chip, and of every virtual one.\n";
    out += array("NOMINAL_V", levels.nominal_v);
    return out + (levels.chips_v.empty() ? "CHIPS_V = NOMINAL_V[None]\n" : table("CHIPS_V", levels.chips_v));
}

std::string curve_data(BehaviouralModel const& model, ExportRequest const& request) {
    auto const curves = curves_of(model, request);
    auto const& nominal = curves.front();
    auto const got = evaluate(model, request.condition, std::vector{model.points.front(), model.points.back()});
    double noise = 0;
    for (double const sigma : got.noise) noise = std::hypot(noise, sigma);
    auto out = fmt::format(
        "INPUT_MIN, INPUT_MAX = {}, {}  # {}\nFIRST, LAST = {}, {}  # nominal output there [{}]\nNOISE = {}  # sigma "
        "of "
        "each output [{}]{}\n",
        real(nominal.input.min), real(nominal.input.max), harmless(model.ports.at(0).name), real(got.output[0]),
        real(got.output[1]), harmless(model.ports.at(1).unit), real(noise), harmless(model.ports[1].unit),
        got.noise.empty() ? "; the model holds none" : "");
    out += "# The curve: what all chips have in common, and lines between points of each.\n";
    if (nominal.knots.empty()) {
        out += array("POWERS", nominal.powers) + "KNOTS = None\n";
    } else {
        std::vector<std::vector<double>> cubics;
        for (std::size_t i = 0; i + 1 < nominal.knots.size(); ++i) cubics.push_back(cubic(nominal, i));
        out += array("KNOTS", nominal.knots) + table("CUBICS", cubics);
    }
    out += array("LINE_X", nominal.line_x) + array("NOMINAL_Y", nominal.line_y);
    if (curves.size() == 1) return out + "CHIPS_Y = NOMINAL_Y[None]\n";
    std::vector<std::vector<double>> chips;
    for (std::size_t i = 1; i < curves.size(); ++i) chips.push_back(curves[i].line_y);
    return out + table("CHIPS_Y", chips);
}

}  // namespace

std::string crosssim_text(BehaviouralModel const& model, ExportRequest const& request) {
    expect_column_output(model, request, "CrossSim");
    auto lines = origin_lines(model.block, model.origin, request.condition, request.chips.value_or(0), request.seed);
    auto const name = "Cimchar" + class_name(model.block);
    auto const cells = cells_of(model);
    auto out = "\"\"\"\n" + marked(lines, "") + crosssim_usage + "\"\"\"\n" + crosssim_imports +
               (model.pipeline ? levels_data(model, request) : curve_data(model, request)) + crosssim_columns +
               (model.pipeline ? crosssim_converter : crosssim_curve);
    if (cells) out += replaced(crosssim_device, "SIGMA", number(cells->sigma_rel));
    auto const use = cells ? fmt::format("\n    params.xbar.device.programming_error.model = '{}Cell'", name) : "";
    return replaced(replaced(out, "DEVICE_USE", use), "NAME", name);
}

}  // namespace cimchar::model
