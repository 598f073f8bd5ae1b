#include "model/misfit.hpp"

#include "model/bit_terms.hpp"
#include "model/tables.hpp"

#include <algorithm>
#include <cmath>
#include <Eigen/Cholesky>
#include <functional>

namespace cimchar::model {

namespace {

constexpr std::size_t fewest_points = 4;   // of a cubic
constexpr unsigned highest_exponent = 16;  // far above those of a fit
constexpr std::size_t most_bits = 16;      // as bits_of_codes
constexpr double largest_code = 65535;
constexpr std::size_t largest_count = 65536;
constexpr std::size_t most_stages = 64;
constexpr std::size_t most_steps = 1'000'000;
constexpr std::size_t most_slices = 64;

bool ascends(std::vector<double> const& axis) {
    bool const finite = std::all_of(axis.begin(), axis.end(), [](double x) { return std::isfinite(x); });
    return finite && std::adjacent_find(axis.begin(), axis.end(), std::greater_equal<>()) == axis.end();
}

bool is_range(Limits limits) {
    return std::isfinite(limits.min) && std::isfinite(limits.max) && limits.min <= limits.max;
}

bool has_shape(Table const& table, std::size_t rows, std::size_t columns) {
    return table.rows == rows && (rows == 0 || table.columns == columns) &&
           table.values.size() == table.rows * table.columns;
}

/// `axis` ascends and is not empty.
bool covers(std::vector<double> const& axis, Limits limits) {
    return axis.front() <= limits.min && limits.max <= axis.back();
}

std::string misfit_of_domain(BehaviouralModel const& m) {
    auto const& domain = m.domain;
    auto const& t = m.transfer;
    if (domain.processes.empty()) return "domain: there is no process";
    if (!is_range(domain.input)) return "domain: the input has no range";
    if (!covers(m.points, domain.input) || (t.basis == Basis::pchip && !covers(t.knots, domain.input)))
        return "domain: the input goes beyond the points or the knots";
    if (t.bits > 0 && (domain.input.min < 0 || domain.input.max > largest_code))
        return "domain: the input is no code, and there are terms of its bits";
    for (auto const& p : domain.processes)
        if (!is_range(p.temperature_c) || !is_range(p.supply_v)) return "domain: a process has no range";
    return {};
}

std::string misfit_of_static(BehaviouralModel const& m) {
    auto const& t = m.transfer;
    auto const& terms = m.terms;
    if (m.points.size() < fewest_points || !ascends(m.points)) return "static: points are too few or do not ascend";
    if (t.pattern.size() != m.points.size()) return "static: points and pattern differ in length";
    if (terms.exponents.empty()) return "static: there is no term in supply and temperature";
    for (auto const& [i, j] : terms.exponents)
        if (i > highest_exponent || j > highest_exponent) return "static: an exponent is too high";
    if (!(terms.supply_scale_v > 0) || !(terms.temperature_scale_c > 0)) return "static: a scale is not above 0";
    if (t.bits > most_bits) return "static: there are more bits than a code has";
    if (t.columns <= bit_term_count(t.bits)) return "static: fewer columns than terms of the bits";
    if (t.coefficients.size() != m.domain.processes.size() * terms.exponents.size() * t.columns)
        return "static: coefficients do not fit the domain and the terms";
    if (t.basis == Basis::pchip && (t.knots.size() != t.columns || t.columns < fewest_points || !ascends(t.knots)))
        return "static: knots do not fit the coefficients";
    if (t.error_max_lsb.size() != t.error_rms_lsb.size()) return "static: errors differ in length";
    return {};
}

std::string misfit_of_mismatch(Mismatch const& m, std::size_t points) {
    auto const modes = m.modes_lsb.rows;
    auto const globals = m.global_names.size();
    auto const samples = m.samples.size();
    if (m.mean_lsb.size() != points) return "mismatch: the mean does not fit the points";
    if (m.global_sigma.size() != globals || !has_shape(m.global_lsb, globals, points) ||
        (globals > 0 && !has_shape(m.global_draws, samples, globals)))
        return "mismatch: the global parameters differ in number";
    if (!has_shape(m.modes_lsb, modes, points) || m.variances_lsb2.size() != modes ||
        !has_shape(m.scores, samples, modes) || m.anderson_darling.size() != modes || m.normal.size() != modes ||
        !has_shape(m.correlation, modes, modes))
        return "mismatch: the modes differ in number";
    if (modes > 0 && samples < 2) return "mismatch: there are modes of fewer than 2 chips";
    if (modes > 0 && Eigen::LLT<Eigen::MatrixXd>(matrix_of(m.correlation)).info() != Eigen::Success)
        return "mismatch: the correlation is none";
    auto const parameters = m.parameters.size();
    auto const fits = [](std::size_t size, std::size_t wanted) { return size == 0 || size == wanted; };
    if (!fits(m.parameter_sigma.size(), parameters) || !fits(m.weights.columns, parameters))
        return "mismatch: parameters, their sigma and weights differ in number";
    if (!fits(m.weights.rows, modes) || !fits(m.intercepts.size(), modes) || !fits(m.r2.size(), modes))
        return "mismatch: the explanations differ in number from the modes";
    return {};
}

std::string misfit_of_pipeline(Pipeline const& p, std::size_t points) {
    if (p.stages == 0 || p.stages > most_stages || p.comparators == 0 || p.comparators > largest_count ||
        p.flash == 0 || p.flash > largest_count || p.gain > largest_count || p.held_v.size() != p.stages)
        return "pipeline: the stages differ in number, or there are too many";
    if (p.codes < 4 || p.codes > largest_count || p.steps == 0 || p.steps > most_steps)
        return "pipeline: there are no codes or steps, or too many";
    for (auto const& axis : p.held_v)
        if (axis.size() < fewest_points || !ascends(axis)) return "pipeline: held inputs do not ascend";
    for (double const v : {p.lsb_v, p.range_v, p.held_gain, p.step_v})
        if (!(v > 0) || !std::isfinite(v)) return "pipeline: a number is not above 0";
    if (p.numbers() != points || p.scale_v.size() != points) return "pipeline: its numbers do not fit the points";
    return {};
}

std::string misfit_of_validation(Validation const& v, std::size_t points) {
    auto const& chips = v.chips;
    auto const rows = chips.samples.size();
    if (chips.conditions.size() != rows || !has_shape(chips.simulated, rows, points) ||
        !has_shape(chips.predicted, rows, points))
        return "validation: the held-out chips differ in number";
    for (auto const place : chips.conditions)
        if (place >= v.conditions.size()) return "validation: a held-out chip is at an unknown condition";
    return {};
}

}  // namespace

std::string misfit(BehaviouralModel const& m) {
    if (m.ports.size() < 2) return "ports: there are fewer than two";
    if (auto what = misfit_of_static(m); !what.empty()) return what;
    if (auto what = misfit_of_domain(m); !what.empty()) return what;
    auto const processes = m.domain.processes.size();
    auto const terms = m.terms.exponents.size();
    auto const fits = [&](PvtScalar const& figure) { return has_shape(figure.coefficients, processes, terms); };
    if (!fits(m.lsb)) return "static: the LSB does not fit the domain and the terms";
    for (auto const* const figures : {&m.noise, &m.cost})
        for (auto const& figure : *figures)
            if (!fits(figure)) return figure.name + " does not fit the domain and the terms";
    bool const varies = !m.mismatch.samples.empty() || !m.mismatch.mean_lsb.empty() || m.mismatch.modes_lsb.rows > 0;
    if (varies)
        if (auto what = misfit_of_mismatch(m.mismatch, m.points.size()); !what.empty()) return what;
    if (!m.pipeline) return misfit_of_validation(m.validation, m.points.size());
    if (auto what = misfit_of_pipeline(*m.pipeline, m.points.size()); !what.empty()) return what;
    return misfit_of_validation(m.validation, m.pipeline->codes - 1);
}

std::string misfit(ShiftAddModel const& m) {
    auto const inputs = m.weights.size();
    auto const& n = m.network;
    auto const units = n.outputs.size();
    if (inputs < 2 || m.ports.size() != inputs + 1) return "ports: they differ in number from the weights";
    if (m.slices == 0 || m.slices > most_slices) return "sum: there is no slice, or there are too many";
    if (!(m.lsb_v > 0) || !std::isfinite(m.lsb_v)) return "sum: the LSB is not above 0";
    if (m.domain.size() != inputs || !std::all_of(m.domain.begin(), m.domain.end(), is_range))
        return "domain: it does not fit the inputs";
    if (n.inputs.size() != inputs || n.line.size() != inputs || n.biases.size() != units ||
        !has_shape(n.weights, units, inputs))
        return "network: its parts differ in size";
    for (auto const& range : n.inputs)
        if (!is_range(range) || !(range.max > range.min)) return "network: an input has no range";
    if (m.mismatch.samples.empty()) return {};
    auto const& f = m.functions;
    if (f.degree > highest_exponent) return "deviation: the degree is too high";
    auto const terms = 1 + (f.inputs ? inputs : 0) + (f.degree < 2 ? 0 : f.degree - 1) + (f.slopes ? units : 0);
    if (f.sums.rows == 0 || !has_shape(f.sums, f.sums.rows, terms)) return "deviation: the sums do not fit the terms";
    return misfit_of_mismatch(m.mismatch, f.sums.rows);
}

}  // namespace cimchar::model
