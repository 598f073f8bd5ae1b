// The page without its data, as built from src/report/web.
#pragma once
#include <string_view>

namespace cimchar::report {

/// HTML with "@DATA@" where the data go; empty if the program was built without it. Lasts as long as the program.
[[nodiscard]] std::string_view embedded_page();

}  // namespace cimchar::report
