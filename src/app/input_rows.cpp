#include "app/input_rows.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace cimchar::app {

namespace {

constexpr std::size_t longest_shown = 40;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    auto const first = text.find_first_not_of(blank);
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// Adds the numbers of one line; `where` names it in messages.
void add_row(model::Table& table, std::string_view line, std::string const& where) {
    std::size_t columns = 0;
    while (true) {
        auto const comma = line.find(',');
        auto const word = trimmed(line.substr(0, comma));
        double value = 0;
        auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value))
            throw InputError(
                fmt::format("'{}' is not a finite number ({}; a row is an input of the model each, in volts, "
                            "separated by commas); put a # before any other text",
                            word.substr(0, longest_shown), where));
        table.values.push_back(value);
        ++columns;
        if (comma == std::string_view::npos) break;
        line.remove_prefix(comma + 1);
    }
    if (table.rows > 0 && columns != table.columns)
        throw InputError(
            fmt::format("there are {} numbers where {} were before ({}; all rows have the same inputs); "
                        "complete it",
                        columns, table.columns, where));
    table.columns = columns;
    ++table.rows;
}

}  // namespace

model::Table read_rows(std::string const& text) {
    model::Table out;
    if (!std::filesystem::is_regular_file(text)) {
        if (text.find(',') == std::string::npos)
            throw InputError(
                fmt::format("cannot read '{}' (no such file, and no list of numbers either); give the inputs "
                            "separated by commas, or a file of such rows",
                            text));
        add_row(out, text, "--inputs");
        return out;
    }
    std::ifstream stream(text);
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        auto const row = trimmed(std::string_view(line).substr(0, line.find('#')));
        if (!row.empty()) add_row(out, row, fmt::format("{}:{}", text, number));
    }
    if (out.rows == 0)
        throw InputError(
            fmt::format("'{}' holds no row ({} lines, all blank or comments); write one input of the model "
                        "after the other",
                        text, number));
    return out;
}

}  // namespace cimchar::app
