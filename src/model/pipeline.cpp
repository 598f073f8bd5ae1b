#include "model/pipeline.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <boost/math/interpolators/pchip.hpp>
#include <cmath>

namespace cimchar::model {

namespace {

using Curve = boost::math::interpolators::pchip<std::vector<double>>;

/// A code narrower than this is missing [LSB].
constexpr double missing_lsb = 0.1;

/// The stages as functions of volts.
class Stages {
public:
    Stages(Pipeline const& p, std::span<double const> stage_lsb) : p_(p) {
        CIMCHAR_EXPECT(stage_lsb.size() == p.numbers());
        for (std::size_t i = 0; i < p.decides(); ++i) decides_v_.push_back(stage_lsb[i] * p.scale_v[i]);
        std::size_t at = p.decides();
        for (std::size_t k = 0; k < p.stages; ++k)
            for (std::size_t c = 0; c <= p.comparators; ++c) {
                std::vector<double> y;
                for (std::size_t i = 0; i < p.held_v[k].size(); ++i, ++at) y.push_back(stage_lsb[at] * p.scale_v[at]);
                residues_.emplace_back(std::vector<double>(p.held_v[k]), std::move(y));
            }
    }

    [[nodiscard]] int code(double input_v) const {
        double held_v = p_.held_gain * (input_v - p_.range_v / 2);
        int code = 0;
        for (std::size_t k = 0; k < p_.stages; ++k) {
            auto const n = decided(k * p_.comparators, p_.comparators, held_v);
            code = static_cast<int>(p_.gain) * code + static_cast<int>(n) - static_cast<int>(p_.comparators / 2);
            auto const& axis = p_.held_v[k];
            auto const& residue = residues_[k * (p_.comparators + 1) + n];
            held_v = p_.held_gain * residue(std::clamp(held_v, axis.front(), axis.back()));
        }
        auto const n = decided(p_.stages * p_.comparators, p_.flash, held_v);
        // The end counts codes: a residue of half the range is one.
        code = 2 * code + static_cast<int>(n) - static_cast<int>((p_.flash + 1) / 2);
        auto const codes = static_cast<int>(p_.codes);
        return std::clamp(code + codes / 2, 0, codes - 1);
    }

private:
    [[nodiscard]] std::size_t decided(std::size_t first, std::size_t count, double held_v) const {
        std::size_t n = 0;
        for (std::size_t i = first; i < first + count; ++i) n += held_v > decides_v_[i] ? 1 : 0;
        return n;
    }

    Pipeline const& p_;
    std::vector<double> decides_v_;
    std::vector<Curve> residues_;  ///< (stages × decisions + 1)
};

}  // namespace

std::size_t Pipeline::numbers() const {
    std::size_t count = decides();
    for (auto const& axis : held_v) count += (comparators + 1) * axis.size();
    return count;
}

std::vector<int> codes_of(Pipeline const& pipeline, std::span<double const> stage_lsb,
                          std::span<double const> input_v) {
    Stages const stages(pipeline, stage_lsb);
    std::vector<int> out;
    out.reserve(input_v.size());
    for (double const v : input_v) out.push_back(stages.code(v));
    return out;
}

std::vector<double> levels_v(Pipeline const& p, std::span<double const> stage_lsb) {
    Stages const stages(p, stage_lsb);
    std::vector<std::size_t> count(p.codes, 0);
    for (std::size_t i = 0; i < p.steps; ++i)
        ++count[static_cast<std::size_t>(stages.code(p.first_v + static_cast<double>(i) * p.step_v))];
    std::vector<double> out;
    std::size_t below = 0;
    for (std::size_t code = 1; code < p.codes; ++code) {
        below += count[code - 1];
        out.push_back(p.first_v + (static_cast<double>(below) - 0.5) * p.step_v);
    }
    return out;
}

std::vector<double> level_figures(Eigen::VectorXd const& levels_lsb) {
    auto const n = levels_lsb.size();
    Eigen::VectorXd const code = Eigen::VectorXd::LinSpaced(n, 1, static_cast<double>(n));
    Eigen::VectorXd const centered = code.array() - code.mean();
    double const gain = centered.dot(levels_lsb) / centered.squaredNorm();
    Eigen::VectorXd const inl = ((levels_lsb.array() - levels_lsb.mean()) - gain * centered.array()) / gain;
    Eigen::VectorXd const widths = levels_lsb.tail(n - 1) - levels_lsb.head(n - 1);
    return {levels_lsb.mean() - code.mean(), gain,
            inl.cwiseAbs().maxCoeff(),       std::sqrt(inl.squaredNorm() / static_cast<double>(n)),
            widths.maxCoeff() / gain - 1,    static_cast<double>((widths.array() < missing_lsb).count())};
}

std::vector<std::string> level_figure_names() {
    return {"offset_lsb", "gain", "inl_max_lsb", "inl_rms_lsb", "dnl_max_lsb", "missing_codes"};
}

}  // namespace cimchar::model
