#include "app/measured_chips.hpp"

#include <cmath>

namespace cimchar::app {

MeasuredChips measured_chips(std::vector<campaign::TrialRecord> const& records, std::size_t condition,
                             std::size_t measure, std::uint64_t first, std::uint64_t last, std::size_t most) {
    using Eigen::Index;
    MeasuredChips out;
    std::vector<campaign::TrialRecord const*> chosen;
    for (auto const& record : records) {
        auto const sample = record.trial.sample;
        if (record.trial.condition != condition || sample == 0 || sample < first || sample > last) continue;
        if (!std::isfinite(record.measures.at(measure)))
            ++out.without;
        else if (chosen.size() < most)
            chosen.push_back(&record);
    }
    auto const n = static_cast<Index>(chosen.size());
    out.values.resize(n);
    out.drawn.resize(n, chosen.empty() ? 0 : static_cast<Index>(chosen.front()->drawn.size()));
    for (Index i = 0; i < n; ++i) {
        auto const& record = *chosen[static_cast<std::size_t>(i)];
        out.values(i) = record.measures[measure];
        out.drawn.row(i) = Eigen::Map<Eigen::RowVectorXd const>(record.drawn.data(), out.drawn.cols());
    }
    return out;
}

}  // namespace cimchar::app
