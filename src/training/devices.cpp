#include "training/devices.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <boost/math/interpolators/pchip.hpp>
#include <cmath>

namespace cimchar::training {

namespace {
constexpr double grid_v = 0.5e-3;  // a straight line over it departs from an inverter's bend by less than 5 µV
}

LoadedCurve::LoadedCurve(std::vector<double> const& x_v, std::vector<double> const& unloaded_v,
                         std::vector<double> const& delivering_v, std::vector<double> const& taking_v, double load_a) {
    CIMCHAR_EXPECT(x_v.size() >= 4 && load_a > 0);
    auto const curve = [&](std::vector<double> y) {
        auto x = x_v;
        return boost::math::interpolators::pchip<std::vector<double>>(std::move(x), std::move(y));
    };
    auto const level = curve(unloaded_v);
    auto const low = curve(delivering_v);
    auto const high = curve(taking_v);
    auto const steps = static_cast<std::size_t>(std::ceil((x_v.back() - x_v.front()) / grid_v));
    first_v_ = x_v.front();
    per_step_ = static_cast<double>(steps) / (x_v.back() - x_v.front());
    for (std::size_t i = 0; i <= steps; ++i) {
        double const x = std::min(first_v_ + static_cast<double>(i) / per_step_, x_v.back());
        grid_.push_back(
            {level(x), (high(x) - low(x)) / (2 * load_a), ((high(x) + low(x)) / 2 - level(x)) / (load_a * load_a)});
    }
}

LoadedCurve::LoadedCurve(LoadedCurve const& nominal, std::vector<double> const& x_v,
                         std::vector<double> const& unloaded_v)
    : first_v_(nominal.first_v_), per_step_(nominal.per_step_), grid_(nominal.grid_) {
    CIMCHAR_EXPECT(x_v.size() >= 4 && x_v.size() == unloaded_v.size());
    auto x = x_v;
    auto y = unloaded_v;
    boost::math::interpolators::pchip<std::vector<double>> const level(std::move(x), std::move(y));
    auto const input_v = [&](std::size_t i) {
        return std::min(first_v_ + static_cast<double>(i) / per_step_, x_v.back());
    };
    for (std::size_t i = 0; i < grid_.size(); ++i) grid_[i].level_v = level(input_v(i));
    double const shift_v = middle() - nominal.middle();
    for (std::size_t i = 0; i < grid_.size(); ++i) {
        auto const at = nominal(input_v(i) - shift_v);
        grid_[i] = {grid_[i].level_v, at.resistance_ohm, at.curvature_v_a2};
    }
}

double LoadedCurve::middle() const {
    double const half_v = (grid_.front().level_v + grid_.back().level_v) / 2;
    bool const rises = grid_.back().level_v > grid_.front().level_v;
    auto const beyond = std::find_if(grid_.begin() + 1, grid_.end(),
                                     [&](Point const& p) { return rises ? p.level_v >= half_v : p.level_v <= half_v; });
    auto const before = beyond - 1;
    double const f = (half_v - before->level_v) / (beyond->level_v - before->level_v);
    return first_v_ + (static_cast<double>(before - grid_.begin()) + f) / per_step_;
}

double LoadedCurve::inverse(double output_v) const {
    auto const above =
        std::lower_bound(grid_.begin(), grid_.end(), output_v, [](Point const& p, double v) { return p.level_v < v; });
    if (above == grid_.begin()) return first_v_;
    if (above == grid_.end()) return first_v_ + static_cast<double>(grid_.size() - 1) / per_step_;
    auto const below = above - 1;
    double const f = (output_v - below->level_v) / (above->level_v - below->level_v);
    return first_v_ + (static_cast<double>(below - grid_.begin()) + f) / per_step_;
}

double Devices::inverter_threshold_v() const {
    double low = 0;
    double high = supply_v;
    while (high - low > 1e-6) (inverter((low + high) / 2).level_v > (low + high) / 2 ? low : high) = (low + high) / 2;
    return low;
}

}  // namespace cimchar::training
