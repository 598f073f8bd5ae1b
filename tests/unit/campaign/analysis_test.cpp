// Statistics of a campaign: intervals, yields counted both ways, limits at conditions, worst trials.
#include "campaign/analysis.hpp"
#include "campaign/judge.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace cimchar;
using namespace cimchar::campaign;

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
std::vector<circuits::MeasureInfo> const measures{{"gain", "", "", circuits::Recipe::scalar, "gain", ""}};

/// One condition with a nominal chip of gain 1, and these chips; NaN failed.
struct Campaign {
    CampaignSpec spec;
    std::vector<TrialRecord> records;

    explicit Campaign(std::vector<double> const& gains, std::size_t conditions = 1) {
        spec.conditions = {{"tt", 27, 1.0}, {"ss", 80, 0.9}};
        spec.conditions.resize(conditions);
        spec.sampling.samples = gains.size();
        for (std::size_t c = 0; c < conditions; ++c) add(c, 0, 1);
        for (std::uint64_t s = 1; s <= gains.size(); ++s)
            for (std::size_t c = 0; c < conditions; ++c) add(c, s, gains[s - 1] - 0.5 * static_cast<double>(c));
    }
    void add(std::size_t condition, std::uint64_t sample, double gain) {
        TrialRecord r;
        r.trial = {records.size(), condition, sample};
        r.measures = {gain};
        if (std::isnan(gain)) r.failure = Failure{FailureKind::timeout, "late", "", {}};
        records.push_back(r);
    }
    [[nodiscard]] Analysis analysed() const { return analyse(spec, measures, records); }
};

std::vector<double> normal_gains(std::size_t n, double mean, double std) {
    std::vector<double> out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(mean + std * standard_normal(1, 1, i));
    return out;
}

}  // namespace

TEST_CASE("analysis: mean and standard deviation with Student's and the chi-squared interval", "[campaign]") {
    // 1 2 3 4 5: mean 3, s = √2.5; t(0.975, 4) = 2.776445; χ²(4): 0.484419, 11.143287.
    auto const got = Campaign({1, 2, 3, 4, 5}).analysed().measures[0][0];
    CHECK(got.nominal == 1);
    CHECK(got.n == 5);
    CHECK(got.mean.value == 3);
    CHECK(got.mean.upper - 3 == Approx(2.776445 * std::sqrt(2.5 / 5)).epsilon(1e-6));
    CHECK(got.std.lower == Approx(std::sqrt(4 * 2.5 / 11.143287)).epsilon(1e-6));
    CHECK(got.std.upper == Approx(std::sqrt(4 * 2.5 / 0.484419)).epsilon(1e-5));
    CHECK_FALSE(got.normality.has_value());  // of fewer than eight chips nothing is said
}

TEST_CASE("analysis: the standard deviation of what is not normal has a wider interval", "[campaign]") {
    std::vector<double> heavy = normal_gains(400, 0, 1);
    for (auto& x : heavy) x = x * x * x;
    auto const got = Campaign(heavy).analysed().measures[0][0];
    REQUIRE(got.normality.has_value());
    CHECK(got.normality->p_value < normality_level);
    // Chi-squared would give s·(1 ± 1.96/√800), 7 %; the cube of a normal number has 36 times its kurtosis' excess.
    CHECK(got.std.upper / got.std.value > 1.15);
    auto const normal = Campaign(normal_gains(400, 0, 1)).analysed().measures[0][0];
    CHECK(normal.std.upper / normal.std.value == Approx(1.074).margin(0.003));
}

TEST_CASE("analysis: yield counts errors both ways", "[campaign]") {
    std::vector<double> gains(100, 1.0);
    for (std::size_t i = 0; i < 3; ++i) gains[i] = 2.5;        // outside
    for (std::size_t i = 3; i < 5; ++i) gains[i] = undefined;  // failed
    Campaign campaign(gains);
    campaign.spec.limits = {{"gain", 0.5, 2.0}};
    auto const got = campaign.analysed();
    REQUIRE(got.limits.size() == 1);
    auto const& yield = got.limits[0].yield;
    CHECK(yield.passed == 95);
    CHECK(yield.outside == 3);
    CHECK(yield.errors == 2);
    // 95 of 100, Clopper-Pearson (docs of metrics, known answer 8); 95 of 98 without the errors.
    CHECK(yield.with_errors.lower == Approx(0.887165).margin(1e-6));
    CHECK(yield.with_errors.upper == Approx(0.983568).margin(1e-6));
    CHECK(yield.without_errors.value == Approx(95.0 / 98));
    CHECK(got.limits[0].nominal_passes == true);
    CHECK(got.chips.passed == 95);
    CHECK(got.chips.errors == 2);
}

TEST_CASE("analysis: a chip passes if it passes everywhere", "[campaign]") {
    // At the second condition every gain is 0.5 less.
    Campaign campaign({1.2, 1.0, 0.6, 3.0}, 2);
    campaign.spec.limits = {{"gain", 0.3, 2.0}};
    auto const got = campaign.analysed();
    CHECK(got.limits[0].yield.passed == 3);  // 3.0 is outside
    CHECK(got.limits[1].yield.passed == 2);  // 0.1 and 2.5 are
    CHECK(got.chips.passed == 2);
    CHECK(got.chips.outside == 2);
}

TEST_CASE("analysis: a limit for a condition takes the place of the general one there", "[campaign]") {
    Campaign campaign({1.2, 1.0, 0.6, 3.0}, 2);
    campaign.spec.limits = {{"gain", 0.3, 2.0}, {"gain", 0.0, 3.0, {1}}};
    auto const got = campaign.analysed();
    REQUIRE(got.limits.size() == 2);
    CHECK(got.limits[0].limit == 0);
    CHECK(got.limits[1].limit == 1);
    CHECK(got.limits[1].yield.passed == 4);
}

TEST_CASE("analysis: the worst trials are named, worst first; trials without a value are not judged", "[campaign]") {
    Campaign campaign({1.2, 1.0, 0.6, 3.0, undefined});
    campaign.spec.limits = {{"gain", 0.5, 2.0}};
    auto const got = campaign.analysed().trials.at(0);
    CHECK(got.judged == 5);  // the nominal one too
    CHECK(got.outside == 1);
    REQUIRE(got.worst.size() == 5);
    CHECK(got.worst[0].trial.sample == 4);
    CHECK(got.worst[0].value == 3);
    CHECK(got.worst[0].margin == Approx(-1.0));
    CHECK(got.worst[1].trial.sample == 3);
    CHECK_FALSE(campaign.analysed().limits_kept());
}

TEST_CASE("analysis: a value on the limit keeps it", "[campaign]") {
    Campaign campaign({1.5, 2.0});
    campaign.spec.limits = {{"gain", 1.0, 2.0}};
    CHECK(campaign.analysed().limits_kept());
    campaign.spec.limits = {{"gain", 1.0, 1.75}};
    CHECK_FALSE(campaign.analysed().limits_kept());
}

TEST_CASE("analysis: a nominal chip without a value neither passes nor fails", "[campaign]") {
    Campaign campaign({1.5, 1.5});
    campaign.records[0].measures = {undefined};
    campaign.spec.limits = {{"gain", 1.0, 2.0}};
    CHECK_FALSE(campaign.analysed().limits[0].nominal_passes.has_value());
    CHECK(campaign.analysed().limits_kept());
}

TEST_CASE("analysis: no records are no figures", "[campaign]") {
    Campaign campaign({1.0});
    campaign.records.clear();
    campaign.spec.limits = {{"gain", 1.0, 2.0}};
    auto const got = campaign.analysed();
    CHECK(got.measures[0][0].n == 0);
    CHECK(std::isnan(got.measures[0][0].mean.value));
    CHECK(std::isnan(got.limits[0].yield.with_errors.value));
    CHECK(got.trials.at(0).worst.empty());
}

TEST_CASE("analysis: Cpk only of many chips that look normal", "[campaign]") {
    Campaign campaign(normal_gains(200, 1.0, 0.1));
    campaign.spec.limits = {{"gain", 0.6, 1.5}};
    auto const cpk = campaign.analysed().limits[0].cpk;
    REQUIRE(cpk.has_value());
    // Nearer side 0.4 away: 0.4/0.3, known to 5 % by the spread of s.
    CHECK(cpk->value == Approx(4.0 / 3).epsilon(0.12));
    CHECK((cpk->lower < 4.0 / 3 && cpk->upper > 4.0 / 3));
    Campaign few(normal_gains(20, 1.0, 0.1));
    few.spec.limits = campaign.spec.limits;
    CHECK_FALSE(few.analysed().limits[0].cpk.has_value());
}

TEST_CASE("analysis: of a Sobol campaign the interval is over randomizations", "[campaign]") {
    // Four randomizations of two chips with means 1 2 3 4: mean 2.5, s = 1.290994, t(0.975, 3) = 3.182446.
    Campaign campaign({0, 2, 1, 3, 2, 4, 3, 5});
    campaign.spec.sampling = {netlist::SamplingScheme::sobol, 8, 4};
    campaign.spec.limits = {{"gain", 0.5, 10}};
    auto const got = campaign.analysed();
    CHECK(got.measures[0][0].mean.value == Approx(2.5));
    CHECK(got.measures[0][0].mean.upper == Approx(2.5 + 3.182446 * 1.290994 / 2).epsilon(1e-6));
    CHECK_FALSE(got.measures[0][0].normality.has_value());
    for (auto const& q : got.measures[0][0].quantiles) CHECK(std::isnan(q.estimate.lower));
    // Shares 1/2 1 1 1 of the randomizations: 0.875, s = 0.25; the interval ends at 1.
    CHECK(got.limits[0].yield.with_errors.value == Approx(0.875));
    CHECK(got.limits[0].yield.with_errors.lower == Approx(0.875 - 3.182446 * 0.25 / 2).epsilon(1e-6));
    CHECK(got.limits[0].yield.with_errors.upper == 1);
}

TEST_CASE("analysis: chips around failures give the probability of a failure and nothing else", "[campaign]") {
    // 60 of 100 below 0.9 with weight 1e-4, 10 without a value with weight 1e-5, the others inside.
    std::vector<double> gains(100, 1.0);
    for (std::size_t i = 0; i < 60; ++i) gains[i] = 0.8;
    for (std::size_t i = 60; i < 70; ++i) gains[i] = undefined;
    Campaign campaign(gains);
    campaign.spec.limits = {{"gain", 0.9, std::nullopt}};
    campaign.spec.sampling.scheme = netlist::SamplingScheme::importance;
    for (auto& record : campaign.records) record.weight = std::isnan(record.measures[0]) ? 1e-5 : 1e-4;
    auto const got = campaign.analysed();
    CHECK(std::isnan(got.measures[0][0].mean.value));
    CHECK(got.measures[0][0].quantiles.empty());
    CHECK(got.measures[0][0].min == 0.8);
    auto const& yield = got.limits.at(0).yield;
    REQUIRE(yield.failing.has_value());
    CHECK(yield.failing->probability == Approx((60 * 1e-4 + 10 * 1e-5) / 100));
    CHECK(1 - yield.with_errors.value == Approx((60 * 1e-4 + 10 * 1e-5) / 100));
    CHECK(1 - yield.without_errors.value == Approx(60 * 1e-4 / 100 / (1 - 10 * 1e-5 / 100)));
    CHECK(got.chips.failing->probability == yield.failing->probability);
    CHECK_FALSE(got.limits[0].cpk.has_value());
}
