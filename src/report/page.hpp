// One HTML file that shows a report: style, program, charts (Apache ECharts) and data in it, nothing fetched.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace cimchar::report {

/// Whether this program was built with the page.
[[nodiscard]] bool has_page();
/// Throws InputError that says how to get it, unless it was.
void expect_page();

/// `data` as report_json gives it. Needs the page, like expect_page. Texts in it cannot become markup or program: "<"
/// is escaped, and the page forbids itself (Content-Security-Policy) every program but its own and every request. Bytes
/// that are not UTF-8 are replaced.
[[nodiscard]] std::string page_of(nlohmann::ordered_json const& data);

}  // namespace cimchar::report
