#include "report/gather.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>
#include <optional>

namespace cimchar::report {

namespace {

/// A results file knows names and units of its measures; how they follow from curves its circuit knows.
std::vector<circuits::MeasureInfo> with_recipes(std::vector<circuits::MeasureInfo> measures,
                                                campaign::CampaignSpec const& spec) {
    auto const known = campaign::circuit_of(spec).measures(spec.parameters);
    for (auto& measure : measures)
        for (auto const& info : known)
            if (info.name == measure.name) measure = info;
    return measures;
}

void expect_limits_known(Gathered const& gathered) {
    for (auto const& limit : gathered.spec.limits)
        if (std::none_of(gathered.measures.begin(), gathered.measures.end(),
                         [&](auto const& measure) { return measure.name == limit.measure; }))
            throw InputError(fmt::format(
                "{} has a limit on '{}' but no such measure (another cimchar made it); use that version: {} ({})",
                gathered.path, limit.measure, gathered.header.code_version, gathered.header.git_hash));
}

}  // namespace

Gathered gather(std::string const& path, std::uint64_t with_deviations) {
    Gathered out;
    out.path = path;
    out.running = store::read_status(path).running > 0;
    std::optional<CurveCollector> curves;
    auto const begin = [&](store::Results const& header) {
        out.header = header;
        auto const file = (std::filesystem::path(path) / "campaign.toml").string();
        out.spec = campaign::read_spec_text(header.campaign_text, file);
        out.measures = with_recipes(header.schema.measures, out.spec);
        expect_limits_known(out);
        curves.emplace(out.measures, header.schema.curves, header.conditions.size());
    };
    auto const use = [&](campaign::TrialRecord&& record) {
        curves->add(record);
        record.curves.clear();
        if (record.trial.sample == 0 || record.trial.sample > with_deviations) record.drawn = {};
        out.records.push_back(std::move(record));
    };
    store::visit_results(path, begin, use, &out.warnings);
    std::sort(out.records.begin(), out.records.end(),
              [](auto const& a, auto const& b) { return a.trial.id < b.trial.id; });
    out.curves = curves->finish();
    return out;
}

}  // namespace cimchar::report
