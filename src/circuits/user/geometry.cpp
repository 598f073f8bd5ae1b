#include "circuits/user/geometry.hpp"

#include "circuits/user/bench.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <cmath>
#include <memory>

namespace cimchar::circuits::user {

namespace {

// Where a size is compared, to see what depends on the condition.
constexpr double another_supply = 1.1;      // times the nominal one
constexpr double another_temperature = 77;  // [°C]

/// The condition that sizes are taken at, then one of every other corner, at another supply and temperature.
std::vector<Condition> probed(Process const& process, std::vector<std::string> const& corners) {
    Condition first;
    first.supply_v = process.nominal_supply_v;
    if (!corners.empty()) first.process = corners.front();
    std::vector<std::string> others(corners.begin() + (corners.empty() ? 0 : 1), corners.end());
    if (others.empty()) others.push_back(first.process);
    std::vector<Condition> conditions{first};
    for (auto const& corner : others)
        conditions.push_back({corner, another_temperature, another_supply * first.supply_v});
    return conditions;
}

/// Width times multiplicity, and length [m]; NaN if the transistor is not there.
struct Size {
    double width_m = 0;
    double length_m = 0;
};

Size size_of(std::vector<double> const& answers, std::size_t transistor) {
    double const* const at = &answers.at(3 * transistor);
    return {at[0] * at[2], at[1]};
}

bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

std::string words(Size const& size, Condition const& condition) {
    auto const place =
        fmt::format("at {} {:g} °C {:g} V", condition.process, condition.temperature_c, condition.supply_v);
    if (std::isnan(size.width_m)) return "none " + place;
    return fmt::format("w·m = {:g} m, l = {:g} m {}", size.width_m, size.length_m, place);
}

}  // namespace

std::vector<Transistor> sized_transistors(Description const& description, Parameters const& parameters,
                                          std::string const& file, std::vector<std::string> const& corners,
                                          AskInstances const& ask) {
    auto const conditions = probed(description.process, corners);
    auto const all = transistors_unsized(description.netlist, description.process,
                                         values_at(description, parameters, conditions.front()), file);
    if (all.empty()) return all;
    std::vector<Simulation> questions;
    for (auto const& condition : conditions) {
        Simulation question;
        question.deck = std::make_shared<std::string const>(deck_text(description, parameters, condition, {}));
        question.temperature_c = condition.temperature_c;
        question.analysis = "op";
        for (auto const& transistor : all)
            for (char const* const parameter : {"w", "l", "m"})
                question.vectors.push_back(fmt::format("@{}[{}]", transistor.path, parameter));
        questions.push_back(std::move(question));
    }
    auto const answers = ask(questions);
    std::vector<Transistor> present;
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto transistor = all[i];
        auto const& name = transistor.device.name;
        auto const size = size_of(answers.front(), i);
        for (std::size_t k = 1; k < conditions.size(); ++k)
            if (auto const there = size_of(answers[k], i);
                !same(there.width_m, size.width_m) || !same(there.length_m, size.length_m))
                throw InputError(fmt::format(
                    "the size of transistor '{}' depends on the condition ({}:{}: {}, {}), and a chip's mismatch would "
                    "differ between conditions; write a size that does not",
                    name, file, transistor.line, words(size, conditions.front()), words(there, conditions[k])));
        if (std::isnan(size.width_m) && transistor.conditional) continue;
        if (!(size.width_m > 0) || !(size.length_m > 0))
            throw InputError(fmt::format(
                "ngspice has no transistor {} with a width and a length for '{}' ({}:{}), and its mismatch depends on "
                "them; {}",
                transistor.path, name, file, transistor.line,
                transistor.of_library ? "name the transistor within the subcircuit by pdk.inner_device"
                                      : "use a model that has both, or take it out of pdk.nmos and pdk.pmos"));
        transistor.device.width_m = size.width_m;
        transistor.device.length_m = size.length_m;
        present.push_back(std::move(transistor));
    }
    return present;
}

}  // namespace cimchar::circuits::user
