#include "circuits/time_neuron/changes.hpp"

#include "circuits/alterations.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::circuits::time_neuron {

namespace {

// Sizes written in netlists/time_neuron.cir.
constexpr Size preamplifier_diode{1.2e-6, 0.1e-6};
constexpr Size preamplifier_cross{0.8e-6, 0.1e-6};
constexpr Size second_input{2e-6, 0.1e-6};
constexpr Size second_load{1e-6, 0.1e-6};
constexpr Size tail{2e-6, 0.2e-6};
constexpr Size sink{1e-6, 0.2e-6};
constexpr Size dac_unit{1e-6, 1e-6};

/// Deviations of transistors as alterations.
class Changes {
public:
    explicit Changes(netlist::Chip const& chip) : chip_(chip) {}

    void transistor(std::string const& instance, std::string const& device, bool n) {
        alter_transistor(list, chip_, instance, device, n);
    }
    void parts(std::string const& where, std::string const& device, std::vector<Part> const& parts) {
        for (auto const& part : parts)
            transistor(fmt::format("m.{}.{}", where, part.instance), device + "." + part.device, part.n);
    }
    /// Equal cells first … first + number - 1 of a column as the mean one: a cell's current departs in proportion.
    void cells(std::string const& instance, std::string const& column, int first, int number, double r_ohm) {
        if (number == 0) return;
        double conductance = 0;
        double vth_v = 0;
        double beta = 0;
        for (int i = first; i < first + number; ++i) {
            conductance += 1 + chip_.deviation(fmt::format("{}.cell{}.rram", column, i), "g");
            vth_v += chip_.deviation(fmt::format("{}.cell{}.t2", column, i), "vth_v") / number;
            beta += chip_.deviation(fmt::format("{}.cell{}.t2", column, i), "beta") / number;
        }
        list.push_back({fmt::format("r.{}.xr.r0", instance), r_ohm / conductance});
        list.push_back({fmt::format("@m.{}.m0[delvto]", instance), vth_v + chip_.deviation("process", "nmos_vth_v")});
        list.push_back({fmt::format("@m.{}.m0[mulu0]", instance), 1 + beta});
    }
    void neuron(Design const& d, std::string const& suffix, std::string const& device) {
        if (!d.ideal_source) parts("xramp" + suffix, device + "ramp", ramp_parts(d));
        if (!d.ideal_comparator) parts("xcmp" + suffix, device + "comparator", comparator_parts(d));
        for (char const column : {'p', 'n'}) {
            alter_capacitor(list, chip_, fmt::format("cs{}{}", column, suffix), fmt::format("{}c{}", device, column),
                            d.sample_f);
            alter_capacitor(list, chip_, fmt::format("ck{}{}", column, suffix), fmt::format("{}k{}", device, column),
                            d.kick_f);
        }
    }
    std::vector<Alteration> list;

private:
    netlist::Chip const& chip_;
};

}  // namespace

std::vector<Part> column_parts(Design const& d) {
    return {{"xt0.m0", "t0", true, d.t0}, {"xt1.m0", "t1", true, d.t1}, {"xmir.m0", "mirror", false, d.mirror}};
}

std::vector<Part> comparator_parts(Design const& d) {
    return {
        {"xin1.m0", "in1", true, d.input_pair},
        {"xin2.m0", "in2", true, d.input_pair},
        {"xtail.m0", "tail1", true, tail},
        {"xd1.m0", "diode1", false, preamplifier_diode},
        {"xd2.m0", "diode2", false, preamplifier_diode},
        {"xx1.m0", "cross1", false, preamplifier_cross},
        {"xx2.m0", "cross2", false, preamplifier_cross},
        {"xin3.m0", "in3", true, second_input},
        {"xin4.m0", "in4", true, second_input},
        {"xtail2.m0", "tail2", true, tail},
        {"xld1.m0", "load1", false, second_load},
        {"xld2.m0", "load2", false, second_load},
        {"xout.m0", "out", false, second_load},
        {"xsink.m0", "sink", true, sink},
    };
}

std::vector<Part> ramp_parts(Design const& d) {
    return {{"xsrc.m0", "source", false, d.source}, {"xcas.m0", "cascode", false, d.cascode}};
}

std::vector<Part> shared_parts(Design const& d) {
    auto const units = [](int n) { return Size{n * dac_unit.w_m, dac_unit.l_m}; };
    return {{"mrd", "reference", true, units(replica_cells * dac_steps_per_unit)},
            {"md1", "dac", true, units(d.dac_code)},
            {"xps.m0", "source", false, d.source}};
}

std::vector<Alteration> bias_changes(Bench const& bench) {
    if (bench.chip.is_nominal()) return {};
    auto const& d = bench.design;
    Changes changes(bench.chip);
    if (!d.ideal_source) {
        changes.parts("xdac", "dac", shared_parts(d));
        for (auto const& [instance, n] : {std::pair{"mrc", true},
                                          {"mc1", true},
                                          {"mc2", true},
                                          {"md2", true},
                                          {"xpc.m0", false},
                                          {"xpd.m0", false}})
            changes.transistor(fmt::format("m.xdac.{}", instance), "", n);  // follow the process alone
    }
    changes.transistor("m.xnb.m0", "", true);
    return changes.list;
}

std::vector<Alteration> conversion_changes(Bench const& bench, int sum) {
    if (bench.chip.is_nominal()) return {};
    auto const& d = bench.design;
    Changes changes(bench.chip);
    changes.list = bias_changes(bench);
    changes.transistor("m.xmp.m0", "", false);
    changes.transistor("m.xmk.m0", "", true);
    changes.transistor("m.xrep.m0", "", true);
    changes.neuron(d, "", "");
    changes.neuron(d, "r", "replica.");
    for (char const c : {'p', 'n'}) {
        std::string const column(1, c);
        changes.parts("xcol" + column, column, column_parts(d));
        changes.transistor(fmt::format("m.xkeep{}.m0", column), column + ".keeper", true);
        auto const cells = column_cells(d, c == 'p' ? positive_sum(d, sum) : negative_sum(d, sum));
        changes.cells("xfull" + column, column, 0, cells.full, d.r_lrs_ohm);
        changes.cells("xrest" + column, column, cells.full, cells.rest > 0 ? 1 : 0, d.r_lrs_ohm);
    }
    return changes.list;
}

std::vector<netlist::VariedDevice> varied_devices(Design const& d) {
    using netlist::DeviceKind;
    std::vector<netlist::VariedDevice> devices;
    auto const add = [&](std::string const& where, std::vector<Part> const& parts) {
        for (auto const& part : parts)
            devices.push_back({where + "." + part.device, part.n ? DeviceKind::nmos : DeviceKind::pmos, part.size.w_m,
                               part.size.l_m, 0});
    };
    if (!d.ideal_source) add("dac", shared_parts(d));
    for (std::string const prefix : {"", "replica."}) {
        if (!d.ideal_source) add(prefix + "ramp", ramp_parts(d));
        if (!d.ideal_comparator) add(prefix + "comparator", comparator_parts(d));
        for (char const* column : {"p", "n"}) {
            devices.push_back({prefix + "c" + column, DeviceKind::capacitor, 0, 0, d.sample_f});
            devices.push_back({prefix + "k" + column, DeviceKind::capacitor, 0, 0, d.kick_f});
        }
    }
    int const driven = column_cells(d, largest_needed(d)).full + 1;
    for (std::string const column : {"p", "n"}) {
        add(column, column_parts(d));
        devices.push_back({column + ".keeper", DeviceKind::nmos, d.keeper.w_m, d.keeper.l_m, 0});
        for (int i = 0; i < driven; ++i) {
            devices.push_back({fmt::format("{}.cell{}.t2", column, i), DeviceKind::nmos, d.t2.w_m, d.t2.l_m, 0});
            devices.push_back({fmt::format("{}.cell{}.rram", column, i), DeviceKind::rram, 0, 0, 0});
        }
    }
    return devices;
}

}  // namespace cimchar::circuits::time_neuron
