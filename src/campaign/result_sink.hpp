// Where results go: the seam between the engine and storage. The engine knows no file format.
#pragma once
#include "campaign/plan.hpp"
#include "core/simulation.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cimchar::campaign {

/// The result of one trial: figures, or how it failed.
struct TrialRecord {
    Trial trial;
    /// Set if the trial failed. Then measures are all NaN, except for undefined_measure: there some have a value.
    std::optional<Failure> failure;
    std::vector<double> measures;                       ///< shape (measures of the circuit), NaN where undefined
    std::vector<double> drawn;                          ///< shape (drawn parameters), 0 in a nominal trial
    double weight = 1;                                  ///< netlist::importance_weight() of the chip
    std::map<std::string, std::vector<double>> curves;  ///< curves of the circuit, each shape (points)
    std::vector<std::string> ladder;                    ///< rungs of the retry ladder that helped
    // Wall times are no part of what is reproducible.
    double seconds = 0;           ///< of the whole trial
    double analysis_seconds = 0;  ///< of that, inside the simulator's analyses
    double check_seconds = 0;     ///< of that, for the check (Circuit::check); 0 if there was none
};

/// What every result file says about its columns; fixed for a campaign.
struct ResultSchema {
    std::vector<circuits::MeasureInfo> measures;
    std::vector<circuits::CurveInfo> curves;
    std::vector<std::string> drawn;  ///< "bl3.t0.vth_v", order of TrialRecord::drawn
    bool weighted = false;           ///< importance sampling: TrialRecord::weight tells chips apart
};
[[nodiscard]] ResultSchema schema_of(CampaignSpec const& spec);

class ResultSink {
public:
    virtual ~ResultSink() = default;
    /// Takes a record; it may be buffered.
    virtual void put(TrialRecord record) = 0;
    /// Everything taken so far is durable when this returns.
    virtual void flush() = 0;
};

}  // namespace cimchar::campaign
