// A campaign without files or a simulator: an amplifier with three measures and one curve of codes.
#pragma once
#include "core/random.hpp"
#include "report/report_json.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <string>

namespace cimchar::report::test {

/// Code 0 … 7 gives code·10 mV, bent by `bow` LSB in the middle.
inline std::vector<double> bent_curve(double bow) {
    std::vector<double> y;
    for (int code = 0; code < 8; ++code) {
        double const x = code / 7.0;
        y.push_back(0.01 * (code + bow * 4 * x * (1 - x)));
    }
    return y;
}

/// `conditions` conditions (up to three), `samples` chips at the first; measures gain, offset_v and lsb_v.
class Synthetic {
public:
    explicit Synthetic(std::uint64_t samples, std::size_t conditions = 2) {
        auto circuit = std::make_shared<circuits::Circuit>();
        circuit->name = "amplifier";
        circuit->summary = "an amplifier";
        circuit->measures = [](circuits::Parameters const&) { return measures(); };
        gathered.path = "results/synthetic";
        gathered.spec.own_circuit = circuit;
        gathered.spec.circuit = "amplifier";
        gathered.spec.conditions = {{"tt", 27, 1.0}, {"ss", 80, 0.9}, {"ff", -40, 1.1}};
        gathered.spec.conditions.resize(conditions);
        gathered.spec.sampling.samples = samples;
        gathered.spec.monte_carlo_at = {0};
        gathered.measures = measures();
        auto& header = gathered.header;
        header.code_version = "0.1.0";
        header.git_hash = "0123abc";
        header.campaign_name = "synthetic";
        header.campaign_text = "[campaign]\nname = \"synthetic\"\n";
        header.circuit = "amplifier";
        header.seed = 7;
        header.planned = conditions + samples;
        header.conditions = gathered.spec.conditions;
        header.provenance = {{"mismatch", "none"}};
        header.parameters = {{"w_m", "1e-06"}};
        for (std::size_t c = 0; c < conditions; ++c) add(c, 0, 10 - 2.0 * static_cast<double>(c), 0);
        for (std::uint64_t s = 1; s <= samples; ++s)
            add(0, s, 10 + 0.5 * standard_normal(1, 1, s), 1e-3 * standard_normal(1, 2, s));
    }

    static std::vector<circuits::MeasureInfo> measures() {
        using circuits::Recipe;
        return {{"gain", "", "small-signal gain", Recipe::scalar, "gain", ""},
                {"offset_v", "V", "output less input", Recipe::scalar, "offset_v", ""},
                {"lsb_v", "V", "step of the ideal converter", Recipe::scalar, "lsb_v", ""},
                {"inl_max_lsb", "LSB", "highest INL", Recipe::inl_max, "transfer_v", "lsb_v"}};
    }
    static std::vector<circuits::CurveInfo> curves() {
        return {{"transfer_v", "V", "input code", {0, 1, 2, 3, 4, 5, 6, 7}}};
    }

    void add(std::size_t condition, std::uint64_t sample, double gain, double offset_v) {
        campaign::TrialRecord record;
        record.trial = {gathered.records.size(), condition, sample};
        record.measures = {gain, offset_v, 0.01, std::numeric_limits<double>::quiet_NaN()};
        record.seconds = 0.5;
        gathered.records.push_back(record);
    }
    void fail(std::size_t record, Failure failure) {
        gathered.records.at(record).failure = std::move(failure);
        gathered.records[record].measures.assign(4, std::numeric_limits<double>::quiet_NaN());
    }
    /// Gives every trial without a failure a curve, bent by as many LSB as its offset has mV.
    void add_curves() {
        CurveCollector collector(gathered.measures, curves(), gathered.spec.conditions.size());
        gathered.header.schema.curves = curves();
        for (auto record : gathered.records) {
            if (!record.failure) record.curves["transfer_v"] = bent_curve(1e3 * record.measures[1]);
            collector.add(record);
        }
        gathered.curves = collector.finish();
    }

    Gathered gathered;
};

inline nlohmann::ordered_json json_of(Gathered const& gathered,
                                      nlohmann::ordered_json contributions = nlohmann::ordered_json::array()) {
    return report_json(gathered, campaign::analyse(gathered.spec, gathered.measures, gathered.records),
                       std::move(contributions));
}

}  // namespace cimchar::report::test
