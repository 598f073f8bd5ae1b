#include "report/report_json.hpp"

#include "report/report_parts.hpp"

namespace cimchar::report {

using nlohmann::ordered_json;

ordered_json report_json(Gathered const& gathered, campaign::Analysis const& analysis, ordered_json contributions) {
    auto const summary = campaign::summarize(gathered.spec, gathered.records);
    ordered_json json{{"version", data_version}};
    json["campaign"] = campaign_json(gathered, summary, analysis);
    json["conditions"] = ordered_json::array();
    for (auto const& at : summary.conditions)
        json["conditions"].push_back({{"name", campaign::describe(at.condition)},
                                      {"process", at.condition.process},
                                      {"temperature_c", at.condition.temperature_c},
                                      {"supply_v", at.condition.supply_v},
                                      {"trials", at.trials},
                                      {"failed", at.failed},
                                      {"chips", at.monte_carlo}});
    json["measures"] = measures_json(gathered, analysis);
    json["limits"] = limits_json(gathered, analysis);
    json["statistics"] = statistics_json(gathered, analysis);
    json["curves"] = curves_json(gathered);
    json["contributions"] = std::move(contributions);
    json["failures"] = failures_json(gathered);
    json["provenance"] = provenance_json(gathered);
    return json;
}

}  // namespace cimchar::report
