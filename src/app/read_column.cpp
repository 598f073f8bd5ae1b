#include "app/read_column.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <charconv>
#include <cmath>
#include <fstream>
#include <string>
#include <string_view>

namespace cimchar::app {
namespace {

/// Beyond it squares, and so powers, would overflow [unit of the column].
constexpr double largest = 1e100;

std::string_view trimmed(std::string_view line) {
    constexpr std::string_view blank = " \t\r";
    auto const begin = line.find_first_not_of(blank);
    return begin == std::string_view::npos ? std::string_view{}
                                           : line.substr(begin, line.find_last_not_of(blank) - begin + 1);
}

/// What a line holds, fit for one line of a terminal: a binary file has lines without end and control characters.
std::string shown(std::string_view text) {
    constexpr std::size_t longest = 40;
    std::string out(text.substr(0, longest));
    for (auto& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return text.size() > longest ? out + " …" : out;
}

double parse(std::string_view text, std::filesystem::path const& file, std::size_t line) {
    double value = 0;
    auto const* const begin = text.data() + (text.starts_with('+') && !text.starts_with("+-") ? 1 : 0);
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(begin, end, value);
    if (error == std::errc::invalid_argument || stop != end)
        throw InputError(fmt::format(
            "'{}' is not a number ({}:{}; every line is one value of the column); write one number per line "
            "with a decimal point, and # before any other text",
            shown(text), file.string(), line));
    if (error != std::errc{} || !std::isfinite(value) || std::abs(value) > largest)
        throw InputError(
            fmt::format("'{}' is not a finite number within ±{:g} ({}:{}; every value enters the result); measure it "
                        "again or leave the line out",
                        shown(text), largest, file.string(), line));
    return value;
}

}  // namespace

std::vector<double> read_column(std::filesystem::path const& file) {
    std::ifstream stream(file);
    if (!stream || std::filesystem::is_directory(file))
        throw InputError(
            fmt::format("cannot read '{}' (no such file, or not readable); check the path", file.string()));
    std::vector<double> values;
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (number == 1 && (line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF")))
            throw InputError(
                fmt::format("'{}' is UTF-16 text (it holds two bytes for each character); save it as UTF-8 or "
                            "plain text",
                            file.string()));
        std::string_view text = line;
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (number == 1 && text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
        text = trimmed(text.substr(0, text.find('#')));
        if (!text.empty()) values.push_back(parse(text, file, number));
    }
    if (stream.bad())
        throw InputError(fmt::format("reading '{}' failed at line {}; check the disk", file.string(), number));
    if (values.empty())
        throw InputError(
            fmt::format("'{}' holds no number ({} lines, all blank or comments); write one number per line",
                        file.string(), number));
    return values;
}

}  // namespace cimchar::app
