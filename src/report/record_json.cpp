// Curves, failures and provenance as data.
#include "report/report_parts.hpp"
#include "store/provenance.hpp"

#include <algorithm>
#include <map>

namespace cimchar::report {

namespace {

using campaign::TrialRecord;
using nlohmann::ordered_json;

constexpr std::size_t shown_trials = 8;     // of a kind, with their logs
constexpr std::size_t shown_messages = 12;  // of a kind, with how often each occurs

ordered_json band_json(CurveBand const& band) {
    return {{"nominal", drawn_numbers(band.nominal)},
            {"chips", band.chips},
            {"in_band", band.in_band},
            {"median", drawn_numbers(band.median)},
            {"lower", drawn_numbers(band.lower)},
            {"upper", drawn_numbers(band.upper)},
            {"min", drawn_numbers(band.min)},
            {"max", drawn_numbers(band.max)}};
}

ordered_json failed_trial_json(TrialRecord const& record) {
    auto const& failure = *record.failure;
    return {{"trial", record.trial.id},    {"condition", record.trial.condition},
            {"chip", record.trial.sample}, {"message", failure.message},
            {"log", failure.log_tail},     {"ladder", failure.ladder}};
}

/// Messages with their counts, the most frequent first.
ordered_json messages_json(std::vector<TrialRecord const*> const& failed) {
    std::map<std::string, std::uint64_t> counts;
    for (auto const* const record : failed) ++counts[record->failure->message];
    std::vector<std::pair<std::string, std::uint64_t>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
    ordered_json list = ordered_json::array();
    for (std::size_t i = 0; i < std::min(sorted.size(), shown_messages); ++i)
        list.push_back({{"message", sorted[i].first}, {"count", sorted[i].second}});
    return {{"distinct", sorted.size()}, {"shown", list}};
}

}  // namespace

ordered_json curves_json(Gathered const& gathered) {
    auto list = ordered_json::array();
    for (auto const& curve : gathered.curves) {
        ordered_json json{
            {"name", curve.name}, {"unit", curve.unit}, {"axis", curve.axis}, {"points", drawn_numbers(curve.points)}};
        json["conditions"] = ordered_json::array();
        for (auto const& band : curve.conditions) json["conditions"].push_back(band_json(band));
        list.push_back(std::move(json));
    }
    return list;
}

ordered_json failures_json(Gathered const& gathered) {
    std::map<FailureKind, std::vector<TrialRecord const*>> by_kind;
    std::map<std::string, std::uint64_t> helped;
    for (auto const& record : gathered.records) {
        if (record.failure) by_kind[record.failure->kind].push_back(&record);
        for (auto const& rung : record.ladder) ++helped[rung];
    }
    std::vector<std::pair<FailureKind, std::vector<TrialRecord const*>>> sorted(by_kind.begin(), by_kind.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](auto const& a, auto const& b) { return a.second.size() > b.second.size(); });
    auto kinds = ordered_json::array();
    for (auto const& [kind, failed] : sorted) {
        ordered_json json{{"kind", to_string(kind)}, {"count", failed.size()}, {"messages", messages_json(failed)}};
        json["trials"] = ordered_json::array();
        for (std::size_t i = 0; i < std::min(failed.size(), shown_trials); ++i)
            json["trials"].push_back(failed_trial_json(*failed[i]));
        kinds.push_back(std::move(json));
    }
    return {{"kinds", kinds}, {"helped", helped}};
}

ordered_json provenance_json(Gathered const& gathered) {
    auto const& header = gathered.header;
    double seconds = 0;
    double analysis_seconds = 0;
    for (auto const& record : gathered.records) {
        seconds += record.seconds;
        analysis_seconds += record.analysis_seconds;
    }
    ordered_json json{{"simulated_by", header.code_version},
                      {"simulated_commit", header.git_hash},
                      {"reported_by", store::code_version()},
                      {"reported_commit", store::git_hash()},
                      {"reported_on", store::date_now()},
                      {"seed", header.seed},
                      {"seconds", seconds},
                      {"analysis_seconds", analysis_seconds},
                      {"warnings", gathered.warnings},
                      {"campaign_warnings", gathered.spec.warnings},
                      {"parameters", header.parameters},
                      {"sources", header.provenance},
                      {"campaign_text", header.campaign_text}};
    return json;
}

}  // namespace cimchar::report
