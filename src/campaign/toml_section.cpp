#include "campaign/toml_section.hpp"

#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/units.hpp"

#include <fmt/format.h>
#include <cmath>

namespace cimchar::campaign {

namespace {
std::string_view type_name(toml::node const& node) {
    if (node.is_table()) return "a table";
    if (node.is_array()) return "a list";
    if (node.is_string()) return "a string";
    if (node.is_boolean()) return "true or false";
    if (node.is_number()) return "a number";
    return "a date or time";
}

toml::table const& no_table() {
    static toml::table const empty;
    return empty;
}
}  // namespace

void refuse(std::string_view problem, std::string_view where, std::string_view remedy) {
    throw InputError(fmt::format("{} ({}); {}", problem, where, remedy));
}

void refuse_at(std::string_view message, std::string_view where) {
    auto const end = message.find(';');
    throw InputError(fmt::format("{} ({}){}", message.substr(0, end), where,
                                 end == std::string_view::npos ? "" : message.substr(end)));
}

std::string place_of(toml::node const& node, std::string const& file) {
    auto const& source = node.source();
    auto const& path = source.path ? *source.path : file;
    if (path.starts_with("--set") || source.begin.line == 0) return path;
    return fmt::format("{}:{}", path, source.begin.line);
}

Section::Section(toml::table const& table, std::string name, std::string file)
    : table_(&table), name_(std::move(name)), file_(std::move(file)) {}

void Section::allow_only(std::vector<std::string> const& keys) const {
    for (auto const& [key, value] : *table_) {
        if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
        auto const in = name_.empty() ? std::string() : fmt::format(" in [{}]", name_);
        refuse_at(fmt::format("unknown key '{}'{}{}", key.str(), in, suggestion(key.str(), keys)), where(key.str()));
    }
}

std::string Section::where(std::string_view key) const {
    auto const* const node = table_->get(key);
    return place_of(node != nullptr ? *node : *table_, file_);
}

std::string Section::full_name(std::string_view key) const {
    return name_.empty() ? std::string(key) : fmt::format("{}.{}", name_, key);
}

void Section::require(std::string_view key, std::string_view why, std::string_view remedy) const {
    if (!has(key)) refuse(fmt::format("{} is missing, {}", full_name(key), why), where(key), remedy);
}

std::string Section::word_of(toml::node const& node, std::string_view key) const {
    if (auto const* const text = node.as_string()) return text->get();
    refuse(fmt::format("{} is {}, not a string", full_name(key), type_name(node)), place_of(node, file_),
           "write it in quotes");
}

double Section::number_of(toml::node const& node, std::string_view key, Range const& range) const {
    double value = 0;
    if (auto const number = node.value<double>(); number && node.is_number()) {
        value = *number;
    } else if (auto const* const text = node.as_string()) {
        try {
            value = parse_spice_number(text->get());
        } catch (InputError const& error) {
            refuse_at(fmt::format("{}: {}", full_name(key), error.what()), place_of(node, file_));
        }
    } else {
        refuse(fmt::format("{} is {}, not a number", full_name(key), type_name(node)), place_of(node, file_),
               "write a number, or a string like \"20n\"");
    }
    if (!(value >= range.min && value <= range.max))
        refuse(
            fmt::format("{} is {}, out of range", full_name(key), with_unit(value, range.unit)), place_of(node, file_),
            fmt::format("give a value of {} … {}", with_unit(range.min, range.unit), with_unit(range.max, range.unit)));
    return value;
}

std::string Section::word(std::string_view key, std::string const& otherwise) const {
    auto const* const node = table_->get(key);
    return node == nullptr ? otherwise : word_of(*node, key);
}

bool Section::flag(std::string_view key, bool otherwise) const {
    auto const* const node = table_->get(key);
    if (node == nullptr) return otherwise;
    if (auto const* const value = node->as_boolean()) return value->get();
    refuse(fmt::format("{} is {}, not true or false", full_name(key), type_name(*node)), where(key),
           "write true or false");
}

double Section::number(std::string_view key, Range const& range, double otherwise) const {
    auto const* const node = table_->get(key);
    return node == nullptr ? otherwise : number_of(*node, key, range);
}

std::uint64_t Section::count(std::string_view key, std::uint64_t max, std::uint64_t otherwise) const {
    auto const* const node = table_->get(key);
    if (node == nullptr) return otherwise;
    auto const* const integer = node->as_integer();
    if (integer == nullptr)
        refuse(fmt::format("{} is not a whole number", full_name(key)), where(key), "write one, like 200");
    if (integer->get() < 0 || static_cast<std::uint64_t>(integer->get()) > max)
        refuse(fmt::format("{} is {}, out of range", full_name(key), integer->get()), where(key),
               fmt::format("give a whole number of 0 … {}", max));
    return static_cast<std::uint64_t>(integer->get());
}

std::vector<std::string> Section::words(std::string_view key, std::vector<std::string> const& otherwise) const {
    auto const* const node = table_->get(key);
    if (node == nullptr) return otherwise;
    auto const* const list = node->as_array();
    if (list == nullptr) return {word_of(*node, key)};
    if (list->empty()) refuse(fmt::format("{} is an empty list", full_name(key)), where(key), "name at least one");
    std::vector<std::string> values;
    for (auto const& element : *list) values.push_back(word_of(element, key));
    return values;
}

std::vector<double> Section::numbers(std::string_view key, Range const& range,
                                     std::vector<double> const& otherwise) const {
    auto const* const node = table_->get(key);
    if (node == nullptr) return otherwise;
    auto const* const list = node->as_array();
    if (list == nullptr) return {number_of(*node, key, range)};
    if (list->empty()) refuse(fmt::format("{} is an empty list", full_name(key)), where(key), "give at least one");
    std::vector<double> values;
    for (auto const& element : *list) values.push_back(number_of(element, key, range));
    return values;
}

std::string Section::as_text(std::string_view key) const {
    auto const& node = *table_->get(key);
    if (auto const* const text = node.as_string()) return text->get();
    if (auto const* const flag = node.as_boolean()) return flag->get() ? "on" : "off";
    if (auto const* const integer = node.as_integer()) return fmt::format("{}", integer->get());
    if (auto const* const number = node.as_floating_point()) return fmt::format("{}", number->get());
    refuse(fmt::format("{} is {}", full_name(key), type_name(node)), where(key), "give a number or a word");
}

Section Section::section(std::string_view key) const {
    auto const* const node = table_->get(key);
    if (node == nullptr) return {no_table(), full_name(key), file_};
    if (auto const* const inner = node->as_table()) return {*inner, full_name(key), file_};
    refuse(fmt::format("{} is {}, not a section", full_name(key), type_name(*node)), where(key),
           fmt::format("write [{}] and its keys below", full_name(key)));
}

std::vector<Section> Section::sections(std::string_view key) const {
    auto const* const node = table_->get(key);
    if (node == nullptr) return {};
    std::vector<Section> all;
    auto const* const list = node->as_array();
    if (list != nullptr) {
        for (auto const& element : *list)
            if (auto const* const inner = element.as_table()) all.emplace_back(*inner, full_name(key), file_);
    }
    if (list == nullptr || all.size() != list->size())
        refuse(fmt::format("{} is not a list of tables", full_name(key)), where(key),
               fmt::format("write one or more {{ … }} in [ ], or [[{}]] sections", full_name(key)));
    return all;
}

toml::table parse_toml(std::string_view text, std::string const& file) {
    try {
        return toml::parse(text, file);
    } catch (toml::parse_error const& error) {
        refuse(fmt::format("not valid TOML: {}", error.description()),
               fmt::format("{}:{}", file, error.source().begin.line), "correct that line");
    }
}

}  // namespace cimchar::campaign
