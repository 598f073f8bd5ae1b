#include "circuits/time_neuron/changes.hpp"

#include "circuits/alterations.hpp"
#include "circuits/user/transistors.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace cimchar::circuits::time_neuron {

namespace {

/// Every transistor of a deck but those of the cells, which are drawn by their place in a column.
std::vector<user::Transistor> transistors_of(std::string const& deck) {
    auto text = user::read_netlist(deck, "time_neuron");
    std::erase_if(text.top.instances, [](user::Instance const& instance) { return instance.of == "cell_1r1t"; });
    return user::transistors(text, {}, {}, "time_neuron");
}

struct Capacitor {
    std::string element;  ///< as ngspice calls it
    std::string device;   ///< in a chip
    double value_f = 0;
};
/// Capacitors of a neuron; suffix "" or, of the replica, "r".
std::vector<Capacitor> capacitors_of(Design const& d, std::string const& suffix) {
    std::string const prefix = suffix.empty() ? "" : "replica.";
    std::vector<Capacitor> list{{"csp" + suffix, prefix + "cp", d.sample_f},
                                {"csn" + suffix, prefix + "cn", d.sample_f},
                                {"ckp" + suffix, prefix + "kp", pedestal_f(d)},
                                {"ckn" + suffix, prefix + "kn", d.kick_f}};
    if (!d.offset_trim) return list;
    list.push_back({"cbp" + suffix, prefix + "bp", balance_f(d)});
    for (int bit = 0; bit < trim_bits; ++bit)
        list.push_back(
            {fmt::format("c.xtrim{}.c{}", suffix, bit), fmt::format("{}trim{}", prefix, bit), (1 << bit) * d.trim_f});
    return list;
}

std::string cell_name(std::string const& column, int i) {
    return fmt::format("{}.cell{}", column, i);
}

/// Deviations of cells as alterations.
class CellChanges {
public:
    CellChanges(std::vector<Alteration>& list, Bench const& bench) : list_(list), bench_(bench) {}

    /// Cells first … first + number - 1 of a column as the instance that stands for them all: of their mean threshold
    /// and mobility and their summed conductance.
    void together(std::string const& instance, std::string const& column, int first, int number) {
        if (number == 0) return;
        double conductance = 0;
        double vth_v = 0;
        double beta = 0;
        for (int i = first; i < first + number; ++i) {
            conductance += 1 + bench_.chip.deviation(cell_name(column, i) + ".rram", "g");
            vth_v += bench_.chip.deviation(cell_name(column, i) + ".t2", "vth_v") / number;
            beta += bench_.chip.deviation(cell_name(column, i) + ".t2", "beta") / number;
        }
        list_.push_back({fmt::format("r.{}.xr.r0", instance), bench_.design.r_lrs_ohm / conductance});
        list_.push_back(
            {fmt::format("@m.{}.m0[delvto]", instance), vth_v + bench_.chip.deviation("process", "nmos_vth_v")});
        list_.push_back({fmt::format("@m.{}.m0[mulu0]", instance), 1 + beta});
    }
    /// The first cells of a column, each its own instance or all as `group`.
    void of(std::string const& group, std::string const& each, std::string const& column, int number) {
        if (!bench_.design.each_cell) return together(group, column, 0, number);
        for (int i = 0; i < number; ++i) together(fmt::format("{}{}", each, i), column, i, 1);
    }

private:
    std::vector<Alteration>& list_;
    Bench const& bench_;
};

}  // namespace

std::vector<Alteration> transistor_changes(netlist::Chip const& chip, std::string const& deck) {
    std::vector<Alteration> list;
    if (chip.is_nominal()) return list;
    for (auto const& transistor : transistors_of(deck))
        alter_transistor(list, chip, transistor.path, transistor.device.name,
                         transistor.device.kind == netlist::DeviceKind::nmos);
    return list;
}

std::vector<Alteration> conversion_changes(Bench const& bench, std::string const& deck, int sum) {
    if (bench.chip.is_nominal()) return {};
    auto const& d = bench.design;
    auto list = transistor_changes(bench.chip, deck);
    for (std::string const suffix : {"", "r"})
        for (auto const& c : capacitors_of(d, suffix))
            alter_capacitor(list, bench.chip, c.element, c.device, c.value_f);
    CellChanges cells(list, bench);
    cells.of("xrep", "xrep", "replica", replica_cells);
    for (char const c : {'p', 'n'}) {
        std::string const column(1, c);
        auto const driven = column_cells(d, c == 'p' ? positive_sum(d, sum) : negative_sum(d, sum));
        cells.of("xfull" + column, "xcell" + column, column, driven.full);
        cells.together("xrest" + column, column, driven.full, driven.rest > 0 ? 1 : 0);
        alter_transistor(list, bench.chip, fmt::format("m.xidle{}.m0", c), "", true);  // follow the process alone
    }
    return list;
}

std::vector<netlist::VariedDevice> varied_devices(Design const& d) {
    using netlist::DeviceKind;
    std::vector<netlist::VariedDevice> devices;
    for (auto const& transistor : transistors_of(*conversion({d, {}, {}, {}}, 0).deck))
        devices.push_back(transistor.device);
    for (std::string const suffix : {"", "r"})
        for (auto const& c : capacitors_of(d, suffix))
            devices.push_back({c.device, DeviceKind::capacitor, 0, 0, c.value_f});
    if (d.nominal_cells) return devices;
    auto const add_cells = [&](std::string const& column, int number) {
        for (int i = 0; i < number; ++i) {
            devices.push_back({cell_name(column, i) + ".t2", DeviceKind::nmos, d.t2.w_m, d.t2.l_m, 0});
            devices.push_back({cell_name(column, i) + ".rram", DeviceKind::rram, 0, 0, 0});
        }
    };
    add_cells("replica", replica_cells);
    for (std::string const column : {"p", "n"}) add_cells(column, column_cells(d, largest_needed(d)).full + 1);
    return devices;
}

}  // namespace cimchar::circuits::time_neuron
