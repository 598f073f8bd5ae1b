// What a chip changes in a deck: thresholds, mobilities, capacitors, resistances, as alterations.
#pragma once
#include "circuits/alterations.hpp"
#include "circuits/integrator/elements.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits::integrator {

/// Collects the alterations of one deck. On a nominal chip only cells() lists anything.
class Changes {
public:
    explicit Changes(Bench const& bench) : bench_(bench) {}

    /// `instance` is a transistor with its model inside a subcircuit, as "m.xt0.m0"; `device` its name as drawn.
    void transistor(std::string const& instance, std::string const& device, bool n) {
        if (bench_.chip.is_nominal()) return;
        alter_transistor(list, bench_.chip, instance, device, n);
    }
    void capacitor(std::string const& element, std::string const& device, double nominal_f) {
        if (bench_.chip.is_nominal()) return;
        alter_capacitor(list, bench_.chip, element, device, nominal_f);
    }
    void gate(std::string const& instance, std::string const& device) {
        if (bench_.design.ideal_switches) return;
        transistor(fmt::format("m.x{}.xn.m0", instance), device + "n", true);
        transistor(fmt::format("m.x{}.xp.m0", instance), device + "p", false);
    }
    void cells(std::string const& name, double r_ohm, double m) {
        double const at_least = std::max(m, few);
        list.push_back({fmt::format("@m.x{}.m0[m]", name), at_least});
        list.push_back({fmt::format("r.x{}.xr.r0", name), r_ohm / at_least});
        if (!bench_.chip.is_nominal())
            list.push_back({fmt::format("@m.x{}.m0[delvto]", name), bench_.chip.deviation("process", "nmos_vth_v")});
    }
    void reset_switch(std::string const& n, std::string const& device) {
        auto const& d = bench_.design;
        if (d.active() && d.ideal_switches) return;
        transistor(fmt::format("m.x{}.m0", of_line("s1", n)), device + ".s1", d.active());
    }
    void integrating_capacitor(int k, std::string const& n, std::string const& device) {
        reset_switch(n, device);
        capacitor("ccc" + n, device + ".cc", bench_.design.integrating_f(k));
    }
    void isolation(std::string const& n, std::string const& device) {
        auto const& d = bench_.design;
        if (d.active() && !d.amplifier.ideal) {
            for (auto const& t : transistors(d.amplifier))
                transistor(fmt::format("m.xamp{}.x{}.m0", n, t.name), fmt::format("{}.{}", device, t.name), t.n);
            capacitor(fmt::format("c.xamp{}.cm", n), device + ".cm", d.amplifier.c_miller_f);
        }
        if (d.keeper_a > 0) transistor(fmt::format("m.xkeep{}.m0", n), device + ".keeper", true);
        if (d.isolation) transistor(fmt::format("m.xt0{}.m0", n), device + ".t0", true);
        if (d.regulator) {
            transistor(fmt::format("m.xreg{}.xt1.m0", n), device + ".t1", true);
            transistor(fmt::format("m.xreg{}.xmir.m0", n), device + ".mirror", false);
        }
    }
    /// The bias is shared by the core and follows the process, without mismatch of its own.
    void bias() {
        auto const& d = bench_.design;
        if (bench_.chip.is_nominal()) return;
        if (d.regulator) list.push_back({"@m.xmref.m0[delvto]", -bench_.chip.deviation("process", "pmos_vth_v")});
        if (d.keeper_a > 0) list.push_back({"@m.xmkref.m0[delvto]", bench_.chip.deviation("process", "nmos_vth_v")});
        if (d.swap && d.bias_replica)
            list.push_back({"@m.xrep.m0[delvto]", bench_.chip.deviation("process", "nmos_vth_v")});
    }
    std::vector<Alteration> list;

private:
    Bench const& bench_;
};

/// A transient of this deck with these changes until `stop_s`.
[[nodiscard]] Simulation transient(Bench const& bench, Cards cards, Changes changes, double stop_s,
                                   std::vector<std::string> vectors);

}  // namespace cimchar::circuits::integrator
