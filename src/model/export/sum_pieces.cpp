#include "model/export/pieces.hpp"

#include "core/error.hpp"
#include "model/shift_add_evaluate.hpp"
#include "model/tables.hpp"

#include <algorithm>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// Powers of t of the Legendre polynomial P_p: (n + 1)·P_(n+1) = (2n + 1)·t·P_n − n·P_(n-1).
VectorXd legendre_powers(std::size_t p, std::size_t size) {
    auto const n = static_cast<Index>(size);
    VectorXd before = VectorXd::Unit(n, 0);
    if (p == 0) return before;
    VectorXd now = VectorXd::Unit(n, 1);
    for (std::size_t k = 1; k < p; ++k) {
        auto const order = static_cast<double>(k);
        VectorXd next = VectorXd::Zero(n);
        next.tail(n - 1) = (2 * order + 1) / (order + 1) * now.head(n - 1);
        next -= order / (order + 1) * before;
        before = now;
        now = next;
    }
    return now;
}

SumPieces nominal_of(ShiftAddModel const& model) {
    SumPieces out;
    out.ideal = model.weights;
    out.constant = model.network.constant;
    out.line = model.network.line;
    out.outputs = model.network.outputs;
    out.slopes.assign(model.network.outputs.size(), 0);
    for (std::size_t i = 0; i < model.weights.size(); ++i) {
        out.low_v += model.weights[i] * model.network.inputs[i].min;
        out.high_v += model.weights[i] * model.network.inputs[i].max;
    }
    return out;
}

/// Adds a chip's own part: what its functions are made of, each with the sum of its coefficients.
void add_deviation(SumPieces& pieces, ShiftAddModel const& model, VirtualChip const& chip) {
    auto const& f = model.functions;
    VectorXd const terms =
        model.lsb_v * matrix_of(f.sums).transpose() * coefficients_of(model, chip);  // in deviation_terms()'s order
    Index at = 0;
    pieces.constant += terms(at++);
    if (f.inputs)
        for (auto& coefficient : pieces.line) coefficient += terms(at++);
    if (f.degree >= 2) {
        VectorXd powers = VectorXd::Zero(static_cast<Index>(f.degree) + 1);
        for (std::size_t p = 2; p <= f.degree; ++p) powers += terms(at++) * legendre_powers(p, f.degree + 1);
        pieces.powers = list_of(powers);
    }
    if (f.slopes)
        for (auto& coefficient : pieces.slopes) coefficient += terms(at++);
    CIMCHAR_ENSURE(at == terms.size());
}

}  // namespace

std::vector<SumPieces> sums_of(ShiftAddModel const& model, ExportRequest const& request) {
    std::vector out{nominal_of(model)};
    auto const count = request.chips.value_or(0);
    if (count == 0) return out;
    for (auto const& chip : sample(model, request.seed, count)) {
        out.push_back(out.front());
        add_deviation(out.back(), model, chip);
    }
    return out;
}

}  // namespace cimchar::model
