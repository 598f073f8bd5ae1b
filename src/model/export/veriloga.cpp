// Modules of Verilog-A (LRM 2.4): analog blocks of arithmetic and if, which every compiler of the language takes.
#include "model/export/pieces.hpp"
#include "model/export/words.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <functional>

namespace cimchar::model {

namespace {

std::string horner(std::vector<double> const& c, std::string const& t, std::size_t from = 0) {
    if (from + 1 >= c.size()) return real(c.at(from));
    return fmt::format("{} + {}*({})", real(c[from]), t, horner(c, t, from + 1));
}

/// A search by halves: `leaf(i)` is the statement where bounds[i − 1] < variable <= bounds[i].
std::string search(std::string const& variable, std::vector<double> const& bounds,
                   std::function<std::string(std::size_t)> const& leaf, std::size_t first, std::size_t last,
                   std::size_t depth) {
    std::string const indent(4 * depth, ' ');
    if (first == last) return fmt::format("{}{}\n", indent, leaf(first));
    auto const middle = (first + last) / 2;
    return fmt::format("{0}if ({1} <= {2}) begin\n{3}{0}end else begin\n{4}{0}end\n", indent, variable,
                       real(bounds[middle]), search(variable, bounds, leaf, first, middle, depth + 1),
                       search(variable, bounds, leaf, middle + 1, last, depth + 1));
}

std::string held(std::string const& variable, Limits limits) {
    return fmt::format("        if ({0} < {1}) {0} = {1};\n        if ({0} > {2}) {0} = {2};\n", variable,
                       real(limits.min), real(limits.max));
}

std::vector<double> inner(std::vector<double> const& ends) {
    return {ends.begin() + 1, ends.end() - 1};
}

std::string curve_body(CurvePieces const& p, PinScale pin) {
    auto const place = pin.factor == 1 && pin.offset == 0
                           ? std::string("V(in)")
                           : fmt::format("{} + ({})*V(in)", real(pin.offset), real(pin.factor));
    auto out = fmt::format("        x = {};\n", place) + held("x", p.input);
    if (p.knots.empty()) {
        out += fmt::format("        u = 2.0*(x - ({}))/{} - 1.0;\n        y = {};\n", real(p.input.min),
                           real(p.input.max - p.input.min), horner(p.powers, "u"));
    } else {
        auto const leaf = [&](std::size_t i) {
            auto const c = cubic(p, i);
            return fmt::format("begin u = x - ({}); y = {}; end", real(p.knots[i]), horner(c, "u"));
        };
        auto const bounds = inner(p.knots);
        out += search("x", bounds, leaf, 0, bounds.size(), 2);
    }
    if (std::any_of(p.line_y.begin(), p.line_y.end(), [](double y) { return y != 0; })) {
        auto const leaf = [&](std::size_t i) {
            double const slope = (p.line_y[i + 1] - p.line_y[i]) / (p.line_x[i + 1] - p.line_x[i]);
            return fmt::format("y = y + {} + ({})*(x - ({}));", real(p.line_y[i]), real(slope), real(p.line_x[i]));
        };
        auto const bounds = inner(p.line_x);
        out += search("x", bounds, leaf, 0, bounds.size(), 2);
    }
    return out + "        V(out) <+ y;\n";
}

std::string levels_body(std::vector<double> const& levels_v) {
    std::vector<double> bounds;
    std::vector<std::size_t> codes{0};
    for (std::size_t i = 0; i < levels_v.size(); ++i) {
        if (!bounds.empty() && bounds.back() == levels_v[i]) {
            codes.back() = i + 1;
            continue;
        }
        bounds.push_back(levels_v[i]);
        codes.push_back(i + 1);
    }
    auto const leaf = [&](std::size_t i) { return fmt::format("y = {}.0;", codes[i]); };
    return "        x = V(in);\n" + search("x", bounds, leaf, 0, bounds.size(), 2) +
           "        V(out) <+ transition(y, delay_s, rise_s);\n";
}

std::string module(std::string const& name, std::vector<std::string> const& inputs, std::string const& declarations,
                   std::string const& body) {
    std::string pins;
    for (auto const& input : inputs) pins += input + ", ";
    auto const in = pins.substr(0, pins.size() - 2);
    return fmt::format(
        "\nmodule {0}({1}out);\n    input {2};\n    output out;\n    electrical {1}out;\n{3}    analog begin\n{4}    "
        "end\nendmodule\n",
        name, pins, in, declarations, body);
}

std::string sum_body(ShiftAddModel const& model, std::vector<std::string> const& inputs, SumPieces const& p) {
    std::string out;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        out += fmt::format("        x{} = V({});\n", i, inputs[i]);
        // The previous sum is another cycle's result, and is not held, as in a conversion.
        if (i + 1 < inputs.size()) out += held(fmt::format("x{}", i), model.domain[i]);
        auto const& range = model.network.inputs[i];
        out += fmt::format("        u{0} = 2.0*(x{0} - ({1}))/{2} - 1.0;\n", i, real(range.min),
                           real(range.max - range.min));
    }
    auto const sum_of = [&](auto const& weights, char letter, double constant) {
        auto text = real(constant);
        for (std::size_t i = 0; i < inputs.size(); ++i)
            text += fmt::format("\n            + ({})*{}{}", real(weights(i)), letter, i);
        return text;
    };
    out += fmt::format("        ideal = {};\n", sum_of([&](std::size_t i) { return p.ideal[i]; }, 'x', 0));
    out += fmt::format("        y = ideal + {};\n", sum_of([&](std::size_t i) { return p.line[i]; }, 'u', p.constant));
    for (std::size_t j = 0; j < p.outputs.size(); ++j)
        out += fmt::format(
            "        h = tanh({});\n        y = y + ({})*h + ({})*(1.0 - h*h);\n",
            sum_of([&](std::size_t i) { return model.network.weights(j, i); }, 'u', model.network.biases[j]),
            real(p.outputs[j]), real(p.slopes[j]));
    if (!p.powers.empty())
        out += fmt::format("        t = 2.0*(ideal - ({}))/{} - 1.0;\n{}        y = y + {};\n", real(p.low_v),
                           real(p.high_v - p.low_v), held("t", {-1, 1}), horner(p.powers, "t"));
    return out + "        V(out) <+ y;\n";
}

constexpr auto head = "\n`include \"disciplines.vams\"\n";

}  // namespace

std::string veriloga_text(BehaviouralModel const& model, ExportRequest const& request) {
    auto const name = identifier(model.block);
    auto const chips = request.chips.value_or(0);
    auto lines = origin_lines(model.block, model.origin, request.condition, chips, request.seed);
    std::vector<std::string> const pins{"in"};
    if (model.pipeline) {
        lines.emplace_back("Ports: in [V], out (the code, a volt each). Noise is left out.");
        auto const levels = levels_of(model, request, chips);
        constexpr auto declarations =
            "    parameter real delay_s = 0.0;\n    parameter real rise_s = 1e-9;\n    real x, y;\n";
        auto out = marked(lines, "//") + head + module(name, pins, declarations, levels_body(levels.nominal_v));
        for (std::size_t i = 0; i < chips; ++i)
            out += module(chip_name(name, i + 1), pins, declarations, levels_body(levels.chips_v[i]));
        return out;
    }
    lines.push_back("Ports: " + port_line(model, request));
    lines.emplace_back("Noise, energy and latency are left out.");
    auto out = marked(lines, "//") + head;
    std::size_t index = 0;
    for (auto const& curve : curves_of(model, request))
        out +=
            module(chip_name(name, index++), pins, "    real x, u, y;\n", curve_body(curve, pin_scale(curve, request)));
    return out;
}

std::string veriloga_text(ShiftAddModel const& model, ExportRequest const& request) {
    auto const name = identifier(model.block);
    std::vector<std::string> inputs;
    std::string variables;
    for (std::size_t i = 0; i < model.weights.size(); ++i) {
        inputs.push_back(identifier(model.ports[i].name));
        variables += fmt::format("x{0}, u{0}, ", i);
    }
    auto lines = origin_lines(model.block, model.origin, model.condition, request.chips.value_or(0), request.seed);
    lines.emplace_back("Ports: the inputs of one cycle [V], the last of them the previous sum; then the sum [V].");
    lines.push_back(fmt::format("A conversion is {} cycles, 0 V before the first.", model.slices));
    auto out = marked(lines, "//") + head;
    std::size_t index = 0;
    for (auto const& sum : sums_of(model, request))
        out += module(chip_name(name, index++), inputs, fmt::format("    real {}ideal, h, t, y;\n", variables),
                      sum_body(model, inputs, sum));
    return out;
}

}  // namespace cimchar::model
