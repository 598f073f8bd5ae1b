// What ngspice writes: kept in memory, bounded, and searched for how an analysis or a load went.
#pragma once
#include "spice/log_ring.hpp"

#include <deque>
#include <string>
#include <string_view>

namespace cimchar::spice {

/// Lines since the last mark() can be searched; the last lines of all are in the ring.
class NgspiceLog {
public:
    struct Line {
        std::string text;
        bool is_error_stream = false;
    };

    /// One line as ngspice hands it over: "stdout TEXT" or "stderr TEXT"; progress lines come without either.
    void add(std::string_view raw);
    /// Forgets the lines so far (the ring keeps them).
    void mark() { lines_.clear(); }

    [[nodiscard]] std::deque<Line> const& lines() const { return lines_; }
    [[nodiscard]] bool contains(std::string_view text) const;
    /// The last line holding `text`; empty if there is none.
    [[nodiscard]] std::string last_with(std::string_view text) const;
    /// What went wrong, in one line: the first error ngspice reported and what belongs to it; empty if nothing did.
    [[nodiscard]] std::string first_error() const;

    [[nodiscard]] LogRing& ring() { return *ring_; }
    /// From now on the ring is `shared` (a worker's, read by its parent).
    void use_ring(LogRing* shared) { ring_ = shared; }

private:
    static constexpr std::size_t max_lines = 4000;  ///< beyond it the oldest are forgotten
    std::deque<Line> lines_;
    LogRing own_;
    LogRing* ring_ = &own_;
};

/// The log of this process's ngspice (there is one at most).
[[nodiscard]] NgspiceLog& ngspice_log();

}  // namespace cimchar::spice
