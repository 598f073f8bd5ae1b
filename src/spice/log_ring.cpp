#include "spice/log_ring.hpp"

#include <algorithm>

namespace cimchar::spice {

void LogRing::append(std::string_view line) {
    auto const put = [this](char c) { text[written++ % text.size()] = c; };
    if (line.size() >= text.size()) line.remove_prefix(line.size() - text.size() + 1);
    for (char const c : line) put(c);
    put('\n');
}

std::string LogRing::tail(std::size_t lines) const {
    auto const end = written;  // a crashed writer may have stopped anywhere; what it counted is whole
    auto const begin = end - std::min<std::uint64_t>(end, text.size());
    std::string all;
    for (auto i = begin; i < end; ++i) all += text[i % text.size()];
    if (begin > 0) all.erase(0, all.find('\n') + 1);
    while (!all.empty() && all.back() == '\n') all.pop_back();
    std::size_t cut = all.size();
    for (; lines > 0 && cut != std::string::npos && cut > 0; --lines) cut = all.rfind('\n', cut - 1);
    return cut == std::string::npos || cut == 0 ? all : all.substr(cut + 1);
}

}  // namespace cimchar::spice
