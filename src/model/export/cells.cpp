#include "model/export/cells.hpp"

#include "core/error.hpp"
#include "model/evaluate.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>

namespace cimchar::model {

namespace {

std::optional<double> parameter(BehaviouralModel const& model, std::string_view name) {
    for (auto const& [key, text] : model.origin.parameters) {
        double value = 0;
        if (key == name && std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc{})
            return value;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Cells> cells_of(BehaviouralModel const& model) {
    auto const lrs_ohm = parameter(model, "r_lrs_ohm");
    auto const hrs_ohm = parameter(model, "r_hrs_ohm");
    if (!lrs_ohm || !hrs_ohm || !(*lrs_ohm > 0) || !(*hrs_ohm > 0)) return std::nullopt;
    double squares = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < model.mismatch.parameters.size(); ++i) {
        if (!model.mismatch.parameters[i].ends_with(".rram.g")) continue;
        squares += std::pow(model.mismatch.parameter_sigma[i], 2);
        ++count;
    }
    return Cells{1 / *hrs_ohm, 1 / *lrs_ohm, count == 0 ? 0 : std::sqrt(squares / static_cast<double>(count))};
}

void expect_column_output(BehaviouralModel const& model, ExportRequest const& request, std::string const& tool) {
    if (model.pipeline) return;
    if (model.ports.at(1).name == "transition_v")
        throw InputError(fmt::format(
            "{} needs codes over an input (this model is the levels of a converter as a curve over its codes); fit "
            "again without --curve",
            tool));
    auto const ends = evaluate(model, request.condition, std::vector{model.points.front(), model.points.back()}).output;
    if (ends[0] == ends[1])
        throw InputError(
            fmt::format("{} needs a curve with a gain (this one ends at {}, where it begins); export as csv, spice or "
                        "veriloga",
                        tool, ends[0]));
}

}  // namespace cimchar::model
