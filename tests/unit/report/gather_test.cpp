// Reading a campaign for a report: run directories, finished or not, and merged files.
#include "core/error.hpp"
#include "synthetic_campaign.hpp"

#include <unistd.h>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

using namespace cimchar;
using namespace cimchar::report;
using cimchar::report::test::json_of;

namespace {

/// A directory that vanishes with the test.
struct TemporaryDirectory {
    std::string path;
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "cimchar-test-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(path); }
    TemporaryDirectory(TemporaryDirectory const&) = delete;
    TemporaryDirectory& operator=(TemporaryDirectory const&) = delete;
};

campaign::CampaignSpec four_bit_campaign() {
    return campaign::read_spec_text(R"([campaign]
name = "gathered"
[circuit]
name = "integrator"
[circuit.parameters]
bits = 4
weight = 15
rows = 16
[monte_carlo]
samples = 5
[[limits]]
measure = "enob_bit"
min = 3.5
)",
                                    "gathered.toml");
}

campaign::TrialRecord record_of(campaign::CampaignSpec const& spec, campaign::Trial const& trial) {
    auto const schema = campaign::schema_of(spec);
    campaign::TrialRecord record;
    record.trial = trial;
    for (std::size_t m = 0; m < schema.measures.size(); ++m)
        record.measures.push_back(3 + 0.1 * static_cast<double>(m) + 0.01 * static_cast<double>(trial.sample));
    record.drawn.assign(schema.drawn.size(), 0.001);
    for (auto const& curve : schema.curves)
        for (double const x : curve.points) record.curves[curve.name].push_back(-0.01 * x - 0.0001 * x * x);
    return record;
}

}  // namespace

TEST_CASE("report: a run directory, half done and done, and its merged file", "[report]") {
    TemporaryDirectory const directory;
    auto const spec = four_bit_campaign();
    auto const plan = campaign::make_plan(spec);
    auto const run_path = directory.path + "/run";
    store::RunDirectory run(run_path, spec);
    for (std::size_t i = plan.size(); i-- > 2;) run.sink().put(record_of(spec, plan[i]));
    run.sink().flush();
    std::ofstream(run_path + "/segments/000009-0.h5.part") << "half of a segment";

    auto const half = gather(run_path);
    CHECK(half.records.size() == plan.size() - 2);
    CHECK(half.running);
    REQUIRE(half.warnings.size() == 1);
    CHECK(half.warnings.front().find("000009-0.h5.part") != std::string::npos);
    auto const json = json_of(half);
    CHECK(json["campaign"]["recorded"] == plan.size() - 2);
    CHECK(json["campaign"]["planned"] == plan.size());

    for (std::size_t i = 0; i < 2; ++i) run.sink().put(record_of(spec, plan[i]));
    auto const merged_path = run.finish();
    auto of_directory = gather(run_path);
    auto const of_file = gather(merged_path);
    for (std::size_t i = 1; i < of_directory.records.size(); ++i)
        CHECK(of_directory.records[i - 1].trial.id < of_directory.records[i].trial.id);
    CHECK(of_directory.records.front().drawn.empty());  // not kept
    CHECK(of_directory.records.front().curves.empty());
    CHECK(of_directory.curves.size() == 3);  // transfer_v, its INL and its DNL
    of_directory.path = merged_path;
    of_directory.running = false;
    of_directory.warnings.clear();
    auto first = json_of(of_directory);
    auto second = json_of(of_file);
    first["provenance"].erase("reported_on");
    second["provenance"].erase("reported_on");
    CHECK(first.dump() == second.dump());  // NaN equals itself as text
}

TEST_CASE("report: what is no campaign is refused", "[report]") {
    TemporaryDirectory const directory;
    CHECK_THROWS_AS(gather(directory.path + "/nowhere"), InputError);
    CHECK_THROWS_AS(gather(directory.path), InputError);
    std::ofstream(directory.path + "/text") << "no HDF5\n";
    CHECK_THROWS_AS(gather(directory.path + "/text"), InputError);
}
