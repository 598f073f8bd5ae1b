#include "app/text_layout.hpp"

#include <algorithm>

namespace cimchar::app {

std::size_t display_width(std::string const& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string wrapped(std::vector<std::string> const& pieces, std::size_t indent) {
    std::string out;
    std::size_t width = 0;
    for (auto const& piece : pieces) {
        if (width > 0 && width + 1 + display_width(piece) > report_width) {
            out += '\n' + std::string(indent, ' ') + piece;
            width = indent + display_width(piece);
            continue;
        }
        out += (width > 0 ? " " : "") + piece;
        width += (width > 0 ? 1 : 0) + display_width(piece);
    }
    return out + '\n';
}

std::vector<std::string> cut_behind(std::string const& text, std::string const& end) {
    std::vector<std::string> out;
    std::size_t begin = 0;
    for (auto at = text.find(end); at != std::string::npos; at = text.find(end, begin)) {
        out.push_back(text.substr(begin, at + end.find_last_not_of(' ') + 1 - begin));
        begin = at + end.size();
    }
    out.push_back(text.substr(begin));
    return out;
}

}  // namespace cimchar::app
