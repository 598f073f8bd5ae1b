// Subcircuits of behavioural sources. ngspice's pwl() goes on along its last segment, and min() and max() hold the
// input to the domain, so that nothing is extrapolated.
#include "model/export/pieces.hpp"
#include "model/export/words.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace cimchar::model {

namespace {

/// A code's edge is this wide [LSB]: a jump has no slope for Newton's method.
constexpr double edge_lsb = 1e-3;

/// "pwl(argument, x0, y0, …)", continued over lines.
std::string pwl(std::string const& argument, std::vector<double> const& x, std::vector<double> const& y) {
    std::vector<double> pairs;
    for (std::size_t i = 0; i < x.size(); ++i) {
        pairs.push_back(x[i]);
        pairs.push_back(y[i]);
    }
    return fmt::format("pwl({},{})", argument, numbers(pairs, "+ "));
}

/// c0+t*(c1+t*(…)).
std::string horner(std::vector<double> const& c, std::string const& t, std::size_t from = 0) {
    if (from + 1 >= c.size()) return number(c.at(from));
    return fmt::format("{}+{}*({})", number(c[from]), t, horner(c, t, from + 1));
}

/// A sum over the intervals: each adds what the cubic changes from its begin to x, or to its end beyond.
std::string cubics(CurvePieces const& pieces) {
    auto out = number(pieces.values.front());
    for (std::size_t i = 0; i + 1 < pieces.knots.size(); ++i) {
        auto const c = cubic(pieces, i);
        auto const t = fmt::format("min(max(v(x)-({}),0),{})", number(pieces.knots[i]),
                                   number(pieces.knots[i + 1] - pieces.knots[i]));
        out += fmt::format("\n+ +{0}*({1}+{0}*({2}+{0}*({3})))", t, number(c[1]), number(c[2]), number(c[3]));
    }
    return out;
}

std::string held(std::string const& value, Limits limits) {
    return fmt::format("min(max({},{}),{})", value, number(limits.min), number(limits.max));
}

std::string curve_body(CurvePieces const& p, PinScale pin) {
    auto const place = fmt::format("({})+({})*v(in)", number(pin.offset), number(pin.factor));
    auto out = fmt::format("bx x 0 v={}\n", held(pin.factor == 1 && pin.offset == 0 ? "v(in)" : place, p.input));
    std::string smooth;
    if (p.knots.empty()) {
        out += fmt::format("bu u 0 v=2*(v(x)-({}))/{}-1\n", number(p.input.min), number(p.input.max - p.input.min));
        smooth = horner(p.powers, "v(u)");
    } else {
        smooth = cubics(p);
    }
    out += fmt::format("bout out 0 v={}", smooth);
    bool const straight = std::all_of(p.line_y.begin(), p.line_y.end(), [](double y) { return y == 0; });
    if (!straight) out += "\n+ +" + pwl("v(x)", p.line_x, p.line_y);
    return out + "\n";
}

/// Codes over the input: flat but for an edge at each level, which is where half of the step is done. Levels closer
/// than an edge share one.
std::string levels_body(Pipeline const& pipeline, std::vector<double> const& levels_v) {
    double half_v = edge_lsb * pipeline.lsb_v / 2;
    for (std::size_t i = 1; i < levels_v.size(); ++i)
        if (levels_v[i] > levels_v[i - 1]) half_v = std::min(half_v, (levels_v[i] - levels_v[i - 1]) / 4);
    // Beyond the ends pwl() goes on along the outermost segments, which are flat.
    std::vector<double> x{levels_v.front() - pipeline.lsb_v};
    std::vector<double> y{0};
    for (std::size_t i = 0; i < levels_v.size();) {
        auto const first = i;
        while (i < levels_v.size() && levels_v[i] == levels_v[first]) ++i;
        x.insert(x.end(), {levels_v[first] - half_v, levels_v[first] + half_v});
        y.insert(y.end(), {static_cast<double>(first), static_cast<double>(i)});
    }
    x.push_back(levels_v.back() + pipeline.lsb_v);
    y.push_back(y.back());
    return fmt::format("bout out 0 v={}\n", pwl("v(in)", x, y));
}

std::string subcircuit(std::string const& name, std::string const& pins, std::string const& body) {
    return fmt::format("\n.subckt {0} {1}\n{2}.ends {0}\n", name, pins, body);
}

std::string sum_body(ShiftAddModel const& model, std::vector<std::string> const& inputs, SumPieces const& p) {
    std::string out;
    std::vector<std::string> x;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        // The previous sum is another cycle's result, and is not held, as in a conversion.
        bool const previous = i + 1 == inputs.size();
        x.push_back(previous ? fmt::format("v({})", inputs[i]) : fmt::format("v(x{})", i));
        if (!previous)
            out += fmt::format("bx{0} x{0} 0 v={1}\n", i, held(fmt::format("v({})", inputs[i]), model.domain[i]));
        auto const& range = model.network.inputs[i];
        out += fmt::format("bu{0} u{0} 0 v=2*({1}-({2}))/{3}-1\n", i, x.back(), number(range.min),
                           number(range.max - range.min));
    }
    auto const sum_of = [&](auto const& weights, auto const& name, double constant) {
        auto text = number(constant);
        for (std::size_t i = 0; i < inputs.size(); ++i)
            text += fmt::format("\n+ +({})*{}", number(weights(i)), name(i));
        return text;
    };
    auto const u = [](std::size_t i) { return fmt::format("v(u{})", i); };
    out += fmt::format("bideal ideal 0 v={}\n",
                       sum_of([&](std::size_t i) { return p.ideal[i]; }, [&](std::size_t i) { return x[i]; }, 0));
    for (std::size_t j = 0; j < p.outputs.size(); ++j)
        out +=
            fmt::format("bh{0} h{0} 0 v=tanh({1})\n", j,
                        sum_of([&](std::size_t i) { return model.network.weights(j, i); }, u, model.network.biases[j]));
    if (!p.powers.empty())
        out += fmt::format("bt t 0 v=min(max(2*(v(ideal)-({}))/{}-1,-1),1)\n", number(p.low_v),
                           number(p.high_v - p.low_v));
    out += fmt::format("bout out 0 v=v(ideal)+{}", sum_of([&](std::size_t i) { return p.line[i]; }, u, p.constant));
    for (std::size_t j = 0; j < p.outputs.size(); ++j)
        out +=
            fmt::format("\n+ +({1})*v(h{0})+({2})*(1-v(h{0})*v(h{0}))", j, number(p.outputs[j]), number(p.slopes[j]));
    if (!p.powers.empty()) out += fmt::format("\n+ +{}", horner(p.powers, "v(t)"));
    return out + "\n";
}

}  // namespace

std::string spice_text(BehaviouralModel const& model, ExportRequest const& request) {
    auto const name = identifier(model.block);
    auto const chips = request.chips.value_or(0);
    auto lines = origin_lines(model.block, model.origin, request.condition, chips, request.seed);
    if (model.pipeline) {
        lines.emplace_back("Pins: in [V], out (the code, a volt each).");
        lines.push_back(
            fmt::format("A code's edge is at most {} LSB wide; noise and conversion time are left out.", edge_lsb));
    } else {
        lines.push_back("Pins: " + port_line(model, request));
        lines.emplace_back("Noise, energy and latency are left out.");
    }
    auto out = marked(lines, "*");
    if (model.pipeline) {
        auto const levels = levels_of(model, request, chips);
        out += subcircuit(name, "in out", levels_body(*model.pipeline, levels.nominal_v));
        for (std::size_t i = 0; i < chips; ++i)
            out += subcircuit(chip_name(name, i + 1), "in out", levels_body(*model.pipeline, levels.chips_v[i]));
        return out;
    }
    std::size_t index = 0;
    for (auto const& curve : curves_of(model, request))
        out += subcircuit(chip_name(name, index++), "in out", curve_body(curve, pin_scale(curve, request)));
    return out;
}

std::string spice_text(ShiftAddModel const& model, ExportRequest const& request) {
    auto const name = identifier(model.block);
    std::vector<std::string> inputs;
    std::string pins;
    for (std::size_t i = 0; i < model.weights.size(); ++i) {
        inputs.push_back(identifier(model.ports[i].name));
        pins += inputs.back() + " ";
    }
    auto lines = origin_lines(model.block, model.origin, model.condition, request.chips.value_or(0), request.seed);
    lines.emplace_back("Pins: the inputs of one cycle [V], the last of them the previous sum; then the sum [V].");
    lines.push_back(fmt::format("A conversion is {} cycles, 0 V before the first.", model.slices));
    auto out = marked(lines, "*");
    std::size_t index = 0;
    for (auto const& sum : sums_of(model, request))
        out += subcircuit(chip_name(name, index++), pins + "out", sum_body(model, inputs, sum));
    return out;
}

}  // namespace cimchar::model
