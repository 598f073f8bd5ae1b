// One worker process, seen from the parent, and what it does in the child.
#pragma once
#include "spice/frame.hpp"
#include "spice/log_ring.hpp"
#include "spice/pool.hpp"

#include <sys/types.h>
#include <cstddef>
#include <string>

namespace cimchar::spice {

/// How a worker ended.
struct WorkerEnd {
    std::string how;                   ///< "died of SIGSEGV", "exited with 3"
    bool killed_from_outside = false;  ///< by a SIGKILL that the parent did not send
};

/// The parent's handle on a worker process. Starts it when made; kills and reaps it when it goes.
class Worker {
public:
    /// Forks. `ring` is memory shared with the child, for its log. Throws std::system_error if that cannot be.
    Worker(Handler const& handler, LogRing* ring);
    ~Worker();
    Worker(Worker const&) = delete;
    Worker& operator=(Worker const&) = delete;

    [[nodiscard]] int fd() const { return fd_; }
    [[nodiscard]] bool wants_to_send() const { return !to_send_.empty(); }

    void queue(std::string const& frame) { to_send_ += frame; }
    /// Sends what the socket takes without waiting.
    void send_some();
    /// Receives what there is without waiting; false if the worker has closed its end.
    [[nodiscard]] bool receive_some();
    [[nodiscard]] std::optional<Frame> take() { return take_frame(received_); }

    [[nodiscard]] std::size_t resident_bytes() const;
    /// Waits for its end (killing it first if asked) and tells how it came.
    WorkerEnd end(bool kill_first);

private:
    pid_t pid_ = -1;
    int fd_ = -1;
    std::string to_send_;
    std::string received_;
};

}  // namespace cimchar::spice
