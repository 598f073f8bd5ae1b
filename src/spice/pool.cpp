#include "spice/pool.hpp"

#include "core/error.hpp"
#include "spice/worker.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <deque>
#include <system_error>
#include <utility>
#include <vector>

namespace cimchar::spice {

namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr double memory_check_s = 0.1;  ///< memory of running workers is read this often

/// Log memory that a worker and its parent both see.
class SharedRing {
public:
    SharedRing() : memory_(mmap(nullptr, sizeof(LogRing), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
        if (memory_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "cannot share memory");
    }
    ~SharedRing() { munmap(memory_, sizeof(LogRing)); }
    SharedRing(SharedRing const&) = delete;
    SharedRing& operator=(SharedRing const&) = delete;
    [[nodiscard]] LogRing* get() const { return static_cast<LogRing*>(memory_); }

private:
    void* memory_;
};

/// A place for a worker. The process in it changes: it is started when needed and replaced when used up.
struct Slot {
    SharedRing ring;
    std::unique_ptr<Worker> worker;
    bool busy = false;
    std::uint64_t task = 0;
    std::string request;
    bool again = false;  ///< the task's first worker was killed from outside
    Clock::time_point since;
    unsigned tasks_done = 0;  ///< by this process
};

}  // namespace

struct Pool::State {
    PoolOptions options;
    Handler handler;
    std::vector<std::unique_ptr<Slot>> slots;
    std::deque<Completion> done;

    void hand_out(Slot& slot);
    void finish(Slot& slot, std::variant<std::string, Failure> outcome, bool replace);
    void fail(Slot& slot, FailureKind kind, std::string message);
    void check_limits();
    void serve(Slot& slot, short events);
    bool poll_once(double patience_s);
    std::optional<Completion> take_done();
};

/// Gives the slot's task to its worker, a new one if it has none.
void Pool::State::hand_out(Slot& slot) {
    if (!slot.worker) {
        slot.worker = std::make_unique<Worker>(handler, slot.ring.get());
        slot.tasks_done = 0;
    }
    slot.since = Clock::now();
    slot.worker->queue(encode(FrameKind::request, false, slot.request));
    slot.worker->send_some();
}

void Pool::State::finish(Slot& slot, std::variant<std::string, Failure> outcome, bool replace) {
    done.push_back({slot.task, std::move(outcome), seconds_since(slot.since)});
    slot.busy = false;
    ++slot.tasks_done;
    if (replace || slot.tasks_done >= options.recycle_after_tasks ||
        (slot.worker && slot.worker->resident_bytes() > options.recycle_above_bytes))
        slot.worker.reset();
}

void Pool::State::fail(Slot& slot, FailureKind kind, std::string message) {
    finish(slot,
           Failure{.kind = kind, .message = std::move(message), .log_tail = slot.ring.get()->tail(), .ladder = {}},
           true);
}

void Pool::State::check_limits() {
    for (auto& slot : slots) {
        if (!slot->busy) continue;
        if (seconds_since(slot->since) > options.timeout_s) {
            slot->worker->end(true);
            fail(*slot, FailureKind::timeout, fmt::format("not finished after {:g} s", options.timeout_s));
        } else if (auto const bytes = slot->worker->resident_bytes(); bytes > options.memory_limit_bytes) {
            slot->worker->end(true);
            fail(*slot, FailureKind::out_of_memory,
                 fmt::format("the worker used {} MiB, more than its limit of {} MiB", bytes >> 20U,
                             options.memory_limit_bytes >> 20U));
        }
    }
}

void Pool::State::serve(Slot& slot, short events) {
    if ((events & POLLOUT) != 0) slot.worker->send_some();
    if ((events & (POLLIN | POLLHUP | POLLERR)) == 0) return;
    bool const alive = slot.worker->receive_some();
    if (auto frame = slot.worker->take(); frame && slot.busy) {
        if (frame->kind == FrameKind::response)
            finish(slot, std::move(frame->bytes), frame->retire || !alive);
        else
            finish(slot, decode_failure(frame->bytes), frame->retire || !alive);
    } else if (!alive) {
        auto const end = slot.worker->end(false);
        if (slot.busy && end.killed_from_outside && !slot.again) {
            // Nothing the task did: once more. A batch system that kills a whole job, worker by worker, must not leave
            // crashes in the records before it comes to the parent.
            slot.again = true;
            slot.worker.reset();
            hand_out(slot);
        } else if (slot.busy) {
            fail(slot, FailureKind::crash,
                 "the worker process " + end.how + (end.killed_from_outside ? ", twice" : ""));
        } else {
            slot.worker.reset();
        }
    }
}

/// False if a signal arrived.
bool Pool::State::poll_once(double patience_s) {
    std::vector<pollfd> sockets;
    std::vector<Slot*> owners;
    double timeout_s = patience_s;
    for (auto& slot : slots) {
        if (!slot->worker) continue;
        short const wanted = slot->worker->wants_to_send() ? POLLIN | POLLOUT : POLLIN;
        sockets.push_back({slot->worker->fd(), wanted, 0});
        owners.push_back(slot.get());
        if (slot->busy)
            timeout_s = std::min({timeout_s, memory_check_s, options.timeout_s - seconds_since(slot->since)});
    }
    // Rounded up, so that a deadline has passed when poll() returns for it.
    auto const timeout_ms = static_cast<int>(std::clamp(timeout_s * 1e3 + 1, 0.0, 1e6));
    if (poll(sockets.data(), sockets.size(), timeout_ms) < 0) return errno != EINTR;
    for (std::size_t i = 0; i < sockets.size(); ++i)
        if (sockets[i].revents != 0) serve(*owners[i], sockets[i].revents);
    check_limits();
    return true;
}

std::optional<Completion> Pool::State::take_done() {
    if (done.empty()) return std::nullopt;
    auto first = std::move(done.front());
    done.pop_front();
    return first;
}

Pool::Pool(PoolOptions options, Handler handler)
    : state_(std::make_unique<State>(State{options, std::move(handler), {}, {}})) {
    CIMCHAR_EXPECT(options.workers >= 1);
    CIMCHAR_EXPECT(options.timeout_s > 0);
    for (unsigned i = 0; i < options.workers; ++i) state_->slots.push_back(std::make_unique<Slot>());
}

Pool::~Pool() = default;

std::size_t Pool::running() const {
    auto const& slots = state_->slots;
    return static_cast<std::size_t>(std::count_if(slots.begin(), slots.end(), [](auto& slot) { return slot->busy; }));
}

bool Pool::has_free_worker() const {
    return running() < state_->slots.size();
}

void Pool::submit(std::uint64_t task, std::string const& request) {
    CIMCHAR_EXPECT(has_free_worker());
    auto& slots = state_->slots;
    // A running process first: it may have the circuit loaded.
    auto slot = std::find_if(slots.begin(), slots.end(), [](auto& each) { return !each->busy && each->worker; });
    if (slot == slots.end()) slot = std::find_if(slots.begin(), slots.end(), [](auto& each) { return !each->busy; });
    // An idle process that died meanwhile is noticed here, before a task is lost to it.
    if ((*slot)->worker && !(*slot)->worker->receive_some()) (*slot)->worker.reset();
    (*slot)->busy = true;
    (*slot)->task = task;
    (*slot)->request = request;
    (*slot)->again = false;
    state_->hand_out(**slot);
}

std::optional<Completion> Pool::wait(double patience_s) {
    auto const start = Clock::now();
    for (;;) {
        if (auto completion = state_->take_done()) return completion;
        auto const left_s = patience_s - seconds_since(start);
        if (!state_->poll_once(std::max(left_s, 0.0))) return std::nullopt;
        if (state_->done.empty() && seconds_since(start) >= patience_s) return std::nullopt;
    }
}

}  // namespace cimchar::spice
