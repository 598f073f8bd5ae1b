// A Python file for aihwkit: numbers of IOParameters and of ReRamWan2022NoiseModel [Wan et al., Nature 2022], whose
// coefficients are of a polynomial of σ over g/g_max in µS.
#include "model/export/cells.hpp"
#include "model/export/pieces.hpp"
#include "model/export/words.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::model {

namespace {

constexpr std::size_t usual_chips = 100;  // an rms over chips and inputs to a few per cent

constexpr auto body = R"py(

def io_parameters(static_errors_as_noise=False, **others):
    """aihwkit's IOParameters of this model. aihwkit has no errors that stay with a column; with static_errors_as_noise
    those of the chips are drawn with every output instead, which is pessimistic about their average over outputs."""
    from aihwkit.simulator.parameters import IOParameters

    noise = math.hypot(OUT_NOISE, STATIC_ERROR) if static_errors_as_noise else OUT_NOISE
    numbers = {"inp_bound": INP_BOUND, "out_bound": OUT_BOUND, "out_noise": noise, "out_res": OUT_RES}
    if INP_RES is not None:
        numbers["inp_res"] = INP_RES
    return IOParameters(**{**numbers, **others})
)py";

constexpr auto noise_body = R"py(

def noise_model(**others):
    """aihwkit's ReRamWan2022NoiseModel with the spread of the model's cells."""
    from aihwkit.inference.noise.reram import ReRamWan2022NoiseModel

    return ReRamWan2022NoiseModel(coeff_dic=COEFF_DIC, g_max=G_MAX_US, **others)
)py";

/// Share of the full scale by which outputs differ from the ideal line, rms over chips and inputs.
struct Static {
    double squares = 0;
    std::size_t count = 0;
    void add(double error) {
        squares += error * error;
        ++count;
    }
    [[nodiscard]] double rms() const { return count == 0 ? 0 : std::sqrt(squares / static_cast<double>(count)); }
};

Static of_levels(BehaviouralModel const& model, ExportRequest const& request, std::size_t chips) {
    auto const levels = levels_of(model, request, chips);
    auto const& p = *model.pipeline;
    Static out;
    auto const add = [&](std::vector<double> const& levels_v) {
        for (std::size_t i = 0; i < levels_v.size(); ++i)
            out.add(levels_v[i] / p.range_v - static_cast<double>(i + 1) / static_cast<double>(p.codes));
    };
    if (chips == 0) add(levels.nominal_v);
    for (auto const& chip_v : levels.chips_v) add(chip_v);
    return out;
}

Static of_curves(BehaviouralModel const& model, ExportRequest const& request, std::size_t chips,
                 std::vector<double> const& nominal) {
    Static out;
    auto const& x = model.points;
    auto const add = [&](std::vector<double> const& y) {
        for (std::size_t i = 0; i < x.size(); ++i)
            out.add((y[i] - nominal.front()) / (nominal.back() - nominal.front()) -
                    (x[i] - x.front()) / (x.back() - x.front()));
    };
    if (chips == 0) {
        add(nominal);
        return out;
    }
    for (auto const& chip : sample(model, request.seed, chips))
        add(evaluate(model, request.condition, x, &chip).output);
    return out;
}

bool are_codes(std::vector<double> const& points) {
    for (std::size_t i = 0; i < points.size(); ++i)
        if (points[i] != points[0] + static_cast<double>(i) || points[i] != std::round(points[i])) return false;
    return points.front() == 0;
}

}  // namespace

std::string aihwkit_text(BehaviouralModel const& model, ExportRequest const& request) {
    expect_column_output(model, request, "aihwkit");
    auto const chips = request.chips.value_or(model.mismatch.samples.empty() ? 0 : usual_chips);
    auto const nominal = evaluate(model, request.condition, model.points);
    auto const errors =
        model.pipeline ? of_levels(model, request, chips) : of_curves(model, request, chips, nominal.output);
    double noise = 0;  // a converter's model holds none
    if (!model.pipeline)
        for (double const sigma : nominal.noise)
            noise = std::hypot(noise, sigma / (nominal.output.back() - nominal.output.front()));
    auto lines = origin_lines(model.block, model.origin, request.condition, chips, request.seed);
    auto const half = "the full scale is 2*OUT_BOUND wide, -OUT_BOUND to OUT_BOUND";
    std::string out = "\"\"\"\n" + marked(lines, "") + "\"\"\"\nimport math\n\n";
    out += fmt::format("# Units of aihwkit's outputs: {}.\nOUT_BOUND = 12.0\n", half);
    out += fmt::format("OUT_NOISE = 2 * OUT_BOUND * {}  # per output: {}\n", number(std::abs(noise)),
                       noise > 0 ? "the model's noise" : "the model holds no noise");
    out += fmt::format("STATIC_ERROR = 2 * OUT_BOUND * {}  # from the ideal line, rms over {}\n", number(errors.rms()),
                       chips == 0 ? "inputs of the nominal chip" : fmt::format("inputs and {} chips", chips));
    out += model.pipeline ? fmt::format("OUT_RES = 1 / {}  # {} codes, in aihwkit's way of counting\n",
                                        model.pipeline->codes - 2, model.pipeline->codes)
                          : std::string("OUT_RES = -1.0  # the output is analog: no steps\n");
    out += "INP_BOUND = 1.0\n";
    if (!model.pipeline && are_codes(model.points))
        out += fmt::format("INP_RES = 1 / {}  # {} input codes, the last of them at INP_BOUND\n",
                           2 * (model.points.size() - 1), model.points.size());
    else
        out += "INP_RES = None  # the model has no input codes: aihwkit's own\n";
    auto const cells = cells_of(model);
    if (cells)
        out += fmt::format(
            "# The spread of a cell's conductance is a share of it; nothing was simulated of its change over time.\n"
            "G_MAX_US = {}\nCOEFF_DIC = {{1.0: [0.0, {}, 0.0, 0.0, 0.0]}}  # t [s]: c0 to c4 [uS]\n",
            real(1e6 * cells->high_s), real(1e6 * cells->high_s * cells->sigma_rel));
    return out + body + (cells ? noise_body : "");
}

}  // namespace cimchar::model
