// Live progress on standard error: a bar that is redrawn on a terminal, a line now and then elsewhere.
#pragma once
#include "campaign/engine.hpp"

#include <functional>
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
    /// A task of which `share` is done, 0 … 1: bar, share and time left, then `words`.
    void show(double share, double elapsed_s, std::string const& words);
    /// Prints a line that stays, the bar below it.
    void say(std::string const& line);

private:
    /// `text` of a bar's width; 0 where nothing can be redrawn.
    void draw(std::function<std::string(int bar_width)> const& text, bool finished, double elapsed_s);

    bool is_terminal_;
    bool drawn_ = false;
    double printed_at_s_ = 0;
};

}  // namespace cimchar::app
