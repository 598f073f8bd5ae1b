#include "report/page.hpp"

#include "core/error.hpp"
#include "report/embedded_page.hpp"

#include <string_view>

namespace cimchar::report {

namespace {

/// JSON inside of a <script> element: "<" occurs in its texts alone, where it may be written otherwise.
std::string script_text(nlohmann::ordered_json const& data) {
    auto const text = data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    std::string out;
    out.reserve(text.size() + text.size() / 64);
    for (char const c : text) {
        if (c == '<')
            out += "\\u003c";
        else
            out += c;
    }
    return out;
}

}  // namespace

bool has_page() {
    return !embedded_page().empty();
}

void expect_page() {
    if (!has_page())
        throw InputError(
            "this cimchar was built without the page of reports (npm was missing, or could not fetch the chart "
            "library); "
            "install npm, connect to the network, and build again");
}

std::string page_of(nlohmann::ordered_json const& data) {
    expect_page();
    auto const page = embedded_page();
    constexpr std::string_view mark = "@DATA@";
    auto const at = page.find(mark);
    CIMCHAR_ENSURE(at != std::string_view::npos);
    return std::string(page.substr(0, at)) + script_text(data) + std::string(page.substr(at + mark.size()));
}

}  // namespace cimchar::report
