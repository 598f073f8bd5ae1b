// Worker processes, one ngspice session each, fed one task at a time.
#pragma once
#include "core/simulation.hpp"
#include "spice/session.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace cimchar::spice {

/// Does one task inside a worker process: request bytes in, response bytes out. Runs in a forked child, so it
/// sees whatever it captured as it was when the pool was made. A SimulationFailed that leaves it becomes the
/// task's Failure; std::bad_alloc becomes Failure{out_of_memory}; any other exception Failure{crash} with its text.
using Handler = std::function<std::string(Session& session, std::string_view request)>;

struct PoolOptions {
    unsigned workers = 1;                            ///< processes, at least 1
    double timeout_s = 60;                           ///< hard limit per task; the worker is killed (SIGKILL)
    unsigned recycle_after_tasks = 2000;             ///< a worker is replaced after this many tasks …
    std::size_t recycle_above_bytes = 512UL << 20U;  ///< … or when its resident memory exceeds this
    std::size_t memory_limit_bytes = 4UL << 30U;     ///< a worker above this is killed: Failure{out_of_memory}
};

struct Completion {
    std::uint64_t task = 0;                      ///< as given to submit()
    std::variant<std::string, Failure> outcome;  ///< response bytes, or how it failed
    double seconds = 0;                          ///< wall time from hand-out to answer
};

/// A pool of forked workers, started when first needed. The parent must be single-threaded while the pool lives, and
/// should not have simulated itself: a worker begins with a copy of its parent's memory, ngspice included. Workers die
/// with the parent (PR_SET_PDEATHSIG), use one thread, ignore SIGINT, SIGTERM and SIGHUP (the parent decides), keep
/// none of the parent's files open, and write nothing to the terminal. A task whose worker is killed from outside
/// (SIGKILL) is handed out once more; the second time it is Failure{crash}.
class Pool {
public:
    Pool(PoolOptions options, Handler handler);
    ~Pool();  ///< kills what still runs
    Pool(Pool const&) = delete;
    Pool& operator=(Pool const&) = delete;

    /// True if a worker is free: then submit() hands out at once.
    [[nodiscard]] bool has_free_worker() const;
    [[nodiscard]] std::size_t running() const;

    /// Hands a task to a free worker. Requires has_free_worker().
    void submit(std::uint64_t task, std::string const& request);

    /// Waits up to `patience_s` seconds for a task to end, one way or another; nothing if none did
    /// (also returns early, with nothing, when a signal arrives).
    [[nodiscard]] std::optional<Completion> wait(double patience_s);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace cimchar::spice
