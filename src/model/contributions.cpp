#include "model/contributions.hpp"

#include "model/array_groups.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::model {

std::vector<Contribution> contributions(Mismatch const& mismatch, std::size_t mode) {
    if (mismatch.parameter_sigma.empty()) return {};
    auto const groups = group_arrays(mismatch.parameters);
    std::vector<Contribution> out;
    for (auto const& name : groups.names) out.push_back({name, 0});
    double total = 0;
    for (std::size_t j = 0; j < mismatch.parameters.size(); ++j) {
        double const variance = std::pow(mismatch.weights(mode, j) * mismatch.parameter_sigma[j], 2);
        out[groups.group_of[j]].share += variance;
        total += variance;
    }
    std::erase_if(out, [](auto const& c) { return !(c.share > 0); });
    for (auto& c : out) c.share *= mismatch.r2[mode] / total;
    std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.share > b.share; });
    return out;
}

}  // namespace cimchar::model
