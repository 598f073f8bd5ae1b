#include "report/embedded_page.hpp"

#ifdef CIMCHAR_REPORT_PAGE
// The assembler reads the file; CMake names it, and compiles this again when it has changed.
asm(".section .rodata\n"
    "cimchar_report_page:\n"
    ".incbin \"" CIMCHAR_REPORT_PAGE
    "\"\n"
    "cimchar_report_page_end:\n"
    ".previous\n");
extern "C" {
extern char const cimchar_report_page[];      // NOLINT(*-avoid-c-arrays): a label of the assembler
extern char const cimchar_report_page_end[];  // NOLINT(*-avoid-c-arrays)
}
#endif

namespace cimchar::report {

std::string_view embedded_page() {
#ifdef CIMCHAR_REPORT_PAGE
    return {cimchar_report_page, cimchar_report_page_end};
#else
    return {};
#endif
}

}  // namespace cimchar::report
