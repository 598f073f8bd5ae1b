#include "app/shift_add_verbs.hpp"

#include "app/input_rows.hpp"
#include "app/shift_add_certificate.hpp"
#include "core/error.hpp"
#include "model/shift_add_evaluate.hpp"
#include "model/tables.hpp"
#include "store/model_file.hpp"

#include <fmt/format.h>
#include <cmath>

namespace cimchar::app {

namespace {

using Json = nlohmann::ordered_json;

bool are_conversions(model::ShiftAddModel const& m, model::Table const& rows) {
    return rows.columns + 1 == m.weights.size();
}

/// Results of rows of inputs: of cycles, or of conversions.
model::SumEvaluation results_of(model::ShiftAddModel const& m, model::Table const& rows,
                                model::VirtualChip const* chip) {
    auto const lines = m.weights.size() - 1;
    if (rows.columns == lines + 1) return model::evaluate(m, rows, chip);
    if (rows.columns != lines || rows.rows % m.slices != 0)
        throw InputError(
            fmt::format("{} rows of {} numbers are no inputs of this model; give the {} bit lines and the previous sum "
                        "of a cycle, or "
                        "the {} bit lines alone in each of the {} cycles of a conversion",
                        rows.rows, rows.columns, lines, lines, m.slices));
    return model::evaluate_conversions(m, rows, chip);
}

void warn_outside(std::uint64_t outside) {
    if (outside > 0)
        fmt::print(stderr, "warning: outside the model's domain at {} cycle{}; its nearest point answers\n", outside,
                   outside == 1 ? "" : "s");
}

std::string title_of(model::ShiftAddModel const& m) {
    return fmt::format("{} at {} {} °C {} V", m.block, m.condition.process, m.condition.temperature_c,
                       m.condition.supply_v);
}

}  // namespace

model::ShiftAddModel read_shift_add(ShiftAddArguments const& a) {
    auto m = store::read_shift_add_model(a.file);
    if (a.outside == "clamp") m.outside = model::Outside::clamp;
    if (a.outside == "error") m.outside = model::Outside::error;
    auto const& is = m.condition;
    auto const differs = [](double wanted, double got) { return !std::isnan(wanted) && std::abs(wanted - got) > 1e-9; };
    if ((!a.condition.process.empty() && a.condition.process != is.process) ||
        differs(a.condition.temperature_c, is.temperature_c) || differs(a.condition.supply_v, is.supply_v))
        throw InputError(
            fmt::format("the model holds at {} {} °C {} V alone (nothing else was simulated); leave "
                        "--process, --temperature and --supply out",
                        is.process, is.temperature_c, is.supply_v));
    return m;
}

void shift_add_info(ShiftAddArguments const& a) {
    auto const m = store::read_shift_add_model(a.file);
    if (a.json) {
        auto out = description_json(m);
        out["certificate"] = certificate_json(m);
        fmt::print("{}\n", out.dump(2));
    } else {
        fmt::print("{}\n{}", description_text(m), certificate_text(m));
    }
}

void shift_add_eval(ShiftAddArguments const& a) {
    auto const m = read_shift_add(a);
    if (a.inputs.empty())
        throw InputError(
            fmt::format("there are no inputs (the model has {}: the bit lines and the previous sum); give "
                        "--inputs, a list of volts or a file of rows",
                        m.weights.size()));
    auto const rows = read_rows(a.inputs);
    auto const got = results_of(m, rows, nullptr);
    warn_outside(got.outside);
    auto const what = are_conversions(m, rows) ? "conversion" : "cycle";
    if (a.json) {
        fmt::print("{}\n", Json{{"block", m.block},
                                {"of", what},
                                {"output_v", got.output_v},
                                {"ideal_v", got.ideal_v},
                                {"outside", got.outside}}
                               .dump(2));
        return;
    }
    if (a.csv)
        fmt::print("{},output_v,ideal_v\n", what);
    else
        fmt::print("{}\n{:>10} {:>14} {:>14} {:>11}\n", title_of(m), what, "output [V]", "ideal [V]", "error [mV]");
    for (std::size_t i = 0; i < got.output_v.size(); ++i)
        if (a.csv)
            fmt::print("{},{},{}\n", i, got.output_v[i], got.ideal_v[i]);
        else
            fmt::print("{:>10} {:>14.9g} {:>14.9g} {:>11.4f}\n", i, got.output_v[i], got.ideal_v[i],
                       1e3 * (got.output_v[i] - got.ideal_v[i]));
}

void shift_add_sample(ShiftAddArguments const& a) {
    auto const m = read_shift_add(a);
    auto const chips = model::sample(m, a.seed, a.chips);
    // Without inputs of the user's: conversions with random ones, the same for every chip.
    bool const given = !a.inputs.empty();
    auto const rows =
        given ? read_rows(a.inputs) : model::table_of(model::random_conversions(m, a.seed, a.conversions));
    auto const count = are_conversions(m, rows) ? rows.rows / m.slices : rows.rows;
    Json list = Json::array();
    if (a.csv) fmt::print("chip,error_mean_v,error_rms_v,error_min_v,error_max_v\n");
    if (!a.csv && !a.json)
        fmt::print("{} virtual chips of {}, seed {}; errors of {} {}s [mV]\n{:>6} {:>10} {:>10} {:>10} {:>10}\n",
                   chips.size(), title_of(m), a.seed, count, are_conversions(m, rows) ? "conversion" : "cycle", "chip",
                   "mean", "rms", "min", "max");
    for (std::size_t c = 0; c < chips.size(); ++c) {
        auto const got = results_of(m, rows, &chips[c]);
        Eigen::VectorXd const error_v = model::vector_of(got.output_v) - model::vector_of(got.ideal_v);
        double const mean = error_v.mean();
        double const rms = std::sqrt(error_v.squaredNorm() / static_cast<double>(error_v.size()));
        double const min = error_v.minCoeff();
        double const max = error_v.maxCoeff();
        if (a.json) {
            Json chip{{"global", chips[c].global}, {"scores", chips[c].scores}, {"error_mean_v", mean},
                      {"error_rms_v", rms},        {"error_min_v", min},        {"error_max_v", max}};
            if (given) chip["output_v"] = got.output_v;
            list.push_back(chip);
        } else if (a.csv) {
            fmt::print("{},{},{},{},{}\n", c, mean, rms, min, max);
        } else {
            fmt::print("{:>6} {:>10.3f} {:>10.3f} {:>10.3f} {:>10.3f}\n", c, 1e3 * mean, 1e3 * rms, 1e3 * min,
                       1e3 * max);
        }
    }
    if (a.json) fmt::print("{}\n", Json{{"block", m.block}, {"seed", a.seed}, {"chips", list}}.dump(2));
}

}  // namespace cimchar::app
