#include "campaign/campaign_text.hpp"

namespace cimchar::campaign {

namespace {
constexpr std::string_view opening =
    "#: Added by cimchar: overrides of --set and the files this campaign names, as they were when it was run.\n";
constexpr std::string_view override_mark = "#: set ";
constexpr std::string_view file_mark = "#: file ";
constexpr std::string_view line_mark = "#| ";

/// Calls `use` with every line, its end of line left out.
template <typename Use>
void for_each_line(std::string_view text, Use use) {
    while (!text.empty()) {
        auto const end = text.find('\n');
        use(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
}
}  // namespace

std::string put_together(CampaignText const& parts) {
    std::string text = parts.toml;
    if (parts.overrides.empty() && parts.files.empty()) return text;
    if (!text.ends_with('\n')) text += '\n';
    text += opening;
    for (auto const& line : parts.overrides) text.append(override_mark).append(line).append("\n");
    for (auto const& [name, content] : parts.files) {
        text.append(file_mark).append(name).append("\n");
        for_each_line(content, [&](std::string_view line) { text.append(line_mark).append(line).append("\n"); });
    }
    return text;
}

CampaignText take_apart(std::string_view text) {
    CampaignText parts;
    auto const start = text.find(opening);
    parts.toml = text.substr(0, start);
    if (start == std::string_view::npos) return parts;
    std::string* file = nullptr;
    for_each_line(text.substr(start + opening.size()), [&](std::string_view line) {
        if (line.starts_with(override_mark)) {
            parts.overrides.emplace_back(line.substr(override_mark.size()));
        } else if (line.starts_with(file_mark)) {
            file = &parts.files[std::string(line.substr(file_mark.size()))];
        } else if (line.starts_with(line_mark) && file != nullptr) {
            file->append(line.substr(line_mark.size())).append("\n");
        } else {
            parts.toml.append(line).append("\n");  // what a user wrote below the block counts
        }
    });
    return parts;
}

}  // namespace cimchar::campaign
