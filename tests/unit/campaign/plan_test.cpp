// Which trials a campaign has, and which chips they simulate.
#include "campaign/plan.hpp"
#include "campaign/result_sink.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace cimchar;
using campaign::Trial;

namespace {
campaign::CampaignSpec spec_with(std::string const& extra = "") {
    return campaign::read_spec_text(
        "[campaign]\nname = \"x\"\n[circuit]\nname = \"integrator\"\n[circuit.parameters]\nrows = 2\n"
        "[conditions]\nprocess = [\"tt\", \"ff\", \"ss\"]\n[monte_carlo]\nsamples = 4\nglobal = false\n"
        "at = [{process = \"tt\"}, {process = \"ss\"}]\n" +
            extra,
        "c.toml");
}

bool same(Trial const& a, Trial const& b) {
    return a.id == b.id && a.condition == b.condition && a.sample == b.sample;
}
}  // namespace

TEST_CASE("plan: nominal trials first, then chip by chip; ids count up", "[campaign]") {
    auto const plan = campaign::make_plan(spec_with());
    REQUIRE(plan.size() == 3 + 4 * 2);
    for (std::size_t i = 0; i < plan.size(); ++i) CHECK(plan[i].id == i);
    CHECK(same(plan[2], {2, 2, 0}));
    CHECK(same(plan[3], {3, 0, 1}));  // chip 1 at tt …
    CHECK(same(plan[4], {4, 2, 1}));  // … and at ss
    CHECK(same(plan[10], {10, 2, 4}));
}

TEST_CASE("plan: the same spec gives the same plan", "[campaign]") {
    auto const a = campaign::make_plan(spec_with());
    auto const b = campaign::make_plan(spec_with());
    CHECK(std::equal(a.begin(), a.end(), b.begin(), b.end(), same));
}

TEST_CASE("plan: shards are apart and together the plan", "[campaign]") {
    auto const plan = campaign::make_plan(spec_with());
    for (unsigned const n : {1U, 2U, 3U, 20U}) {
        std::set<std::uint64_t> ids;
        std::size_t count = 0;
        for (unsigned i = 1; i <= n; ++i)
            for (auto const& trial : campaign::shard(plan, i, n)) {
                ids.insert(trial.id);
                ++count;
                CHECK(same(trial, plan[trial.id]));
            }
        CHECK(count == plan.size());
        CHECK(ids.size() == plan.size());
    }
}

TEST_CASE("plan: a chip is the same at every condition, and no two samples are alike", "[campaign]") {
    auto const spec = spec_with();
    auto const plan = campaign::make_plan(spec);
    auto const drawn = [&](std::size_t id) {
        std::vector<double> values;
        auto const chip = campaign::chip_of(spec, plan[id]);
        for (auto const& deviation : chip.deviations()) values.push_back(deviation.value);
        return values;
    };
    REQUIRE_FALSE(drawn(3).empty());
    CHECK(drawn(3) == drawn(4));
    CHECK(drawn(3) != drawn(5));
    CHECK(drawn(0).empty());
    CHECK(campaign::schema_of(spec).drawn.size() == drawn(3).size());
}

TEST_CASE("plan: a chip does not depend on how many are drawn", "[campaign]") {
    auto const few = spec_with();
    auto const many = campaign::read_spec_text(few.text, "c.toml", {"monte_carlo.samples=100"});
    auto const a = campaign::chip_of(few, {0, 0, 4});
    auto const b = campaign::chip_of(many, {0, 0, 4});
    REQUIRE(a.deviations().size() == b.deviations().size());
    for (std::size_t i = 0; i < a.deviations().size(); ++i) CHECK(a.deviations()[i].value == b.deviations()[i].value);
}

TEST_CASE("plan: trials are described as an engineer would", "[campaign]") {
    auto const spec = spec_with();
    CHECK(campaign::describe(spec, {0, 0, 0}) == "tt 27 °C 1 V");
    CHECK(campaign::describe(spec, {3, 2, 17}) == "ss 27 °C 1 V, chip 17");
}
