// How the stored curves of a campaign spread over its chips, and their INL and DNL, gathered record by record.
#pragma once
#include "campaign/result_sink.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cimchar::report {

/// The chips of one condition, over the points of a curve. Of what there is too little for: empty.
struct CurveBand {
    std::vector<double> nominal;  ///< of the nominal chip
    std::uint64_t chips = 0;      ///< Monte Carlo chips that have the curve
    std::uint64_t in_band = 0;    ///< of those, the first ones, which median and band are of
    std::vector<double> median;
    std::vector<double> lower;  ///< 5 %, from 19 chips on
    std::vector<double> upper;  ///< 95 %
    std::vector<double> min;    ///< over all chips
    std::vector<double> max;
};

/// A stored curve, or the INL or DNL of one.
struct CurveSpread {
    std::string name;  ///< "transfer_v", "INL of transfer_v"
    std::string unit;  ///< "V", "LSB"
    std::string axis;  ///< what the points stand for
    std::vector<double> points;
    std::vector<CurveBand> conditions;  ///< as in the campaign
};

/// Takes every record of a campaign once. Extremes are of all chips; median and band of as many first chips as fit
/// into `budget_bytes`, all conditions together, so that memory does not grow with the number of chips.
class CurveCollector {
public:
    /// `measures` as in the records' columns, with their recipes: a measure of linearity says which curve it is of and
    /// which measure holds that curve's LSB; without one the curve has no INL. A chip whose INL is not defined (a flat
    /// or incomplete curve) is left out of it.
    CurveCollector(std::vector<circuits::MeasureInfo> const& measures, std::vector<circuits::CurveInfo> const& curves,
                   std::size_t conditions, std::size_t budget_bytes = std::size_t{64} << 20U);
    void add(campaign::TrialRecord const& record);
    [[nodiscard]] std::vector<CurveSpread> finish() const;

private:
    /// What has come of one curve at one condition.
    struct Gathered {
        std::vector<double> nominal;
        std::uint64_t chips = 0;
        std::vector<std::vector<double>> kept;
        std::vector<double> min;
        std::vector<double> max;
    };
    struct Linearity {
        std::size_t lsb = 0;  ///< column of the measure
        std::size_t inl = 0;  ///< place in spreads_
        std::size_t dnl = 0;
    };
    struct Source {
        std::size_t curve = 0;  ///< place in spreads_
        std::vector<Linearity> linearity;
    };
    void put(std::size_t spread, campaign::Trial const& trial, std::vector<double> const& y);

    std::vector<CurveSpread> spreads_;
    std::vector<Source> sources_;
    std::vector<std::vector<Gathered>> gathered_;  ///< (spreads × conditions)
    std::size_t most_kept_ = 0;
};

}  // namespace cimchar::report
