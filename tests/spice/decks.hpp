// Circuits for the tests of src/spice. Transistors: the 45 nm cards of docs/circuits, values of FreePDK45 1.4 (VTG).
#pragma once
#include "core/simulation.hpp"

#include <memory>
#include <string>

namespace cimchar::test {

inline std::string const cards_45nm =
    ".model nch nmos level=54 version=4.5 eta0=0.006 nfactor=2.1 xl=-2e-08 toxe=1.14e-09 toxp=1e-09 toxm=1.14e-09\n"
    "+ dtox=0.14e-09 lint=3.75e-09 vth0=0.4106 k1=0.4 u0=0.045 vsat=123000 rdsw=155 ndep=3.4e+18 xj=1.98e-08 k2=0\n"
    "+ k3=0 dvt0=1 dvt1=2 dsub=0.1 minv=0.05 dvtp0=1e-10 lpe0=0 ngate=3e+20 voff=-0.13 vfb=-0.55 ua=6e-10 ub=1.2e-18\n"
    "+ pclm=0.02 pdiblc1=0.001 pdiblc2=0.001 pscbe1=8.14e+8 pscbe2=1e-7 pdits=0.08 pditsd=0.23 prwg=0 noff=0.9\n"
    "+ voffcv=0.02 ua1=4.31e-9 ub1=7.61e-18\n"
    ".model pch pmos level=54 version=4.5 vth0=-0.3842 vsat=62000 toxe=1.26e-09 toxp=1.0e-9 toxm=1.26e-9 dtox=2.6e-10\n"
    "+ lint=3.75e-9 xl=-20e-9 k1=0.4 k3=0 dvt0=1 dvt1=2 dsub=0.1 minv=0.05 lpe0=0 xj=1.98e-8 ndep=2.44e+18 "
    "voff=-0.126\n"
    "+ nfactor=2.22 eta0=0.0055 vfb=0.55 u0=0.02 ua=2e-9 ub=5e-19 pclm=0.12 pdiblc1=0.001 pdiblc2=0.001 "
    "pscbe1=8.14e+8\n"
    "+ pscbe2=9.58e-7 pdits=0.08 pditsd=0.23 rdsw=155 prwg=0 noff=0.9 voffcv=0.02 ua1=4.31e-9 ub1=7.61e-18\n";

inline std::string const inverter_45nm =
    ".subckt inv in out vdd\n"
    "mn out in 0 0 nch w=90n l=50n\n"
    "mp out in vdd vdd pch w=180n l=50n\n"
    "c1 out 0 1f\n"
    ".ends\n";

/// `count` inverters in a row, n0 -> n1 -> …, driven by a 1 GHz square wave.
inline std::string inverter_chain(int count, std::string const& more = "") {
    std::string deck = "inverter chain\n" + cards_45nm + inverter_45nm +
                       "vdd vdd 0 1\n"
                       "vin n0 0 dc 0 ac 1 pulse(0 1 0.1n 20p 20p 0.5n 1n)\n";
    for (int i = 0; i < count; ++i)
        deck += "x" + std::to_string(i) + " n" + std::to_string(i) + " n" + std::to_string(i + 1) + " vdd inv\n";
    return deck + more;
}

/// A pulse through a resistor into two diodes and a capacitor. Tolerances at the edge of double precision make it
/// need the retry ladder.
inline std::string clipper(std::string const& options = "") {
    return "clipper\nv1 a 0 pulse(0 1 0.1n 0.1n 0.1n 1n)\nr1 a b 1k\nd1 b c dd\nd2 c 0 dd\nc1 b 0 10f\n"
           ".model dd d is=1e-15 n=1.1 cjo=1f\n" +
           options;
}
inline std::string const tight_tolerances = ".options reltol=1e-13 vntol=1e-16 abstol=1e-20\n";
inline std::string const impossible_tolerances = ".options reltol=1e-14 vntol=1e-18 abstol=1e-22\n";

inline Simulation simulation(std::string deck, std::string analysis, std::vector<std::string> vectors) {
    Simulation result;
    result.deck = std::make_shared<std::string const>(std::move(deck));
    result.analysis = std::move(analysis);
    result.vectors = std::move(vectors);
    return result;
}

/// Threshold shifts of ±`size_v` and 0, in turn, on all transistors of an inverter_chain(count).
inline void shift_thresholds(Simulation& what, int count, double size_v) {
    for (int i = 0; i < count; ++i) {
        auto const cell = ".x" + std::to_string(i) + ".";
        what.alterations.push_back({"@m" + cell + "mn[delvto]", size_v * (i % 3 - 1) + size_v / 7});
        what.alterations.push_back({"@m" + cell + "mp[delvto]", size_v * ((i + 1) % 3 - 1) - size_v / 3});
    }
}

}  // namespace cimchar::test
