#include "app/progress_line.hpp"

#include "app/run_report.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdio>

namespace cimchar::app {

namespace {
/// How often a line is printed where nothing can be redrawn [s].
constexpr double line_every_s = 10;
constexpr auto erase_line = "\r\033[K";

int terminal_columns() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string bar(double share, int width) {
    auto const filled = static_cast<int>(std::floor(share * width));
    std::string text(static_cast<std::size_t>(width), ' ');
    std::fill_n(text.begin(), filled, '=');
    if (filled < width) text[static_cast<std::size_t>(filled)] = '>';
    return "[" + text + "] ";
}

std::string rate_text(double rate_per_s) {
    return rate_per_s >= 0.1 ? fmt::format("{:.3g}/s", rate_per_s) : fmt::format("{:.3g}/min", rate_per_s * 60);
}
}  // namespace

std::string progress_text(campaign::Progress const& progress, int bar_width) {
    double const share =
        progress.planned == 0 ? 1 : static_cast<double>(progress.done) / static_cast<double>(progress.planned);
    auto text = bar_width > 0 ? bar(share, bar_width) : std::string();
    text += fmt::format("{}/{} trials", progress.done, progress.planned);
    if (progress.done < progress.planned) {
        if (std::isfinite(progress.eta_s))
            text += fmt::format(", {}, {} ± {} left", rate_text(progress.rate_per_s), duration_text(progress.eta_s),
                                duration_text(progress.eta_spread_s));
        text += fmt::format(", {} running", progress.running);
    }
    return text + fmt::format(", {} failed", progress.failed);
}

ProgressLine::ProgressLine() : is_terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
    if (drawn_) std::fputs(erase_line, stderr);
}

void ProgressLine::draw(std::function<std::string(int)> const& text, bool finished, double elapsed_s) {
    if (is_terminal_) {
        constexpr int words_columns = 74;
        auto const width = std::clamp(terminal_columns() - words_columns, 0, 40);
        fmt::print(stderr, "{}{}", erase_line, text(width));
        std::fflush(stderr);
        drawn_ = true;
    } else if (finished || elapsed_s - printed_at_s_ >= line_every_s) {
        fmt::print(stderr, "{}\n", text(0));
        printed_at_s_ = elapsed_s;
    }
}

void ProgressLine::show(campaign::Progress const& progress) {
    draw([&](int width) { return progress_text(progress, width); }, progress.running == 0, progress.elapsed_s);
}

void ProgressLine::show(double share, double elapsed_s, std::string const& words) {
    bool const finished = share >= 1;
    auto const text = [&](int width) {
        auto line = width > 0 ? bar(share, width) : std::string();
        line += fmt::format("{:.0f} %", 100 * share);
        if (!finished && share > 0) line += fmt::format(", {} left", duration_text(elapsed_s * (1 - share) / share));
        return line + ", " + words;
    };
    draw(text, finished, elapsed_s);
}

void ProgressLine::say(std::string const& line) {
    fmt::print(stderr, "{}{}\n", drawn_ ? erase_line : "", line);
    drawn_ = false;
}

}  // namespace cimchar::app
