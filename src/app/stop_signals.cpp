#include "app/stop_signals.hpp"

#include <array>
#include <csignal>

namespace cimchar::app {

namespace {
constexpr std::array<int, 3> handled{SIGINT, SIGTERM, SIGHUP};

std::atomic<bool> stop_flag;
std::atomic<bool> abandon_flag;
static_assert(std::atomic<bool>::is_always_lock_free);  // else not allowed in a signal handler

extern "C" void on_signal(int signal_number) {
    if (abandon_flag.load()) {
        std::signal(signal_number, SIG_DFL);
        std::raise(signal_number);
    }
    if (stop_flag.exchange(true)) abandon_flag = true;
}

void set_handlers(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;  // no SA_RESTART: waiting for a worker ends at once
    sigemptyset(&action.sa_mask);
    for (int const signal_number : handled) sigaction(signal_number, &action, nullptr);
}
}  // namespace

StopSignals::StopSignals() {
    stop_flag = false;
    abandon_flag = false;
    set_handlers(on_signal);
}

StopSignals::~StopSignals() {
    set_handlers(SIG_DFL);
}

std::atomic<bool> const* StopSignals::stop() const {
    return &stop_flag;
}
std::atomic<bool> const* StopSignals::abandon() const {
    return &abandon_flag;
}

}  // namespace cimchar::app
