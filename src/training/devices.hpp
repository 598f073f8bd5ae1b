// What a network is trained on: characterized curves of its inverters and followers, under load.
#pragma once
#include <cstddef>
#include <vector>

namespace cimchar::training {

/// Output of a stage over its input and the current it delivers into a crossbar.
class LoadedCurve {
public:
    LoadedCurve() = default;
    /// `unloaded_v`, `delivering_v` (load_a flows out) and `taking_v` (in): outputs over the ascending inputs `x_v`, at
    /// least four; between them a monotone cubic (pchip).
    LoadedCurve(std::vector<double> const& x_v, std::vector<double> const& unloaded_v,
                std::vector<double> const& delivering_v, std::vector<double> const& taking_v, double load_a);

    /// A stage of a chip, of which only the output without load is known, over the same inputs `x_v`: under load it
    /// gives way as `nominal` does where that is on its way between its ends as far.
    LoadedCurve(LoadedCurve const& nominal, std::vector<double> const& x_v, std::vector<double> const& unloaded_v);

    /// level - resistance·i + curvature·i², which is exact at the three loads; inputs beyond the ends count as the
    /// ends.
    struct Point {
        double level_v = 0;
        double resistance_ohm = 0;
        double curvature_v_a2 = 0;

        [[nodiscard]] double at(double current_a) const {
            return level_v + current_a * (curvature_v_a2 * current_a - resistance_ohm);
        }
        /// Level into cells of `total_s` whose other ends draw `other_a` = Σ g·v there; `before_v` is a guess of it,
        /// which only the curvature uses.
        [[nodiscard]] double into(double total_s, double other_a, double before_v) const {
            double const i = total_s * before_v - other_a;
            return (level_v + resistance_ohm * other_a + curvature_v_a2 * i * i) / (1 + resistance_ohm * total_s);
        }
    };
    [[nodiscard]] Point operator()(double input_v) const {
        double t = (input_v - first_v_) * per_step_;
        double const last = static_cast<double>(grid_.size() - 1);
        t = t < 0 ? 0 : (t > last ? last : t);
        auto i = static_cast<std::size_t>(t);
        if (i + 1 == grid_.size()) --i;
        double const f = t - static_cast<double>(i);
        auto const& a = grid_[i];
        auto const& b = grid_[i + 1];
        return {a.level_v + f * (b.level_v - a.level_v), a.resistance_ohm + f * (b.resistance_ohm - a.resistance_ohm),
                a.curvature_v_a2 + f * (b.curvature_v_a2 - a.curvature_v_a2)};
    }
    /// Input at which the unloaded output is `output_v`; the curve must rise.
    [[nodiscard]] double inverse(double output_v) const;
    /// Input at which the unloaded output, rising or falling, is half-way between its ends.
    [[nodiscard]] double middle() const;

private:
    double first_v_ = 0;
    double per_step_ = 1;
    std::vector<Point> grid_;
};

/// Stages of one chip at one condition.
struct Devices {
    double supply_v = 0;
    LoadedCurve inverter;
    LoadedCurve p_follower;  ///< up: its output lies above its input
    LoadedCurve n_follower;

    /// Input at which an inverter's output equals it: where a chain of them switches [V].
    [[nodiscard]] double inverter_threshold_v() const;
};

}  // namespace cimchar::training
