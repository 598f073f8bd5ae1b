// The session against closed forms and against itself: what a simulation gives, whatever came before it.
#include "decks.hpp"
#include "in_new_process.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace cimchar;
using namespace cimchar::test;

namespace {

std::string const divider = "divider\nv1 in 0 dc 1 ac 1\nr1 in out 1k\nr2 out 0 3k\n";
std::string const rc_step = "rc\nv1 in 0 pulse(0 1 0 1f 1f 1 2)\nr1 in out 1k\nc1 out 0 1p\n";

}  // namespace

TEST_CASE("session: an RC step follows its closed form", "[spice]") {
    auto const got = waveforms_of(simulation(rc_step, "tran 2p 5n 0 2p", {"v(out)"}));
    CHECK(got.names == std::vector<std::string>{"time", "v(out)"});
    auto const& time_s = got.columns.front();
    for (double const t : {0.5e-9, 1e-9, 2e-9, 4e-9})  // tau = 1 kOhm * 1 pF = 1 ns
        CHECK(value_at(time_s, got["v(out)"], t) == Approx(1 - std::exp(-t / 1e-9)).epsilon(2e-3));
    CHECK(time_s.back() == Approx(5e-9));
}

TEST_CASE("session: an operating point has one row, and differences and currents", "[spice]") {
    auto const got = waveforms_of(simulation(divider, "op", {"V(OUT)", "v(in,out)", "v(0,out)", "i(v1)", "@r2[i]"}));
    CHECK(got.names.front() == "point");
    CHECK(got.columns.front() == std::vector<double>{0.0});
    CHECK(got["V(OUT)"].front() == Approx(0.75));
    CHECK(got["v(in,out)"].front() == Approx(0.25));
    CHECK(got["v(0,out)"].front() == Approx(-0.75));
    CHECK(got["i(v1)"].front() == Approx(-0.25e-3));
    CHECK(got["@r2[i]"].front() == Approx(0.25e-3));
}

TEST_CASE("session: nodes may be numbers, and a deck may end in .end and more", "[spice]") {
    auto const got =
        waveforms_of(simulation("t\nv1 1 0 2\nr1 1 2 1k\nr2 2 0 1k\n.end\nrubbish here\n", "op", {"v(2)"}));
    CHECK(got["v(2)"].front() == Approx(1.0));
}

TEST_CASE("session: a sweep's scale is its source", "[spice]") {
    auto const got = waveforms_of(simulation(divider, "dc v1 0 2 0.5", {"v(out)"}));
    CHECK(got.names.front() == "v-sweep");
    CHECK(got.columns.front() == std::vector<double>{0, 0.5, 1, 1.5, 2});
    CHECK(got["v(out)"].back() == Approx(1.5));
}

TEST_CASE("session: a complex vector comes as real and imaginary part", "[spice]") {
    std::string const deck = "rc\nv1 in 0 dc 0 ac 1\nr1 in out 1k\nc1 out 0 1n\n";
    auto const got = waveforms_of(simulation(deck, "ac dec 5 1k 100meg", {"v(out)", "v(in,out)"}));
    CHECK(got.names ==
          std::vector<std::string>{"frequency", "re(v(out))", "im(v(out))", "re(v(in,out))", "im(v(in,out))"});
    for (std::size_t i = 0; i < got.columns[0].size(); ++i) {
        double const w_tau = 2 * std::numbers::pi * got.columns[0][i] * 1e-6;  // H = 1 / (1 + j w tau)
        CHECK(got["re(v(out))"][i] == Approx(1 / (1 + w_tau * w_tau)).epsilon(1e-6));
        CHECK(got["im(v(out))"][i] == Approx(-w_tau / (1 + w_tau * w_tau)).epsilon(1e-6));
        CHECK(got["re(v(in,out))"][i] == Approx(1 - got["re(v(out))"][i]).margin(1e-12));
    }
}

TEST_CASE("session: the noise of a resistor is 4kTR, spectrum and total", "[spice]") {
    std::string const deck = "noise\nv1 in 0 dc 0 ac 1\nr1 in out 10k\nc1 out 0 1f\n";
    auto what =
        simulation(deck, "noise v(out) v1 dec 10 1 1meg", {"onoise_spectrum", "inoise_spectrum", "onoise_total"});
    what.temperature_c = 80;
    auto const got = waveforms_of(what);
    CHECK(got.names.front() == "frequency");
    constexpr double boltzmann = 1.380649e-23;  // [J/K]
    double const density = std::sqrt(4 * boltzmann * (80 + 273.15) * 10e3);
    CHECK(got["onoise_spectrum"].front() == Approx(density).epsilon(1e-4));
    CHECK(got["onoise_spectrum"].size() == got.columns.front().size());
    CHECK(got["onoise_total"].front() == Approx(density * std::sqrt(1e6 - 1)).epsilon(1e-3));
    CHECK(got["onoise_total"].back() == got["onoise_total"].front());
}

TEST_CASE("session: temperature is the simulation's, not the deck's, and does not stay", "[spice]") {
    std::string const deck = "t\nv1 a 0 1\nr1 a 0 1k tc1=1e-3\n.temp 80\n";
    std::vector<Simulation> in_order;
    for (double const temperature_c : {27.0, 127.0, 27.0, -40.0}) {
        in_order.push_back(simulation(deck, "op", {"i(v1)"}));
        in_order.back().temperature_c = temperature_c;
    }
    auto const got = simulate_in_order(in_order);
    auto const resistance = [&](std::size_t i) { return -1 / got[i].waveforms["i(v1)"].front(); };
    CHECK(resistance(0) == Approx(1000));
    CHECK(resistance(1) == Approx(1100));
    CHECK(resistance(2) == Approx(1000));
    CHECK(resistance(3) == Approx(933));
}

TEST_CASE("session: an alteration takes effect and goes when it is not asked for", "[spice]") {
    auto const with = [](std::vector<Alteration> alterations) {
        auto what = simulation(divider, "op", {"v(out)"});
        what.alterations = std::move(alterations);
        return what;
    };
    auto const got = simulate_in_order({with({}), with({{"r2", 1e3}}), with({{"V1", 2}}),
                                        with({{"@r1[resistance]", 9e3}, {"r2", 1e3}}),
                                        with({{"@r1[resistance]", 1e3}, {"r2", 1e3}}), with({})});
    std::vector<double> outputs_v;
    for (auto const& each : got) outputs_v.push_back(each.waveforms["v(out)"].front());
    std::vector<double> const expected_v{0.75, 0.5, 1.5, 0.1, 0.5, 0.75};
    for (std::size_t i = 0; i < expected_v.size(); ++i) CHECK(outputs_v[i] == Approx(expected_v[i]));
    CHECK(got.back().counters.loads == 1);
    CHECK(got.back().counters.resets == 3);  // before the 3rd, 4th and last: other targets than before
}

TEST_CASE("session: an altered number is the number a netlist would hold, to the last bit", "[spice]") {
    double const value = 1234.5678901234567;
    auto altered = simulation(divider, "op", {"v(out)", "i(v1)"});
    altered.alterations = {{"r2", value}};
    auto const written = simulation("divider\nv1 in 0 dc 1 ac 1\nr1 in out 1k\nr2 out 0 1234.5678901234567\n", "op",
                                    {"v(out)", "i(v1)"});
    CHECK(same_bits(waveforms_of(altered), waveforms_of(written)));
}

TEST_CASE("session: counters grow with the work", "[spice]") {
    auto const got =
        simulate_in_order({simulation(rc_step, "tran 2p 5n 0 2p", {"v(out)"}), simulation(divider, "op", {"v(out)"}),
                           simulation(rc_step, "tran 2p 5n 0 2p", {"v(out)"})});
    auto const& first = got[0].counters;
    auto const& last = got[2].counters;
    CHECK(first.accepted_points >= 2500);  // 5 ns in steps of at most 2 ps
    CHECK(last.accepted_points == 2 * first.accepted_points);
    CHECK(last.iterations > 2 * first.accepted_points);
    CHECK(last.analyses == 3);
    CHECK(last.loads == 2);
    CHECK(last.resets == 0);
    CHECK(last.analysis_s > 0);
}
