#include "circuits/user/transistors.hpp"

#include "circuits/user/hierarchy.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <optional>

namespace cimchar::circuits::user {

namespace {

bool has(std::vector<std::string> const& names, std::string const& wanted) {
    return std::any_of(names.begin(), names.end(), [&](auto const& name) { return lower(name) == wanted; });
}

class Walk {
public:
    Walk(NetlistText const& netlist, Process const& process, std::string const& file)
        : netlist_(netlist), process_(process), file_(file) {}

    /// Whether to look into it.
    bool visit(Instance const& instance, std::string const& place, Values const& values) {
        char const letter = instance.name.front();
        if (letter != 'm' && letter != 'x') return false;
        auto const kind = kind_of(instance.of);
        if (instance.conditional && (kind || letter == 'm' || netlist_.subcircuits.contains(instance.of)))
            throw InputError(
                fmt::format("whether '{}' is there is up to an .if ({}:{}), and its mismatch cannot be; write "
                            "the branch you mean",
                            place + instance.name, file_, instance.line));
        if (kind) add(instance, *kind, place, values);
        if (kind || letter == 'x') return !kind;
        auto known = process_.nmos;
        known.insert(known.end(), process_.pmos.begin(), process_.pmos.end());
        throw InputError(fmt::format(
            "transistor '{}' has the model '{}', which is neither NMOS nor PMOS to this campaign ({}:{}){}; "
            "models are named by pdk.nmos and pdk.pmos",
            place + instance.name, instance.of, file_, instance.line, suggestion(instance.of, known)));
    }

    std::vector<Transistor> all;

private:
    [[nodiscard]] std::optional<netlist::DeviceKind> kind_of(std::string const& of) const {
        if (has(process_.nmos, of)) return netlist::DeviceKind::nmos;
        if (has(process_.pmos, of)) return netlist::DeviceKind::pmos;
        auto const card = netlist_.models.find(of);
        if (card == netlist_.models.end()) return std::nullopt;
        if (card->second == "nmos") return netlist::DeviceKind::nmos;
        if (card->second == "pmos") return netlist::DeviceKind::pmos;
        return std::nullopt;
    }

    /// A number of the card that mismatch adds to; it may have any sign.
    double departure(Instance const& instance, std::string const& name, std::string const& place, Values const& values,
                     double otherwise) const {
        for (auto const& [parameter, text] : instance.parameters) {
            if (parameter != lower(name)) continue;
            try {
                return evaluate(text, values);
            } catch (InputError const& error) {
                throw InputError(fmt::format("{} of transistor '{}' cannot be computed ({}:{}): {}", name,
                                             place + instance.name, file_, instance.line, error.what()));
            }
        }
        return otherwise;
    }

    double parameter(Instance const& instance, std::string const& name, std::string const& place, Values const& values,
                     std::optional<double> otherwise) const {
        auto const& list = instance.parameters;
        auto const given =
            std::find_if(list.begin(), list.end(), [&](auto const& entry) { return entry.first == name; });
        auto const refuse = [&](std::string const& problem) {
            throw InputError(
                fmt::format("{} of transistor '{}' {} ({}:{}), and its mismatch depends on it; write a size in metres "
                            "(times pdk.unit_m), or an expression of .param",
                            name, place + instance.name, problem, file_, instance.line));
        };
        if (given == list.end()) {
            if (!otherwise) refuse("is missing");
            return *otherwise;
        }
        double value = 0;
        try {
            value = evaluate(given->second, values);
        } catch (InputError const& error) {
            refuse(fmt::format("cannot be computed: {}", error.what()));
        }
        if (!(value > 0) || !std::isfinite(value)) refuse(fmt::format("is {}", value));
        return value;
    }

    void add(Instance const& instance, netlist::DeviceKind kind, std::string const& place, Values const& values) {
        double const many = parameter(instance, "m", place, values, parameter(instance, "mult", place, values, 1.0));
        double const w = parameter(instance, "w", place, values, std::nullopt) * process_.unit_m;
        double const l = parameter(instance, "l", place, values, std::nullopt) * process_.unit_m;
        auto const name = place + instance.name;
        auto path = flat_name(instance, place);
        if (instance.name.front() == 'x') {
            auto inner = process_.inner_device;
            if (auto const at = inner.find("{model}"); at != std::string::npos) inner.replace(at, 7, instance.of);
            path = fmt::format("m.{}.{}", name, lower(inner));
        }
        Transistor transistor{{name, kind, w * many, l, 0}, path, instance.line, instance.name.front() == 'x'};
        transistor.device.varies_vth = !process_.vth_parameter.empty();
        transistor.device.varies_beta = !process_.beta_parameter.empty();
        transistor.vth_v = departure(instance, process_.vth_parameter, place, values, 0);
        transistor.mobility = departure(instance, process_.beta_parameter, place, values, 1);
        all.push_back(std::move(transistor));
    }

    NetlistText const& netlist_;
    Process const& process_;
    std::string const& file_;
};

}  // namespace

std::vector<Transistor> transistors(NetlistText const& netlist, Process const& process, Values const& values,
                                    std::string const& file) {
    Walk walk(netlist, process, file);
    visit_elements(netlist, values, file, [&](auto const& instance, auto const& place, auto const& known) {
        return walk.visit(instance, place, known);
    });
    return std::move(walk.all);
}

}  // namespace cimchar::circuits::user
