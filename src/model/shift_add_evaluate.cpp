#include "model/shift_add_evaluate.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "model/mismatch.hpp"
#include "model/tables.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/math/special_functions/legendre.hpp>
#include <cmath>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Decimal fractions shall not fall outside by their last bit [V].
constexpr double slack_v = 1e-9;

/// Brings a row into the domain, or throws. True if it was outside.
bool confine(ShiftAddModel const& model, Eigen::Ref<Eigen::RowVectorXd, 0, Eigen::InnerStride<>> row) {
    bool outside = false;
    for (Index i = 0; i < row.size(); ++i) {
        auto const& limits = model.domain[static_cast<std::size_t>(i)];
        double& value = row(i);
        if (value >= limits.min - slack_v && value <= limits.max + slack_v) continue;
        if (model.outside == Outside::error || !std::isfinite(value))
            throw InputError(
                fmt::format("input {} of {} V is outside the model's domain ({:.4g} to {:.4g} V; nothing was simulated "
                            "there); stay within it, or choose the policy clamp",
                            model.ports[static_cast<std::size_t>(i)].name, value, limits.min, limits.max));
        value = std::clamp(value, limits.min, limits.max);
        outside = true;
    }
    return outside;
}

}  // namespace

VectorXd ideal_sums(ShiftAddModel const& model, MatrixXd const& x) {
    return x * vector_of(model.weights);
}

MatrixXd deviation_terms(ShiftAddModel const& model, MatrixXd const& x) {
    auto const& f = model.functions;
    auto const u = scaled(model.network.inputs, x);
    auto const inputs = f.inputs ? u.cols() : 0;
    auto const powers = f.degree < 2 ? 0 : static_cast<Index>(f.degree) - 1;
    auto const units = f.slopes ? static_cast<Index>(model.network.outputs.size()) : 0;
    MatrixXd terms(x.rows(), 1 + inputs + powers + units);
    terms.col(0).setOnes();
    terms.middleCols(1, inputs) = u.leftCols(inputs);
    if (powers > 0) {
        double low = 0;
        double high = 0;
        for (std::size_t i = 0; i < model.weights.size(); ++i) {
            low += model.weights[i] * model.network.inputs[i].min;
            high += model.weights[i] * model.network.inputs[i].max;
        }
        auto const sums = ideal_sums(model, x);
        for (Index r = 0; r < x.rows(); ++r)
            for (Index p = 0; p < powers; ++p)
                // Chips' previous sums may lie beyond the range: the polynomials end there.
                terms(r, 1 + inputs + p) = boost::math::legendre_p(
                    static_cast<int>(p) + 2, std::clamp(2 * (sums(r) - low) / (high - low) - 1, -1.0, 1.0));
    }
    if (units > 0) terms.rightCols(units) = 1 - unit_values(model.network, u).array().square();
    return terms;
}

MatrixXd deviation_functions(ShiftAddModel const& model, MatrixXd const& x) {
    return deviation_terms(model, x) * matrix_of(model.functions.sums).transpose();
}

VectorXd coefficients_of(ShiftAddModel const& model, VirtualChip const& chip) {
    return deviation_lsb(model.mismatch, chip.global, chip.scores);
}

VectorXd cycles_v(ShiftAddModel const& model, MatrixXd const& x, VectorXd const* coefficients) {
    VectorXd y = ideal_sums(model, x) + values(model.network, x);
    if (coefficients != nullptr) y += model.lsb_v * deviation_functions(model, x) * *coefficients;
    return y;
}

VectorXd conversions_v(ShiftAddModel const& model, MatrixXd const& lines_v, VectorXd const* coefficients) {
    auto const slices = static_cast<Index>(model.slices);
    auto const lines = lines_v.cols();
    auto const count = lines_v.rows() / slices;
    VectorXd sums = VectorXd::Zero(count);
    MatrixXd x(count, lines + 1);
    for (Index s = 0; s < slices; ++s) {
        for (Index i = 0; i < count; ++i) x.row(i).head(lines) = lines_v.row(i * slices + s);
        x.col(lines) = sums;
        sums = cycles_v(model, x, coefficients);
    }
    return sums;
}

VectorXd ideal_conversions_v(ShiftAddModel const& model, MatrixXd const& lines_v) {
    auto const slices = static_cast<Index>(model.slices);
    VectorXd const lines = lines_v * vector_of(model.weights).head(lines_v.cols());
    VectorXd sums = VectorXd::Zero(lines_v.rows() / slices);
    for (Index i = 0; i < sums.size(); ++i)
        for (Index s = 0; s < slices; ++s) sums(i) = lines(i * slices + s) + model.weights.back() * sums(i);
    return sums;
}

SumEvaluation evaluate(ShiftAddModel const& model, Table const& inputs_v, VirtualChip const* chip) {
    MatrixXd x = matrix_of(inputs_v);
    SumEvaluation out;
    for (Index r = 0; r < x.rows(); ++r) out.outside += confine(model, x.row(r)) ? 1 : 0;
    if (chip != nullptr) {
        auto const coefficients = coefficients_of(model, *chip);
        out.output_v = list_of(cycles_v(model, x, &coefficients));
    } else {
        out.output_v = list_of(cycles_v(model, x));
    }
    out.ideal_v = list_of(ideal_sums(model, x));
    return out;
}

SumEvaluation evaluate_conversions(ShiftAddModel const& model, Table const& lines_v, VirtualChip const* chip) {
    CIMCHAR_EXPECT(lines_v.columns + 1 == model.weights.size() && lines_v.rows % model.slices == 0);
    MatrixXd x = matrix_of(lines_v);
    SumEvaluation out;
    for (Index r = 0; r < x.rows(); ++r) out.outside += confine(model, x.row(r)) ? 1 : 0;
    if (chip != nullptr) {
        auto const coefficients = coefficients_of(model, *chip);
        out.output_v = list_of(conversions_v(model, x, &coefficients));
    } else {
        out.output_v = list_of(conversions_v(model, x));
    }
    out.ideal_v = list_of(ideal_conversions_v(model, x));
    return out;
}

std::vector<VirtualChip> sample(ShiftAddModel const& model, std::uint64_t seed, std::size_t n) {
    if (model.mismatch.samples.empty())
        throw InputError(
            "the model holds no mismatch (it was fitted without Monte Carlo chips); fit again with --chips, a campaign "
            "with samples");
    return sample(model.mismatch, seed, n);
}

MatrixXd random_conversions(ShiftAddModel const& model, std::uint64_t seed, std::size_t n) {
    auto const lines = static_cast<Index>(model.weights.size()) - 1;
    MatrixXd x(static_cast<Index>(n * model.slices), lines);
    for (Index i = 0; i < lines; ++i) {
        auto const& limits = model.domain[static_cast<std::size_t>(i)];
        auto const stream = stable_hash("model.conversions") + static_cast<std::uint64_t>(i);
        for (Index r = 0; r < x.rows(); ++r)
            x(r, i) = limits.min + (limits.max - limits.min) * uniform(seed, stream, static_cast<std::uint64_t>(r));
    }
    return x;
}

}  // namespace cimchar::model
