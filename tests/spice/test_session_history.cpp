// The promise that a campaign rests on: a simulation gives the same bits after any others as in a process of its own.
#include "decks.hpp"
#include "in_new_process.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::test;

namespace {

/// Every simulation of `in_order`, run one after the other, has the bits of a run in a process of its own.
void check_independent_of_history(std::vector<Simulation> const& in_order) {
    auto const got = simulate_in_order(in_order);
    for (std::size_t i = 0; i < in_order.size(); ++i) {
        INFO("simulation " << i);
        REQUIRE(got[i].failure.message == "");
        CHECK(same_bits(got[i].waveforms, waveforms_of(in_order[i])));
    }
}

constexpr int inverters = 10;  // 20 BSIM4 transistors

Simulation sample(double shift_v, double temperature_c) {
    auto what = simulation(inverter_chain(inverters), "tran 5p 1.2n", {"v(n10)", "v(n5)", "i(vdd)"});
    shift_thresholds(what, inverters, shift_v);
    what.temperature_c = temperature_c;
    return what;
}

}  // namespace

TEST_CASE("session history: samples of a BSIM4 circuit, far apart, at several temperatures", "[spice]") {
    auto const a = sample(0.15, 80);
    auto const b = sample(-0.1, -40);
    auto const c = sample(0.02, 27);
    check_independent_of_history({a, b, a, c, b, a});
}

TEST_CASE("session history: other targets, other order of targets, none", "[spice]") {
    auto a = sample(0.1, 27);
    auto backwards = a;
    std::reverse(backwards.alterations.begin(), backwards.alterations.end());
    auto few = a;
    few.alterations.resize(3);
    auto none = a;
    none.alterations.clear();
    check_independent_of_history({a, none, few, backwards, a});
}

TEST_CASE("session history: width, mobility, multiplier, supply and capacitor", "[spice]") {
    auto const with = [](double factor) {
        auto what = sample(0.03 * factor, 27);
        for (auto const& [target, value] : std::vector<Alteration>{{"@m.x1.mn[w]", 120e-9},
                                                                   {"@m.x3.mp[w]", 150e-9},
                                                                   {"@m.x2.mn[mulu0]", 1.1},
                                                                   {"@m.x2.mp[m]", 2},
                                                                   {"vdd", 0.9},
                                                                   {"c.x4.c1", 2e-15}})
            what.alterations.push_back({target, value * factor});
        return what;
    };
    check_independent_of_history({with(1), with(1.3), with(1), with(0.8), with(1)});
}

TEST_CASE("session history: several circuits by turns, more than stay resident", "[spice]") {
    std::vector<Simulation> in_order;
    for (int turn = 0; turn < 2; ++turn)
        for (int i = 1; i <= 15; ++i) {
            in_order.push_back(simulation(inverter_chain(i), "tran 20p 0.4n", {"v(n1)", "i(vdd)"}));
            shift_thresholds(in_order.back(), 1, 0.01 * i * (turn + 1));
            in_order.push_back(in_order.front());
        }
    auto const got = simulate_in_order(in_order);
    for (std::size_t i = 0; i < in_order.size(); i += 5) {
        INFO("simulation " << i);
        CHECK(same_bits(got[i].waveforms, waveforms_of(in_order[i])));
    }
    CHECK(got.back().counters.loads > 15);   // some left and came back
    CHECK(got.back().counters.loads <= 30);  // the one in use all the time did not
}

TEST_CASE("session history: several circuits by turns, set back between", "[spice]") {
    std::vector<Simulation> in_order;
    for (int turn = 0; turn < 12; ++turn) {
        int const count = turn * 5 % 3 + 2;
        in_order.push_back(simulation(inverter_chain(count), "tran 20p 0.4n", {"v(n" + std::to_string(count) + ")"}));
        shift_thresholds(in_order.back(), turn * 7 % 4 % (count + 1), 0.05);  // 0, 1, 2 or 3 cells, so resets
    }
    check_independent_of_history(in_order);
}

TEST_CASE("session history: devices with a memory of their own, and temperature in expressions", "[spice]") {
    auto const mixed = [](double temperature_c) {
        auto what = simulation(
            "code models\nv1 a 0 pulse(0 1 0 1n 1n 5n 10n)\n"
            "a1 [a] [d] adc\n.model adc adc_bridge(in_low=0.4 in_high=0.6)\n"
            "a2 d e inv\n.model inv d_inverter(rise_delay=1n)\n"
            "a3 [e] [b] dac\n.model dac dac_bridge\n"
            "r1 b c {1k*(1+temper*1e-3)} tc1=1e-3\nc1 c 0 1p\nd1 c 0 dd\n.model dd d is={1e-14*(1+temper*0.01)}\n"
            "q1 a c 0 qq\n.model qq npn bf=100\nb1 f 0 v=v(c)*temper\n",
            "tran 0.1n 20n", {"v(c)", "v(f)"});
        what.temperature_c = temperature_c;
        return what;
    };
    check_independent_of_history({mixed(27), mixed(27), mixed(80), sample(0.1, 27), mixed(27)});
}

TEST_CASE("session history: options of one deck do not reach another", "[spice]") {
    auto const with = [](std::string const& more) {
        return simulation(inverter_chain(3, more), "tran 10p 0.8n", {"v(n3)"});
    };
    check_independent_of_history({with(""), with(".options method=gear reltol=1e-2 gmin=1e-10\n"), with(""),
                                  with(".options cshunt=1f\n"), with(" \n"),
                                  with(".options scale=2 savecurrents noopiter\n"), with("  \n"),
                                  with(".temp 80\n.ic v(n2)=0.5\n.save v(n1)\n.param n3=4\n"), with("   \n")});
}

TEST_CASE("session history: a retry leaves no options behind", "[spice]") {
    auto const with = [](std::string const& options) {
        return simulation(clipper(options), "tran 20p 0.4n", {"v(c)"});
    };
    auto const chain = simulation(inverter_chain(2), "tran 20p 0.4n", {"v(n2)"});
    check_independent_of_history({with(""), with(tight_tolerances), chain, with(impossible_tolerances),
                                  with(tight_tolerances), with(""), chain, with(impossible_tolerances)});
}

TEST_CASE("session history: refused circuits and values leave nothing behind", "[spice]") {
    auto const good = sample(0.05, 27);
    auto half_wrong = sample(0.1, 80);
    half_wrong.alterations.push_back({"@m.x77.mn[delvto]", 0.1});
    auto const unknown_model = simulation("t\nv1 a 0 1\nm1 a a 0 0 nope w=1u l=1u\n", "op", {"v(a)"});
    auto const unknown_subckt = simulation("t\nv1 a 0 1\nx1 a 0 nope\n", "op", {"v(a)"});
    auto no_vector = good;
    no_vector.vectors = {"v(n1)", "v(nope)"};
    auto const got = simulate_in_order({good, half_wrong, good, unknown_model, unknown_subckt, no_vector, good});
    for (std::size_t i : {1UL, 3UL, 4UL, 5UL}) CHECK(got[i].failure.kind == FailureKind::bad_netlist);
    auto const alone = waveforms_of(good);
    for (std::size_t i : {0UL, 2UL, 6UL}) CHECK(same_bits(got[i].waveforms, alone));
}
