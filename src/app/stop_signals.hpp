// Ctrl-C and its kin during a run: once to end in order, twice to drop what runs, three times to die.
#pragma once
#include <atomic>

namespace cimchar::app {

/// While it lives, SIGINT, SIGTERM and SIGHUP set these flags. At most one exists.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(StopSignals const&) = delete;
    StopSignals& operator=(StopSignals const&) = delete;

    [[nodiscard]] std::atomic<bool> const* stop() const;     ///< after the first
    [[nodiscard]] std::atomic<bool> const* abandon() const;  ///< after the second
};

}  // namespace cimchar::app
