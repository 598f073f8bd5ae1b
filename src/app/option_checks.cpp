#include "app/option_checks.hpp"

#include <fmt/format.h>
#include <charconv>
#include <cmath>

namespace cimchar::app {

namespace {
template <typename Number>
bool read(std::string const& text, Number& value) {
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end;
}
}  // namespace

CLI::Validator finite() {
    return {[](std::string& text) {
                double value = 0;
                bool const good = read(text.starts_with('+') ? text.substr(1) : text, value) && std::isfinite(value);
                return good ? std::string() : fmt::format("'{}' is not a finite number", text);
            },
            ""};
}

CLI::Validator whole(std::uint64_t least, std::uint64_t most) {
    return {[least, most](std::string& text) {
                std::uint64_t value = 0;
                bool const good = read(text, value) && value >= least && value <= most;
                return good ? std::string() : fmt::format("'{}' is not a whole number of {} … {}", text, least, most);
            },
            ""};
}

}  // namespace cimchar::app
