#include "core/error.hpp"

#include <fmt/format.h>

namespace cimchar {

namespace {
std::string one_line(std::string const& text) {
    std::string line;
    for (char const c : text) {
        auto const code = static_cast<unsigned char>(c);
        if (c == '\n')
            line += "\\n";
        else if (c != '\t' && (code < 0x20 || code == 0x7f))
            line += fmt::format("\\x{:02x}", code);
        else
            line += c;
    }
    return line;
}
}  // namespace

InputError::InputError(std::string const& text) : std::runtime_error(one_line(text)) {}

namespace detail {

void contract_broken(char const* kind, char const* condition, char const* file, int line) {
    throw ContractError(fmt::format("{} '{}' at {}:{}", kind, condition, file, line));
}

}  // namespace detail

}  // namespace cimchar
