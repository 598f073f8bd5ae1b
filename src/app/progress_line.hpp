// Live progress on standard error: a bar that is redrawn on a terminal, a line now and then elsewhere.
#pragma once
#include "campaign/engine.hpp"

#include <string>

namespace cimchar::app {

/// "[=====>    ] 120/209  3.1/s  29 s ± 3 s left  1 failed", with a bar of `bar_width` (0: none).
[[nodiscard]] std::string progress_text(campaign::Progress const& progress, int bar_width);

class ProgressLine {
public:
    ProgressLine();
    /// Removes the bar from the terminal.
    ~ProgressLine();
    ProgressLine(ProgressLine const&) = delete;
    ProgressLine& operator=(ProgressLine const&) = delete;

    void show(campaign::Progress const& progress);
    /// Prints a line that stays, the bar below it.
    void say(std::string const& line);

private:
    bool is_terminal_;
    bool drawn_ = false;
    double printed_at_s_ = 0;
};

}  // namespace cimchar::app
