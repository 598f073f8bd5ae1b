// The data of a report: what is broken, what failed, what is worst; and campaigns that are hardly any.
#include "report/report_json.hpp"
#include "synthetic_campaign.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::report;
using namespace cimchar::report::test;
using nlohmann::ordered_json;

TEST_CASE("report: limits with their yields and the worst trials", "[report]") {
    Synthetic s(100);
    s.gathered.spec.limits = {{"gain", 9.0, std::nullopt}, {"offset_v", -1.0, 1.0}};
    s.gathered.records.at(60).measures[0] = 5;  // chip 59
    auto const json = json_of(s.gathered);
    auto const& gain = json["limits"][0];
    CHECK(gain["measure"] == 0);
    CHECK(gain["min"] == 9.0);
    CHECK(gain["max"].is_null());
    CHECK(gain["judged"] == 102);
    CHECK(gain["worst"][0]["trial"] == 60);
    CHECK(gain["worst"][0]["chip"] == 59);
    CHECK(gain["worst"][0]["margin"] == Approx(-4.0));
    CHECK(gain["worst"].size() == 10);
    CHECK(gain["conditions"][1]["nominal_passes"] == false);  // 8 at ss
    CHECK(gain["conditions"][1]["yield"]["with_errors"][0].dump() == "null");
    auto const outside = gain["conditions"][0]["yield"]["outside"].get<int>();
    CHECK(outside >= 1);
    CHECK(gain["outside"] == outside + 1);
    CHECK(json["campaign"]["yield"]["with_errors"][0].get<double>() == Approx((100.0 - outside) / 100));
    CHECK(json["limits"][1]["outside"] == 0);
}

TEST_CASE("report: units suit nominal values and spread", "[report]") {
    auto const json = json_of(Synthetic(50).gathered);
    CHECK(json["measures"][1]["unit"] == "V");
    CHECK((json["measures"][1]["shown_unit"] == "mV" || json["measures"][1]["shown_unit"] == "µV"));
    CHECK(json["measures"][2]["shown_unit"] == "mV");
    CHECK(json["measures"][2]["shown_size"].get<double>() == Approx(1e-3));
    CHECK(json["measures"][0]["shown_unit"] == "");
}

TEST_CASE("report: failures by kind, the most frequent first, with the first logs", "[report]") {
    Synthetic s(40);
    s.fail(5, {FailureKind::crash, "signal 11", "last words", {}});
    for (std::size_t i = 10; i < 30; ++i)
        s.fail(i, {FailureKind::timeout, i < 25 ? "no end after 1 s" : "no end after 2 s", "log", {"gmin"}});
    s.gathered.records[2].ladder = {"gear"};
    auto const json = json_of(s.gathered)["failures"];
    REQUIRE(json["kinds"].size() == 2);
    CHECK(json["kinds"][0]["kind"] == "timeout");
    CHECK(json["kinds"][0]["count"] == 20);
    CHECK(json["kinds"][0]["messages"]["shown"][0]["count"] == 15);
    CHECK(json["kinds"][0]["trials"].size() == 8);
    CHECK(json["kinds"][0]["trials"][0]["trial"] == 10);
    CHECK(json["kinds"][1]["trials"][0]["log"] == "last words");
    CHECK(json["helped"]["gear"] == 1);
}

TEST_CASE("report: without limits, with one trial, with none, with all failed", "[report]") {
    auto const unlimited = json_of(Synthetic(20).gathered);
    CHECK(unlimited["limits"].empty());
    CHECK_FALSE(unlimited["campaign"].contains("yield"));

    auto const one = json_of(Synthetic(0, 1).gathered);
    CHECK(one["campaign"]["recorded"] == 1);
    CHECK(one["statistics"][0][0]["nominal"] == 10.0);
    CHECK_FALSE(one["statistics"][0][0].contains("distribution"));

    Synthetic none(30);
    none.gathered.records.clear();
    none.gathered.spec.limits = {{"gain", 9.0, std::nullopt}};
    auto const empty = json_of(none.gathered);
    CHECK(empty["campaign"]["recorded"] == 0);
    CHECK(empty["campaign"]["planned"] == 32);
    CHECK(empty["limits"][0]["worst"].empty());

    Synthetic failed(30);
    failed.gathered.spec.limits = none.gathered.spec.limits;
    for (std::size_t i = 0; i < failed.gathered.records.size(); ++i)
        failed.fail(i, {FailureKind::no_convergence, "no operating point", "", {}});
    failed.add_curves();
    auto const json = json_of(failed.gathered);
    CHECK(json["failures"]["kinds"][0]["count"] == 32);
    CHECK(json["limits"][0]["judged"] == 0);
    CHECK(json["campaign"]["yield"]["with_errors"][0] == 0.0);
    CHECK(json["curves"][0]["conditions"][0]["chips"] == 0);
    CHECK(json["statistics"][0][0]["n"] == 0);
}

TEST_CASE("report: a campaign that stopped by itself is complete, and says what it knows", "[report]") {
    Synthetic s(40);
    s.gathered.spec.sampling.samples = 200;  // at most
    s.gathered.header.planned = 202;
    s.gathered.spec.until = campaign::StopRule{"gain", campaign::StopRule::Of::mean, 0.5, 40};
    auto const json = json_of(s.gathered)["campaign"];
    CHECK(json["complete"] == true);
    CHECK(json["until"]["met"] == true);  // σ 0.5 over √40 chips
    CHECK(json["until"]["chips"] == 40);
    CHECK(json["until"]["estimates"][0]["upper"].get<double>() > json["until"]["estimates"][0]["lower"].get<double>());
    s.gathered.spec.until->half_width = 1e-3;
    auto const wide = json_of(s.gathered)["campaign"];
    CHECK(wide["complete"] == false);
    CHECK_FALSE(wide.contains("until"));
    CHECK(json_of(Synthetic(40).gathered)["campaign"]["complete"] == true);
}

TEST_CASE("report: its size does not follow the number of chips", "[report]") {
    auto const size = [](std::uint64_t chips) {
        Synthetic s(chips);
        s.gathered.spec.limits = {{"gain", 9.5, std::nullopt}};
        s.add_curves();
        return json_of(s.gathered).dump().size();
    };
    // 60 bins and 240 points of every measure at the one condition, at most.
    auto const of_1e5 = size(100'000);
    CHECK(of_1e5 < 60'000);
    CHECK(static_cast<double>(of_1e5) < 1.3 * static_cast<double>(size(1'000)));
}
