#include "circuits/circuit.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/units.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

namespace cimchar::circuits {

ParameterInfo number(std::string name, std::string unit, double value, double min, double max,
                     std::string description) {
    return {std::move(name), std::move(unit), std::move(description), value, min, max, false, {}};
}

ParameterInfo count(std::string name, double value, double min, double max, std::string description) {
    return {std::move(name), "", std::move(description), value, min, max, true, {}};
}

ParameterInfo choice(std::string name, std::vector<std::string> options, std::string description) {
    return {std::move(name), "", std::move(description), 0, 0, 0, false, std::move(options)};
}

ParameterInfo file(std::string name, std::string folder, std::string shipped, std::string description) {
    auto info = choice(std::move(name), {std::move(shipped)}, std::move(description));
    info.folder = std::move(folder);
    return info;
}

bool is_path(std::string_view value) {
    return value.find_first_of("/.") != std::string_view::npos;
}

namespace {
ParameterInfo const* find_info(std::vector<ParameterInfo> const& infos, std::string_view name) {
    auto const found = std::find_if(infos.begin(), infos.end(), [&](auto const& info) { return info.name == name; });
    return found == infos.end() ? nullptr : &*found;
}

std::string range_of(ParameterInfo const& info) {
    return fmt::format("{} … {}", with_unit(info.min, info.unit, 6), with_unit(info.max, info.unit, 6));
}

double checked_number(ParameterInfo const& info, std::string_view text) {
    double const value = parse_spice_number(text);
    if (info.integer && value != std::floor(value))
        throw InputError(
            fmt::format("parameter '{}' is {}, not a whole number; give one of {}", info.name, text, range_of(info)));
    if (value < info.min || value > info.max)
        throw InputError(fmt::format("parameter '{}' is {}, out of range; give a value of {}", info.name,
                                     with_unit(value, info.unit, 6), range_of(info)));
    return value;
}
}  // namespace

std::string shipped_text(ParameterInfo const& parameter, std::string const& name) {
    std::vector<std::string> names;
    std::error_code ignored;
    auto const folder = netlist::data_directory() / "netlists" / parameter.folder;
    for (auto const& entry : std::filesystem::directory_iterator(folder, ignored))
        names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    if (std::find(names.begin(), names.end(), name) == names.end())
        throw InputError(fmt::format("no shipped {} '{}'{} (a file of your own is a path, \"./{}.h5\")", parameter.name,
                                     name, suggestion(name, names), name));
    return netlist::subcircuits(fmt::format("{}/{}.txt", parameter.folder, name));
}

MeasureInfo scalar(std::string const& name, std::string unit, std::string description) {
    return {name, std::move(unit), std::move(description), Recipe::scalar, name, ""};
}

Parameters::Parameters(std::vector<ParameterInfo> infos) : infos_(std::move(infos)) {
    for (auto const& info : infos_) {
        if (info.options.empty())
            numbers_[info.name] = info.number;
        else
            choices_[info.name] = info.options.front();
    }
}

void Parameters::set(std::string_view name, std::string_view value) {
    auto const* const info = find_info(infos_, name);
    if (info == nullptr) {
        std::vector<std::string> names;
        for (auto const& known : infos_) names.push_back(known.name);
        throw InputError(fmt::format("unknown circuit parameter '{}'{}", name, suggestion(name, names)));
    }
    if (info->options.empty()) {
        numbers_[info->name] = checked_number(*info, value);
        return;
    }
    if (!info->folder.empty()) {
        choices_[info->name] = value;
        texts_.erase(info->name);
        return;
    }
    if (std::find(info->options.begin(), info->options.end(), value) == info->options.end())
        throw InputError(
            fmt::format("parameter '{}' cannot be '{}'; give one of: {}", name, value, fmt::join(info->options, ", ")));
    choices_[info->name] = value;
}

double Parameters::number(std::string_view name) const {
    auto const found = numbers_.find(name);
    CIMCHAR_EXPECT(found != numbers_.end());
    return found->second;
}

std::string const& Parameters::choice(std::string_view name) const {
    auto const found = choices_.find(name);
    CIMCHAR_EXPECT(found != choices_.end());
    return found->second;
}

void Parameters::attach(std::string_view name, std::string text) {
    CIMCHAR_EXPECT(choices_.contains(name));
    texts_.insert_or_assign(std::string(name), std::move(text));
}

std::string Parameters::text(std::string_view name) const {
    if (auto const attached = texts_.find(name); attached != texts_.end()) return attached->second;
    auto const* const info = find_info(infos_, name);
    CIMCHAR_EXPECT(info != nullptr && !info->folder.empty());
    auto const& value = choice(name);
    if (is_path(value))
        throw InputError(
            fmt::format("parameter '{}' is the path '{}', which nothing has read here; name one that ships: {}", name,
                        value, info->options.front()));
    return shipped_text(*info, value);
}

std::vector<std::pair<std::string, std::string>> Parameters::listing() const {
    std::vector<std::pair<std::string, std::string>> lines;
    for (auto const& info : infos_)
        lines.emplace_back(info.name, info.options.empty() ? fmt::format("{}", number(info.name)) : choice(info.name));
    return lines;
}

}  // namespace cimchar::circuits
