#include "spice/ngspice_log.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace cimchar::spice {

namespace {

bool contains_word(std::string_view text, std::string_view lower_case_word) {
    auto const same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    return std::search(text.begin(), text.end(), lower_case_word.begin(), lower_case_word.end(), same) != text.end();
}

bool is_remark(std::string_view text) {
    return contains_word(text, "warning") || contains_word(text, "note:");
}

bool names_an_error(std::string_view text) {
    static constexpr std::array<std::string_view, 8> words{
        "error", " err:", "netlist line no", "undefined", "no circuit loaded", "unknown", "could not", "no such"};
    if (contains_word(text, "awaits to be detached")) return false;  // says nothing about why
    return !is_remark(text) &&
           std::any_of(words.begin(), words.end(), [&](auto word) { return contains_word(text, word); });
}

}  // namespace

void NgspiceLog::add(std::string_view raw) {
    bool const err = raw.starts_with("stderr ");
    if (!err && !raw.starts_with("stdout ")) return;  // progress of a long analysis
    auto text = raw.substr(7);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
    if (text.empty()) return;
    lines_.push_back({std::string(text), err});
    if (lines_.size() > max_lines) lines_.pop_front();
    ring_->append(text);
}

bool NgspiceLog::contains(std::string_view text) const {
    return std::any_of(lines_.begin(), lines_.end(),
                       [&](Line const& line) { return line.text.find(text) != std::string::npos; });
}

std::string NgspiceLog::last_with(std::string_view text) const {
    auto const found = std::find_if(lines_.rbegin(), lines_.rend(),
                                    [&](Line const& line) { return line.text.find(text) != std::string::npos; });
    return found == lines_.rend() ? std::string() : found->text;
}

std::string NgspiceLog::first_error() const {
    auto const start = std::find_if(lines_.begin(), lines_.end(),
                                    [](Line const& line) { return line.is_error_stream && names_an_error(line.text); });
    std::string joined;
    int parts = 0;  // ngspice names the error, the card and the reason in up to three lines
    for (auto line = start; line != lines_.end() && parts < 3; ++line) {
        if (!line->is_error_stream || is_remark(line->text)) continue;
        joined += (parts++ > 0 ? " | " : "") + line->text;
    }
    constexpr std::size_t readable = 400;
    if (joined.size() > readable) joined = joined.substr(0, readable) + " …";
    return joined;
}

NgspiceLog& ngspice_log() {
    static NgspiceLog log;
    return log;
}

}  // namespace cimchar::spice
