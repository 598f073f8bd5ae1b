#include "circuits/user/transistors.hpp"

#include "circuits/user/hierarchy.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace cimchar::circuits::user {

namespace {

bool has(std::vector<std::string> const& names, std::string const& wanted) {
    return std::any_of(names.begin(), names.end(), [&](auto const& name) { return lower(name) == wanted; });
}

class Walk {
public:
    Walk(NetlistText const& netlist, Process const& process, std::string const& file, bool sized)
        : netlist_(netlist), process_(process), file_(file), sized_(sized) {}

    /// Whether to look into it.
    bool visit(Instance const& instance, std::string const& place, Values const& values) {
        char const letter = instance.name.front();
        if (letter != 'm' && letter != 'x') return false;
        auto const kind = kind_of(instance.of);
        bool const conditional =
            instance.conditional || std::any_of(conditional_.begin(), conditional_.end(),
                                                [&](auto const& in) { return place.starts_with(in); });
        if (conditional && letter == 'x') conditional_.insert(place + instance.name + ".");
        if (sized_ && conditional && (kind || letter == 'm' || netlist_.subcircuits.contains(instance.of)))
            throw InputError(
                fmt::format("whether '{}' is there is up to an .if ({}:{}), and its mismatch cannot be; write "
                            "the branch you mean",
                            place + instance.name, file_, instance.line));
        if (kind) add(instance, *kind, place, values, conditional);
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
                fmt::format("{} of transistor '{}' {} ({}:{}), and its mismatch depends on it; write a size in metres, "
                            "or an expression of .param",
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

    void add(Instance const& instance, netlist::DeviceKind kind, std::string const& place, Values const& values,
             bool conditional) {
        auto const name = place + instance.name;
        if (!names_.insert(name).second) {
            auto const other =
                std::find_if(all.begin(), all.end(), [&](auto const& t) { return t.device.name == name; });
            if (conditional && other->conditional && other->device.kind == kind) return;
            throw InputError(fmt::format("there are two transistors '{}' ({}:{} and {}); rename one", name, file_,
                                         other->line, instance.line));
        }
        double w = 0;
        double l = 0;
        if (sized_) {
            w = parameter(instance, "w", place, values, std::nullopt) *
                parameter(instance, "m", place, values, parameter(instance, "mult", place, values, 1.0));
            l = parameter(instance, "l", place, values, std::nullopt);
        }
        auto path = flat_name(instance, place);
        if (instance.name.front() == 'x') {
            auto inner = process_.inner_device;
            if (auto const at = inner.find("{model}"); at != std::string::npos) inner.replace(at, 7, instance.of);
            path = fmt::format("m.{}.{}", name, lower(inner));
        }
        Transistor transistor{{name, kind, w, l, 0}, path, instance.line, conditional, instance.name.front() == 'x'};
        transistor.device.varies_vth = !process_.vth_parameter.empty();
        transistor.device.varies_beta = !process_.beta_parameter.empty();
        transistor.vth_v = departure(instance, process_.vth_parameter, place, values, 0);
        transistor.mobility = departure(instance, process_.beta_parameter, place, values, 1);
        all.push_back(std::move(transistor));
    }

    NetlistText const& netlist_;
    Process const& process_;
    std::string const& file_;
    bool sized_;
    std::set<std::string> names_;
    std::set<std::string> conditional_;  ///< places within .if
};

std::vector<Transistor> walked(NetlistText const& netlist, Process const& process, Values const& values,
                               std::string const& file, bool sized) {
    Walk walk(netlist, process, file, sized);
    visit_elements(netlist, values, file, [&](auto const& instance, auto const& place, auto const& known) {
        return walk.visit(instance, place, known);
    });
    return std::move(walk.all);
}

}  // namespace

std::vector<Transistor> transistors(NetlistText const& netlist, Process const& process, Values const& values,
                                    std::string const& file) {
    return walked(netlist, process, values, file, true);
}

std::vector<Transistor> transistors_unsized(NetlistText const& netlist, Process const& process, Values const& values,
                                            std::string const& file) {
    return walked(netlist, process, values, file, false);
}

std::vector<std::string> unknown_subcircuits(NetlistText const& netlist, Process const& process, Values const& values,
                                             std::string const& file) {
    std::vector<std::string> unknown;
    visit_elements(netlist, values, file, [&](auto const& instance, auto const& place, auto const&) {
        if (instance.name.front() != 'x' || netlist.subcircuits.contains(instance.of)) return true;
        if (has(process.nmos, instance.of) || has(process.pmos, instance.of)) return false;
        if (netlist.inclusions.empty() && process.corners.empty()) {
            std::vector<std::string> names;
            for (auto const& [name, subcircuit] : netlist.subcircuits) names.push_back(name);
            throw InputError(
                fmt::format("'{}' is an instance of '{}', and the netlist has no such subcircuit ({}:{}){}",
                            place + instance.name, instance.of, file, instance.line, suggestion(instance.of, names)));
        }
        if (std::find(unknown.begin(), unknown.end(), instance.of) == unknown.end()) unknown.push_back(instance.of);
        return false;
    });
    return unknown;
}

}  // namespace cimchar::circuits::user
