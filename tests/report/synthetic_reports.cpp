// Writes reports of campaigns that no simulator ran, for the browser test: one folder of HTML files.
// usage: synthetic_reports DIR
#include "core/random.hpp"
#include "report/page.hpp"
#include "report/report_json.hpp"
#include "store/durable_file.hpp"
#include "unit/report/synthetic_campaign.hpp"

#include <fmt/format.h>
#include <cmath>
#include <string>

namespace {

using namespace cimchar;
using namespace cimchar::report;
using cimchar::report::test::json_of;
using cimchar::report::test::Synthetic;

/// A name that would become markup, or a program, if it were not kept as text.
std::string const hostile =
    "</script><script>window.owned = 1</script><img src=x onerror='window.owned = 2'><b>bold</b> & \"quoted\" {b|rich}";

/// Two broken limits, failures of two kinds, curves, three conditions.
Synthetic broken() {
    Synthetic s(300, 3);
    s.gathered.spec.limits = {{"gain", 9.0, std::nullopt}, {"offset_v", -10e-3, 10e-3}, {"gain", std::nullopt, 11.0}};
    for (std::uint64_t chip = 1; chip <= 60; ++chip)
        s.add(1, chip, 8 + 0.3 * standard_normal(2, 1, chip), 2e-3 * standard_normal(2, 2, chip));
    for (std::size_t i = 10; i < 30; ++i)
        s.fail(i, {FailureKind::no_convergence,
                   "timestep too small at t = 1.5 ns",
                   "doAnalyses: TRAN: Timestep too small\nrun aborted",
                   {"gmin", "gear"}});
    s.fail(40, {FailureKind::timeout, "no end after 120 s", "", {}});
    s.gathered.records[50].ladder = {"gmin"};
    s.gathered.header.planned = s.gathered.records.size();
    s.add_curves();
    // A frequency sweep, of the nominal chips alone.
    CurveSpread response{"response_db", "dB", "frequency [Hz]", {}, std::vector<CurveBand>(3)};
    for (int i = 0; i <= 60; ++i) {
        response.points.push_back(std::pow(10.0, 3 + 0.1 * i));
        for (std::size_t c = 0; c < 3; ++c)
            response.conditions[c].nominal.push_back(
                -10 * std::log10(1 + std::pow(response.points.back() / (1e6 + 5e5 * static_cast<double>(c)), 2)));
    }
    s.gathered.curves.push_back(response);
    return s;
}

Synthetic with_hostile_texts() {
    auto s = broken();
    auto& g = s.gathered;
    g.path = "results/it's " + hostile;
    g.header.campaign_name = g.header.circuit = g.header.campaign_text = hostile;
    for (auto& condition : g.spec.conditions) condition.process += hostile;
    for (auto& measure : g.measures) measure.unit = measure.description = hostile;
    for (auto& curve : g.curves) curve.unit = curve.axis = hostile;
    g.header.provenance = {{hostile, hostile}, {"text", hostile + "\n" + hostile}};
    g.header.parameters = {{hostile, hostile}};
    g.warnings = {hostile};
    for (auto& record : g.records)
        if (record.failure) record.failure->message = record.failure->log_tail = hostile;
    g.records[50].ladder = {hostile};
    return s;
}

/// Of the gain at the first condition, and of a step that does not vary.
nlohmann::ordered_json contributions(std::string const& cause) {
    return {{{"condition", 0},
             {"measure", 0},
             {"outcome", "explained"},
             {"n", 279},
             {"r2", 0.9},
             {"unexplained", 0.1},
             {"squares", true},
             {"shares", {{"m1.vth_v", 0.5}, {cause, 0.3}, {"process.nmos_vth_v", 0.05}}}},
            {{"condition", 0},
             {"measure", 2},
             {"outcome", "constant"},
             {"n", 279},
             {"r2", 0},
             {"unexplained", 1},
             {"squares", false},
             {"shares", nlohmann::ordered_json::object()}}};
}

Synthetic all_failed() {
    Synthetic s(30);
    s.gathered.spec.limits = {{"gain", 9.0, std::nullopt}};
    for (std::size_t i = 0; i < s.gathered.records.size(); ++i)
        s.fail(i, {FailureKind::crash, "signal 11", "segmentation fault", {}});
    s.add_curves();
    return s;
}

Synthetic unfinished() {
    Synthetic s(50);
    s.gathered.records.resize(20);
    return s;
}

Synthetic stopped() {
    Synthetic s(40);
    s.gathered.spec.sampling.samples = 200;
    s.gathered.header.planned = 202;
    s.gathered.spec.until = campaign::StopRule{"offset_v", campaign::StopRule::Of::mean, 1e-3, 40};
    return s;
}

/// 100,000 chips with curves, three limits, and a tenth of them failed.
Synthetic large() {
    Synthetic s(100'000);
    s.gathered.spec.limits = {{"gain", 9.0, std::nullopt}, {"offset_v", -5e-3, 5e-3}, {"gain", std::nullopt, 11.0}};
    for (std::size_t i = 10; i < s.gathered.records.size(); i += 10)
        s.fail(i, {FailureKind::timeout, fmt::format("no end after {} s", i), std::string(2000, 'x'), {}});
    s.add_curves();
    return s;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: synthetic_reports DIR\n");
        return 2;
    }
    auto const write = [&](std::string const& name, Synthetic const& campaign,
                           nlohmann::ordered_json const& spreads = nlohmann::ordered_json::array()) {
        auto const page = page_of(json_of(campaign.gathered, spreads));
        store::write_whole(fmt::format("{}/{}.html", argv[1], name), page);
        fmt::print("{} {}\n", name, page.size());
    };
    write("broken", broken(), contributions("bl*.rram.g"));
    write("hostile", with_hostile_texts(), contributions(hostile));
    write("all_failed", all_failed());
    write("unfinished", unfinished());
    write("stopped", stopped());
    write("one_trial", Synthetic(0, 1));
    write("large", large());
}
