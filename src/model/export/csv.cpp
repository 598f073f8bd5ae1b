// Models as tables: a header, then rows of numbers; nothing else, so that every reader of CSV takes it.
#include "model/export/pieces.hpp"
#include "model/export/words.hpp"
#include "model/shift_add_evaluate.hpp"
#include "model/tables.hpp"

#include <fmt/format.h>

namespace cimchar::model {

namespace {

constexpr std::size_t random_conversions_in_table = 64;

/// ",chip_0,chip_1" and the end of the line.
std::string chip_columns(std::size_t chips) {
    std::string out;
    for (std::size_t i = 0; i < chips; ++i) out += fmt::format(",chip_{}", i);
    return out + "\n";
}

std::string output_column(Port const& port) {
    return port.unit.empty() ? "output" : "output_" + identifier(port.unit);
}

std::string levels_table(BehaviouralModel const& model, ExportRequest const& request) {
    auto const levels = levels_of(model, request, request.chips.value_or(0));
    auto out = "code,transition_v" + chip_columns(levels.chips_v.size());
    for (std::size_t i = 0; i < levels.nominal_v.size(); ++i) {
        out += fmt::format("{},{}", i + 1, number(levels.nominal_v[i]));
        for (auto const& chip : levels.chips_v) out += "," + number(chip[i]);
        out += "\n";
    }
    return out;
}

}  // namespace

std::string csv_text(BehaviouralModel const& model, ExportRequest const& request) {
    if (model.pipeline) return levels_table(model, request);
    std::vector<std::vector<double>> columns{model.points, evaluate(model, request.condition, model.points).output};
    if (request.chips.value_or(0) > 0)
        for (auto const& chip : sample(model, request.seed, *request.chips))
            columns.push_back(evaluate(model, request.condition, model.points, &chip).output);
    auto out = "input," + output_column(model.ports.at(1)) + chip_columns(columns.size() - 2);
    for (std::size_t i = 0; i < model.points.size(); ++i)
        for (std::size_t c = 0; c < columns.size(); ++c)
            out += number(columns[c][i]) + (c + 1 < columns.size() ? "," : "\n");
    return out;
}

std::string csv_text(ShiftAddModel const& model, ExportRequest const& request) {
    auto const conversions = random_conversions(model, request.seed, random_conversions_in_table);
    auto const lines = conversions.cols();
    Eigen::MatrixXd cycles(conversions.rows(), lines + 1);
    cycles.leftCols(lines) = conversions;
    auto const slices = static_cast<Eigen::Index>(model.slices);
    Eigen::VectorXd nominal_v(cycles.rows());
    for (Eigen::Index r = 0; r < cycles.rows(); ++r) {
        cycles(r, lines) = r % slices == 0 ? 0 : nominal_v(r - 1);
        nominal_v(r) = cycles_v(model, cycles.row(r))(0);
    }
    std::vector<Eigen::VectorXd> chips_v;
    if (request.chips.value_or(0) > 0)
        for (auto const& chip : sample(model, request.seed, *request.chips)) {
            auto const coefficients = coefficients_of(model, chip);
            chips_v.push_back(cycles_v(model, cycles, &coefficients));
        }
    std::string out;
    for (std::size_t i = 0; i + 1 < model.ports.size(); ++i) out += model.ports[i].name + ",";
    out += output_column(model.ports.back()) + chip_columns(chips_v.size());
    for (Eigen::Index r = 0; r < cycles.rows(); ++r) {
        for (Eigen::Index i = 0; i <= lines; ++i) out += number(cycles(r, i)) + ",";
        out += number(nominal_v(r));
        for (auto const& chip_v : chips_v) out += "," + number(chip_v(r));
        out += "\n";
    }
    return out;
}

}  // namespace cimchar::model
