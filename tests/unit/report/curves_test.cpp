// Curves over chips: INL and DNL as the measures have them, bands, and memory that does not follow the chips.
#include "campaign/measures.hpp"
#include "synthetic_campaign.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::report;
using namespace cimchar::report::test;

namespace {

campaign::TrialRecord record_of(std::uint64_t sample, double bow) {
    campaign::TrialRecord record;
    record.trial = {sample, 0, sample};
    record.measures = {0, 0, 0.01, 0};
    record.curves["transfer_v"] = bent_curve(bow);
    return record;
}

CurveSpread const& spread_of(std::vector<CurveSpread> const& spreads, std::string const& name) {
    for (auto const& spread : spreads)
        if (spread.name == name) return spread;
    FAIL("no " << name);
    return spreads.front();
}

}  // namespace

TEST_CASE("report curves: INL and DNL are those that the campaign measures", "[report]") {
    CurveCollector collector(Synthetic::measures(), Synthetic::curves(), 1);
    auto const record = record_of(0, 0.5);
    collector.add(record);
    auto const spreads = collector.finish();
    auto const& inl = spread_of(spreads, "INL of transfer_v").conditions.at(0).nominal;
    REQUIRE(inl.size() == 8);
    // The bow of 0.5 LSB at codes 3 and 4: 0.5·4·(3/7)·(4/7) LSB; the ends are the line's own.
    CHECK(inl[3] == Approx(0.5 * 4 * 12 / 49));
    CHECK(inl[0] == Approx(0).margin(1e-12));
    circuits::Observation observation;
    observation.scalars = {{"gain", 0}, {"offset_v", 0}, {"lsb_v", 0.01}};
    observation.curves = record.curves;
    auto const measured = campaign::evaluate(Synthetic::measures(), observation);
    CHECK(*std::max_element(inl.begin(), inl.end()) == measured.at(3));
    auto const& dnl = spread_of(spreads, "DNL of transfer_v");
    CHECK(dnl.points.size() == 7);
    CHECK(dnl.conditions.at(0).nominal.at(2) == Approx(inl[3] - inl[2]));
}

TEST_CASE("report curves: band and extremes over chips", "[report]") {
    CurveCollector collector(Synthetic::measures(), Synthetic::curves(), 1);
    for (std::uint64_t s = 1; s <= 21; ++s) collector.add(record_of(s, 0.1 * static_cast<double>(s - 1)));
    auto const band = spread_of(collector.finish(), "INL of transfer_v").conditions.at(0);
    CHECK(band.chips == 21);
    CHECK(band.in_band == 21);
    double const middle = 4 * 12.0 / 49;  // of a bow of 1 LSB
    CHECK(band.min[3] == Approx(0).margin(1e-12));
    CHECK(band.max[3] == Approx(2.0 * middle));
    CHECK(band.median[3] == Approx(1.0 * middle));
    CHECK(band.lower[3] == Approx(0.1 * middle));  // the second of 21, at (21 - 1)·0.05
    CHECK(band.upper[3] == Approx(1.9 * middle));
    CHECK(band.nominal.empty());
}

TEST_CASE("report curves: a handful of chips has extremes and a median, no 5 % band", "[report]") {
    CurveCollector collector(Synthetic::measures(), Synthetic::curves(), 1);
    for (std::uint64_t s = 1; s <= 3; ++s) collector.add(record_of(s, static_cast<double>(s)));
    auto const band = spread_of(collector.finish(), "transfer_v").conditions.at(0);
    CHECK(band.lower.empty());
    CHECK(band.median.size() == 8);
    CHECK(band.max[3] > band.min[3]);
}

TEST_CASE("report curves: extremes are of all chips when the band is of the first", "[report]") {
    // No budget at all: 200 chips are kept nevertheless.
    CurveCollector collector(Synthetic::measures(), Synthetic::curves(), 1, 0);
    for (std::uint64_t s = 1; s <= 1000; ++s) collector.add(record_of(s, static_cast<double>(s)));
    auto const band = spread_of(collector.finish(), "transfer_v").conditions.at(0);
    CHECK(band.chips == 1000);
    CHECK(band.in_band == 200);
    CHECK(band.max[3] == Approx(bent_curve(1000)[3]));
    CHECK(band.median[3] == Approx(bent_curve(100.5)[3]));
}

TEST_CASE("report curves: what has no INL is left out, not fatal", "[report]") {
    CurveCollector collector(Synthetic::measures(), Synthetic::curves(), 1);
    auto flat = record_of(1, 0);
    flat.curves["transfer_v"].assign(8, 0.5);
    auto incomplete = record_of(2, 1);
    incomplete.curves["transfer_v"][4] = std::numeric_limits<double>::quiet_NaN();
    auto without = record_of(3, 1);
    without.curves.clear();
    for (auto const& record : {flat, incomplete, without, record_of(4, 1)}) collector.add(record);
    auto const spreads = collector.finish();
    CHECK(spread_of(spreads, "transfer_v").conditions.at(0).chips == 2);
    CHECK(spread_of(spreads, "INL of transfer_v").conditions.at(0).chips == 1);
    // No measure names an LSB: the curve alone.
    auto plain = Synthetic::measures();
    plain.pop_back();
    CHECK(CurveCollector(plain, Synthetic::curves(), 1).finish().size() == 1);
}
