// Tables of NeuroSim 1.5 (its files of memory states and of output noise): what a converter gives for each ideal
// output, and what the states of a cell are. NeuroSim looks up the row of the ideal integer sum, 0 to 2^N, draws a
// normal number and rounds.
#include "core/error.hpp"
#include "model/export/cells.hpp"
#include "model/export/pieces.hpp"
#include "model/export/words.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::model {

namespace {

constexpr std::size_t usual_chips = 1000;  // a standard deviation to 2 %

double code_at(std::vector<double> const& levels_v, double input_v) {
    return static_cast<double>(std::lower_bound(levels_v.begin(), levels_v.end(), input_v) - levels_v.begin());
}

std::string output_table(BehaviouralModel const& model, ExportRequest const& request) {
    auto const chips = request.chips.value_or(model.mismatch.samples.empty() ? 0 : usual_chips);
    auto const levels = levels_of(model, request, chips);
    auto const& p = *model.pipeline;
    std::string out = "output,mean,std\n";
    for (std::size_t k = 0; k <= p.codes; ++k) {
        // The middle of the ideal code; the last row, a sum beyond the last code, lies beyond the range.
        double const input_v = (static_cast<double>(k) + 0.5) * p.lsb_v;
        double mean = code_at(levels.nominal_v, input_v);
        double deviation = 0;
        if (chips > 0) {
            std::vector<double> codes;
            for (auto const& chip_v : levels.chips_v) codes.push_back(code_at(chip_v, input_v));
            auto const n = static_cast<double>(chips);
            mean = 0;
            for (double const code : codes) mean += code / n;
            double squares = 0;
            for (double const code : codes) squares += (code - mean) * (code - mean);
            if (chips > 1) deviation = std::sqrt(squares / (n - 1));
        }
        out += fmt::format("{},{},{}\n", k, number(mean), number(deviation));
    }
    return out;
}

}  // namespace

std::string neurosim_text(BehaviouralModel const& model, ExportRequest const& request) {
    if (model.pipeline) return output_table(model, request);
    auto const cells = cells_of(model);
    if (!cells)
        throw InputError(fmt::format(
            "NeuroSim takes the outputs of a converter or the states of cells (the model of {} has neither codes nor "
            "r_lrs_ohm and r_hrs_ohm); export it as csv",
            model.block));
    (void)evaluate(model, request.condition, std::span(model.points).first(1));  // refuses what was not simulated
    return fmt::format("states,mean,std\n0,{},{}\n1,{},{}\n", number(cells->low_s),
                       number(cells->sigma_rel * cells->low_s), number(cells->high_s),
                       number(cells->sigma_rel * cells->high_s));
}

}  // namespace cimchar::model
