// Figures of samples: linearity and spectrum of synthetic waveforms with known answers.
#include "campaign/measures.hpp"
#include "circuits/user/observation.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <random>

using namespace cimchar;
using namespace cimchar::circuits;

namespace {
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Measures of these kinds of v(out) in the analysis "run", one after the other, each named by its kind.
user::Description describe(std::vector<user::Kind> const& kinds, int points, int cycles) {
    user::Description description;
    for (auto const kind : kinds) {
        user::Measure measure;
        measure.name = user::info_of(kind).name;
        measure.kind = kind;
        measure.analysis = "run";
        measure.passing.of = "v(out)";
        measure.points = points;
        if (cycles > 0) {
            measure.cycles = cycles;
            measure.from = "0";
            measure.to = std::to_string(cycles);
        }
        description.measures.push_back(measure);
    }
    return description;
}

struct Seen {
    Observation observation;
    std::vector<double> values;  ///< of the measures
};

Seen see(user::Description const& description, std::vector<double> x, std::vector<double> y) {
    std::map<std::string, Waveforms> waveforms;
    waveforms["run"] = Waveforms{{"x", "v(out)"}, {std::move(x), std::move(y)}};
    auto observation = user::observation_of(description.measures, waveforms, {{"supply_v", 1.0}});
    auto values = campaign::evaluate(user::measure_infos(description), observation);
    return {std::move(observation), std::move(values)};
}

/// Points of uneven steps, 0.4 to 1 of `step`, as a simulator's are.
std::vector<double> uneven(double from, double to, double step) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> share(0.4, 1.0);
    std::vector<double> x;
    for (double at = from; at < to; at += step * share(random)) x.push_back(at);
    x.push_back(to);
    return x;
}

std::vector<double> of(std::vector<double> const& x, std::function<double(double)> const& function) {
    std::vector<double> y;
    for (double const at : x) y.push_back(function(at));
    return y;
}

std::vector<user::Kind> const linearity{user::Kind::inl_max, user::Kind::inl_min, user::Kind::dnl_max,
                                        user::Kind::dnl_min};
std::vector<user::Kind> const spectrum{user::Kind::sndr_db, user::Kind::sfdr_db, user::Kind::thd_db,
                                       user::Kind::enob_bit};

double sine(double at) {
    return std::sin(2 * std::numbers::pi * at);
}
}  // namespace

// y = x + a·x³ over -1 .. 1: the line through the ends is (1 + a)·x, INL = a·(x³ - x), with peaks of a·2/(3√3) at
// ∓1/√3. One LSB is (1 + a)·h of input, h = 2/N; a step departs from it by a·(3x² - 1)·h + O(h²).
TEST_CASE("own circuit: linearity of a cubic is what its formula says", "[user]") {
    constexpr double a = 0.01;
    constexpr int points = 1001;
    auto const x = uneven(-1, 1, 0.01);
    auto const [observation, got] =
        see(describe(linearity, points, 0), x, of(x, [](double at) { return at + a * at * at * at; }));
    double const per_lsb = (points - 1) / (2 * (1 + a));
    double const peak = a * 2 / (3 * std::sqrt(3.0)) * per_lsb;  // 1.9057 LSB
    CHECK(got[0] == Approx(+peak).epsilon(2e-6));  // the nearest sample is up to h/2 from the peak: 3·h²/8 of it
    CHECK(got[1] == Approx(-peak).epsilon(2e-6));
    CHECK(got[2] == Approx(a * (3 * 0.998001 - 1) / (1 + a)).epsilon(1e-3));  // the middle of the first step, ±0.999
    CHECK(got[3] == Approx(-a / (1 + a)).epsilon(1e-3));
    CHECK(observation.scalars.at("inl_max.lsb") == Approx(1 / per_lsb).epsilon(1e-12));
}

TEST_CASE("own circuit: an LSB that is given scales INL, and turns DNL into departures from it", "[user]") {
    auto description = describe(linearity, 5, 0);
    for (auto& measure : description.measures) measure.lsb = "supply_v/2";
    auto const [observation, got] = see(description, {0, 1, 2, 3, 4}, {0, 1, 2.5, 3, 4});  // the third is 0.5 high
    CHECK(got[0] == Approx(1.0));
    CHECK(got[1] == Approx(0.0).margin(1e-12));
    CHECK(got[2] == Approx(+1.0));  // a step of 1.5 where the line has 1, by 0.5
    CHECK(got[3] == Approx(-1.0));
}

// sin³ = (3·sin - sin3)/4: with 0.01·x³ HD3 is (0.01/4)/(1 + 0.03/4); sin² = (1 - cos2)/2 gives HD2 of 0.02·x².
TEST_CASE("own circuit: the spectrum of a cubic and of a square is what their formulas say", "[user]") {
    auto const x = uneven(0, 7, 0.01);  // 100 points per period or more
    auto const description = describe(spectrum, 256, 7);
    auto const cubic = see(description, x, of(x, [](double at) { return sine(at) + 0.01 * std::pow(sine(at), 3); }));
    CHECK(cubic.values[0] == Approx(52.106101).margin(1e-4));
    CHECK(cubic.values[1] == Approx(52.106101).margin(1e-4));
    CHECK(cubic.values[2] == Approx(-52.106101).margin(1e-4));
    CHECK(cubic.values[3] == Approx((52.106101 - 1.76091) / 6.0206).margin(2e-5));
    auto const both =
        see(description, x,
            of(x, [](double at) { return sine(at) + 0.02 * sine(at) * sine(at) + 0.01 * std::pow(sine(at), 3); }));
    CHECK(both.values[1] == Approx(40.064901).margin(1e-4));   // HD2
    CHECK(both.values[2] == Approx(-39.801612).margin(1e-4));  // with HD3
}

// The straight line leaves -78 dB at 100 points per period; the cubic's error falls 24 dB with half the step.
TEST_CASE("own circuit: sampling of uneven points adds less than -135 dB to a sine of 100 points per period",
          "[user]") {
    auto const floor_db = [](double step) {
        auto const x = uneven(0, 7, step);
        return -see(describe({user::Kind::sndr_db}, 256, 7), x, of(x, sine)).values[0];
    };
    CHECK(floor_db(0.01) < -135);
    CHECK(floor_db(0.02) < -115);
    CHECK(floor_db(0.01) - floor_db(0.005) == Approx(24).margin(4));
}

TEST_CASE("own circuit: samples beside an edge are on straight lines and do not overshoot", "[user]") {
    // Plateaus of one second, edges of a picosecond, and a point every 0.4 s.
    std::vector<double> const x{0, 0.4, 0.8, 1, 1 + 1e-12, 1.4, 1.8, 2, 2 + 1e-12, 2.4, 2.8, 3};
    std::vector<double> const y{0, 0, 0, 0, 1, 1, 1, 1, 3, 3, 3, 3};
    for (double const sample : samples_of({x, y}, 0, 3, 64, false)) CHECK((sample == 0 || sample == 1 || sample == 3));
}

TEST_CASE("own circuit: samples without a figure are NaN, and no reason to stop", "[user]") {
    struct Bad {
        std::string what;
        std::vector<double> x;
        std::vector<double> y;
    };
    auto const x = uneven(0, 7, 0.01);
    auto const half = uneven(0, 3.5, 0.01);
    auto with_nan = of(x, sine);
    with_nan[with_nan.size() / 2] = not_a_number;
    std::vector<Bad> const bad{{"three points", {0, 3, 7}, {0, 1, 0}},
                               {"one point", {0}, {1}},
                               {"constant", x, std::vector<double>(x.size(), 0.5)},
                               {"not a number", x, with_nan}};
    for (auto const& [what, at, y] : bad) {
        INFO(what);
        for (double const value : see(describe(linearity, 64, 0), at, y).values) CHECK(std::isnan(value));
        auto const seen = see(describe(spectrum, 256, 7), at, y);
        for (double const value : seen.values) CHECK(std::isnan(value));
        CHECK(seen.observation.curves.at("run_v_out").size() == 256);
    }
    INFO("a sweep that ends early");
    for (double const value : see(describe(spectrum, 256, 7), half, of(half, sine)).values) CHECK(std::isnan(value));
}

TEST_CASE("own circuit: samples are stored once for all figures of the same samples", "[user]") {
    auto description = describe(linearity, 64, 0);
    for (auto const& measure : describe(spectrum, 256, 7).measures) description.measures.push_back(measure);
    auto const curves = user::curve_infos(description);
    REQUIRE(curves.size() == 2);
    CHECK(curves[0].name == "run_v_out");
    CHECK(curves[0].unit == "V");
    CHECK(curves[0].points.size() == 64);
    CHECK(curves[0].points.back() == 63);
    CHECK(curves[1].name == "run_v_out_2");
    CHECK(curves[1].points.size() == 256);
    CHECK(curves[1].axis == record_axis);
    CHECK(curves[0].axis != record_axis);
    auto const x = uneven(0, 7, 0.01);
    auto const seen = see(description, x, of(x, sine));
    CHECK(seen.observation.curves.size() == 2);
    // The last sample of a curve is on the end of the sweep, that of a record one step before it.
    CHECK(seen.observation.curves.at("run_v_out").back() == Approx(sine(7)).margin(1e-12));
    CHECK(seen.observation.curves.at("run_v_out_2").back() == Approx(sine(7 * 255.0 / 256)).margin(1e-6));
    CHECK(user::measure_infos(description)[5].source == "run_v_out_2");
}
