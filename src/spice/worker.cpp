#include "spice/worker.hpp"

#include "spice/ngspice_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>

namespace cimchar::spice {

namespace {

/// The response to one request, ready to send.
std::string answer(Handler const& handler, Session& session, std::string_view request) {
    Failure failed;
    try {
        auto const response = handler(session, request);
        return encode(FrameKind::response, !session.healthy(), response);
    } catch (SimulationFailed const& error) {
        failed = error.failure();
    } catch (std::bad_alloc const&) {
        failed = {.kind = FailureKind::out_of_memory,
                  .message = "memory ran out in the worker",
                  .log_tail = {},
                  .ladder = {}};
    } catch (std::exception const& error) {
        failed = {.kind = FailureKind::crash, .message = error.what(), .log_tail = {}, .ladder = {}};
    } catch (...) {
        failed = {.kind = FailureKind::crash, .message = {}, .log_tail = {}, .ladder = {}};
    }
    if (failed.message.empty()) failed.message = "the task ended with an exception of unknown type";
    if (failed.log_tail.empty()) failed.log_tail = ngspice_log().ring().tail();
    return encode(FrameKind::failure, !session.healthy(), encode(failed));
}

/// Serves requests until the parent closes its end.
[[noreturn]] void serve(int fd, Handler const& handler, LogRing* ring) {
    ngspice_log().use_ring(ring);
    {
        Session session;
        while (auto const request = read_frame(fd)) {
            ring->clear();
            if (!write_all(fd, answer(handler, session, request->bytes))) break;
        }
    }
    _exit(0);  // not exit: the parent's static objects and buffered output are not the worker's to finish
}

/// The new process has nothing of the parent's but its memory.
void leave_parent(pid_t parent, int fd) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);  // it died before the line above
    constexpr int kept = 3;
    int const nothing = open("/dev/null", O_RDWR);
    for (int standard = 0; standard < kept; ++standard) dup2(nothing, standard);
    // Other workers' sockets, and files of the parent that may be locked.
    if (fd != kept) dup2(fd, kept);
    close_range(kept + 1, ~0U, 0);
    // The parent decides. Terminals and batch systems send these to every process of a job, and a worker that died of
    // one would count as a crash of its circuit.
    for (int const number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_IGN);
    for (int const number : {SIGPIPE, SIGCHLD, SIGALRM}) std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    rlimit const no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    setenv("OMP_NUM_THREADS", "1", 1);
}

}  // namespace

void allow_session_in_worker();  // session.cpp

Worker::Worker(Handler const& handler, LogRing* ring) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot make a socket for a worker");
    ring->clear();
    pid_t const parent = getpid();
    pid_ = fork();
    if (pid_ < 0) {
        int const reason = errno;
        close(ends[0]);
        close(ends[1]);
        throw std::system_error(reason, std::generic_category(), "cannot start a worker process");
    }
    if (pid_ == 0) {
        leave_parent(parent, ends[1]);
        allow_session_in_worker();
        serve(3, handler, ring);
    }
    close(ends[1]);
    fd_ = ends[0];
    fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
}

Worker::~Worker() {
    if (pid_ > 0) end(true);
    close(fd_);
}

void Worker::send_some() {
    while (!to_send_.empty()) {
        auto const sent = send(fd_, to_send_.data(), to_send_.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (sent < 0) return to_send_.clear();  // it died: receive_some() tells
        to_send_.erase(0, static_cast<std::size_t>(sent));
    }
}

bool Worker::receive_some() {
    char buffer[1U << 16U];
    for (;;) {
        auto const got = read(fd_, buffer, sizeof buffer);
        if (got > 0) {
            received_.append(buffer, static_cast<std::size_t>(got));
            continue;
        }
        if (got < 0 && errno == EINTR) continue;
        return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }
}

std::size_t Worker::resident_bytes() const {
    std::size_t total = 0;
    std::size_t resident = 0;
    auto* file = std::fopen(fmt::format("/proc/{}/statm", pid_).c_str(), "re");
    if (file == nullptr) return 0;
    if (std::fscanf(file, "%zu %zu", &total, &resident) != 2) resident = 0;
    std::fclose(file);
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

WorkerEnd Worker::end(bool kill_first) {
    if (kill_first) kill(pid_, SIGKILL);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    if (WIFEXITED(status)) return {fmt::format("exited with {}", WEXITSTATUS(status)), false};
    int const number = WTERMSIG(status);
    auto const* name = sigabbrev_np(number);
    std::string how = fmt::format("died of SIG{}", name != nullptr ? name : std::to_string(number));
    bool const from_outside = number == SIGKILL && !kill_first;
    if (from_outside) how += " (from outside; the system does that when memory runs out)";
    return {how, from_outside};
}

}  // namespace cimchar::spice
