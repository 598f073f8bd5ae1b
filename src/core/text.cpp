#include "core/text.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

namespace cimchar {

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::optional<std::string> read_text(std::filesystem::path const& file) {
    std::ifstream stream(file, std::ios::binary);
    std::error_code ignored;
    if (!stream || std::filesystem::is_directory(file, ignored)) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>(stream), {}};
}

std::optional<std::string> read_regular_text(std::filesystem::path const& file) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(file, ignored) ? read_text(file) : std::nullopt;
}

}  // namespace cimchar
