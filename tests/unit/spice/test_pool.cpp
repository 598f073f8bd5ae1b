// The pool with handlers that never simulate: what a worker can do to itself and to others.
#include "core/error.hpp"
#include "spice/ngspice_log.hpp"
#include "spice/pool.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <set>
#include <stdexcept>
#include <thread>

using namespace cimchar;
using namespace cimchar::spice;

namespace {

Completion next(Pool& pool) {
    for (;;)
        if (auto done = pool.wait(1)) return std::move(*done);
}

/// What one task of this handler comes to.
Completion only_task(Handler handler, std::string request = "", PoolOptions options = {}) {
    Pool pool(options, std::move(handler));
    pool.submit(7, std::move(request));
    return next(pool);
}

Failure failure_of(Completion const& completion) {
    REQUIRE(std::holds_alternative<Failure>(completion.outcome));
    return std::get<Failure>(completion.outcome);
}

std::string response_of(Completion const& completion) {
    if (auto const* failed = std::get_if<Failure>(&completion.outcome)) FAIL(failed->message);
    return std::get<std::string>(completion.outcome);
}

std::string own_pid(Session&, std::string_view) {
    return std::to_string(getpid());
}

/// A page both processes see.
struct Shared {
    pid_t* pids = static_cast<pid_t*>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    ~Shared() { munmap(pids, 4096); }
};

}  // namespace

TEST_CASE("pool: a response is what the handler made of the request, any byte", "[spice_pool]") {
    std::string const request{"a\0\n\xff", 4};
    auto const done =
        only_task([](Session&, std::string_view bytes) { return "<" + std::string(bytes) + ">"; }, request);
    CHECK(done.task == 7);
    CHECK(done.seconds >= 0);
    CHECK(response_of(done) == "<" + request + ">");
}

TEST_CASE("pool: requests and responses of several megabytes arrive whole", "[spice_pool]") {
    std::string request(5'000'000, 'x');
    for (std::size_t i = 0; i < request.size(); ++i) request[i] = static_cast<char>(i * 7 + i / 1000);
    auto const done =
        only_task([](Session&, std::string_view bytes) { return std::string(bytes.rbegin(), bytes.rend()); }, request);
    CHECK(response_of(done) == std::string(request.rbegin(), request.rend()));
}

TEST_CASE("pool: an empty request and an empty response are legal", "[spice_pool]") {
    CHECK(response_of(only_task([](Session&, std::string_view) { return ""; })).empty());
}

TEST_CASE("pool: abort is a crash that names its signal", "[spice_pool]") {
    auto const failed = failure_of(only_task([](Session&, std::string_view) -> std::string { std::abort(); }));
    CHECK(failed.kind == FailureKind::crash);
    CHECK(failed.message == "the worker process died of SIGABRT");
}

TEST_CASE("pool: a segmentation fault is a crash that names its signal", "[spice_pool]") {
    auto const failed = failure_of(only_task([](Session&, std::string_view) -> std::string {
        std::signal(SIGSEGV, SIG_DFL);  // a sanitizer would report it and exit
        std::raise(SIGSEGV);
        return "";
    }));
    CHECK(failed.kind == FailureKind::crash);
    CHECK(failed.message == "the worker process died of SIGSEGV");
}

TEST_CASE("pool: the last lines of the log survive a crash and a kill", "[spice_pool]") {
    auto const ends_with = [](std::string const& end) {
        return failure_of(only_task(
            [end](Session&, std::string_view) -> std::string {
                ngspice_log().add("stderr Error: the last thing said");
                while (end != "crash") pause();
                std::abort();
            },
            "", {.workers = 1, .timeout_s = 0.3}));
    };
    CHECK(ends_with("crash").log_tail == "Error: the last thing said");
    CHECK(ends_with("timeout").log_tail == "Error: the last thing said");
}

TEST_CASE("pool: a worker that exits has crashed", "[spice_pool]") {
    auto const failed = failure_of(only_task([](Session&, std::string_view) -> std::string { _exit(3); }));
    CHECK(failed.kind == FailureKind::crash);
    CHECK(failed.message == "the worker process exited with 3");
}

TEST_CASE("pool: a task over its time is killed, the next one runs", "[spice_pool]") {
    Pool pool({.workers = 1, .timeout_s = 0.3}, [](Session&, std::string_view request) -> std::string {
        while (request == "hang") pause();
        return "done";
    });
    pool.submit(1, "hang");
    auto const failed = failure_of(next(pool));
    CHECK(failed.kind == FailureKind::timeout);
    CHECK(failed.message == "not finished after 0.3 s");
    pool.submit(2, "");
    CHECK(response_of(next(pool)) == "done");
}

TEST_CASE("pool: a worker that does not take its request is killed in time", "[spice_pool]") {
    Pool pool({.workers = 1, .timeout_s = 0.3}, own_pid);
    pool.submit(1, "");
    auto const pid = response_of(next(pool));
    kill(static_cast<pid_t>(std::stol(pid)), SIGSTOP);
    pool.submit(2, std::string(10'000'000, 'x'));  // more than a socket holds: most of it stays with the parent
    CHECK(failure_of(next(pool)).kind == FailureKind::timeout);
    pool.submit(3, "");
    CHECK(response_of(next(pool)) != pid);
}

TEST_CASE("pool: a worker beyond its memory is killed", "[spice_pool]") {
    auto const eat = [](Session&, std::string_view) -> std::string {
        std::string pile;
        for (;;) {
            pile.append(4U << 20U, 'x');
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    };
    auto const failed = failure_of(only_task(eat, "", {.workers = 1, .memory_limit_bytes = 100U << 20U}));
    CHECK(failed.kind == FailureKind::out_of_memory);
    CHECK(failed.message.find("more than its limit of 100 MiB") != std::string::npos);
}

TEST_CASE("pool: exceptions become failures", "[spice_pool]") {
    auto const thrown = [](auto error) {
        return failure_of(only_task([error](Session&, std::string_view) -> std::string { throw error; }));
    };
    SECTION("SimulationFailed as it is") {
        auto const failed = thrown(SimulationFailed({.kind = FailureKind::undefined_measure,
                                                     .message = "no edge",
                                                     .log_tail = "a\nb",
                                                     .ladder = {"x", "y y"}}));
        CHECK(failed.kind == FailureKind::undefined_measure);
        CHECK(failed.message == "no edge");
        CHECK(failed.log_tail == "a\nb");
        CHECK(failed.ladder == std::vector<std::string>{"x", "y y"});
    }
    SECTION("any other as a crash with its text") {
        auto const failed = thrown(std::runtime_error("what it says"));
        CHECK(failed.kind == FailureKind::crash);
        CHECK(failed.message == "what it says");
    }
    SECTION("one without text") {
        CHECK_FALSE(thrown(std::runtime_error("")).message.empty());
        CHECK_FALSE(thrown(5).message.empty());
    }
    SECTION("no memory") {
        CHECK(thrown(std::bad_alloc()).kind == FailureKind::out_of_memory);
    }
}

TEST_CASE("pool: an exception leaves the worker in place", "[spice_pool]") {
    Pool pool({}, [](Session& session, std::string_view request) -> std::string {
        if (request == "throw") throw std::runtime_error(own_pid(session, ""));
        return own_pid(session, "");
    });
    pool.submit(1, "throw");
    auto const pid = failure_of(next(pool)).message;
    pool.submit(2, "");
    CHECK(response_of(next(pool)) == pid);
}

TEST_CASE("pool: a worker is replaced after its share of tasks, not before", "[spice_pool]") {
    Pool pool({.workers = 1, .recycle_after_tasks = 3}, own_pid);
    std::vector<std::string> pids;
    for (std::uint64_t i = 0; i < 7; ++i) {
        pool.submit(i, "");
        pids.push_back(response_of(next(pool)));
    }
    CHECK(pids[0] == pids[2]);
    CHECK(pids[2] != pids[3]);
    CHECK(pids[3] == pids[5]);
    CHECK(pids[5] != pids[6]);
}

TEST_CASE("pool: a worker that has grown is replaced after its task", "[spice_pool]") {
    Pool pool({.workers = 1, .recycle_above_bytes = 200U << 20U}, [](Session& session, std::string_view request) {
        static std::string kept;
        if (request == "grow") kept.assign(300U << 20U, 'x');
        return own_pid(session, "");
    });
    pool.submit(0, "");
    auto const first = response_of(next(pool));
    pool.submit(1, "grow");
    CHECK(response_of(next(pool)) == first);
    pool.submit(2, "");
    CHECK(response_of(next(pool)) != first);
}

TEST_CASE("pool: an idle worker that died is replaced, and no task is lost", "[spice_pool]") {
    Pool pool({}, own_pid);
    pool.submit(0, "");
    auto const pid = static_cast<pid_t>(std::stol(response_of(next(pool))));
    kill(pid, SIGKILL);
    CHECK_FALSE(pool.wait(0.05));
    pool.submit(1, "");
    CHECK(response_of(next(pool)) != std::to_string(pid));
}

TEST_CASE("pool: every task is answered once, in whatever order, also when some crash", "[spice_pool]") {
    Pool pool({.workers = 3, .recycle_after_tasks = 4}, [](Session&, std::string_view request) -> std::string {
        auto const number = std::stoi(std::string(request));
        if (number % 7 == 3) std::abort();
        std::this_thread::sleep_for(std::chrono::milliseconds(number % 3));
        return std::to_string(number * number);
    });
    std::map<std::uint64_t, std::string> answers;
    std::uint64_t submitted = 0;
    while (answers.size() < 40) {
        while (submitted < 40 && pool.has_free_worker()) {
            pool.submit(submitted, std::to_string(submitted));
            ++submitted;
        }
        auto const done = next(pool);
        auto const* failed = std::get_if<Failure>(&done.outcome);
        auto const [at, is_new] = answers.emplace(done.task, failed ? "crash" : std::get<std::string>(done.outcome));
        CHECK(is_new);
    }
    CHECK(pool.running() == 0);
    for (auto const& [task, answer] : answers) CHECK(answer == (task % 7 == 3 ? "crash" : std::to_string(task * task)));
}

TEST_CASE("pool: has_free_worker and running count what was handed out", "[spice_pool]") {
    Pool pool({.workers = 2}, own_pid);
    CHECK(pool.running() == 0);
    pool.submit(0, "");
    CHECK(pool.has_free_worker());
    pool.submit(1, "");
    CHECK(pool.running() == 2);
    CHECK_FALSE(pool.has_free_worker());
    CHECK_THROWS_AS(pool.submit(2, ""), ContractError);
    (void)next(pool);
    CHECK(pool.has_free_worker());
}

TEST_CASE("pool: wait returns when its patience ends or a signal arrives", "[spice_pool]") {
    Pool pool({}, [](Session&, std::string_view) -> std::string {
        for (;;) pause();
    });
    CHECK_FALSE(pool.wait(0));
    CHECK_FALSE(pool.wait(0.02));
    pool.submit(0, "");
    CHECK_FALSE(pool.wait(0.02));

    struct sigaction on_alarm {};
    on_alarm.sa_handler = [](int) {};
    struct sigaction before {};
    sigaction(SIGALRM, &on_alarm, &before);
    itimerval const soon{{0, 0}, {0, 30'000}};
    setitimer(ITIMER_REAL, &soon, nullptr);
    CHECK_FALSE(pool.wait(1e6));  // comes back at all
    sigaction(SIGALRM, &before, nullptr);
}

TEST_CASE("pool: a task whose worker is killed from outside runs again, once", "[spice_pool]") {
    Shared const shared;
    int kills = 0;
    SECTION("killed once") {
        kills = 1;
    }
    SECTION("killed twice") {
        kills = 2;
    }
    auto const done = only_task(
        [&](Session&, std::string_view request) -> std::string {
            if (shared.pids[0]++ < kills) std::raise(SIGKILL);
            return std::string(request) + "!";
        },
        "task");
    if (kills == 1)
        CHECK(response_of(done) == "task!");
    else
        CHECK_THAT(failure_of(done).message, Catch::Matchers::StartsWith("the worker process died of SIGKILL") &&
                                                 Catch::Matchers::EndsWith(", twice"));
    CHECK(shared.pids[0] == 2);
}

TEST_CASE("pool: a worker has none of the parent's files, no terminal, and leaves signals to its parent",
          "[spice_pool]") {
    int const low = open("/proc/self/status", O_RDONLY);
    int const file = fcntl(low, F_DUPFD, 50);  // a number that no pipe of the worker has
    auto const seen = response_of(only_task([file](Session&, std::string_view) -> std::string {
        for (int const number : {SIGINT, SIGTERM, SIGHUP}) std::raise(number);  // as to all processes of a job
        std::puts("not to be seen");
        std::string result = fcntl(file, F_GETFD) == -1 ? "closed" : "open";
        struct stat standard {};
        struct stat null {};
        stat("/dev/null", &null);
        for (int fd : {0, 1, 2})
            result += fstat(fd, &standard) == 0 && standard.st_rdev == null.st_rdev ? " null" : " tty";
        return result + " " + std::getenv("OMP_NUM_THREADS");
    }));
    CHECK(seen == "closed null null null 1");
    close(low);
    close(file);
}

TEST_CASE("pool: its end kills what still runs", "[spice_pool]") {
    Shared const shared;
    {
        Pool pool({}, [&](Session&, std::string_view) -> std::string {
            shared.pids[0] = getpid();
            for (;;) pause();
        });
        pool.submit(0, "");
        while (*static_cast<pid_t volatile*>(shared.pids) == 0) (void)pool.wait(0.01);
    }
    CHECK(kill(shared.pids[0], 0) == -1);  // reaped, too
    CHECK(errno == ESRCH);
}

TEST_CASE("pool: workers die with their parent, however it dies", "[spice_pool]") {
    Shared const shared;
    pid_t const parent = fork();
    if (parent == 0) {
        Pool pool({.workers = 2}, [&](Session&, std::string_view request) -> std::string {
            shared.pids[request == "0" ? 0 : 1] = getpid();
            for (;;) pause();
        });
        pool.submit(0, "0");
        pool.submit(1, "1");
        for (;;) (void)pool.wait(1);
    }
    auto volatile* pids = static_cast<pid_t volatile*>(shared.pids);
    while (pids[0] == 0 || pids[1] == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    kill(parent, SIGKILL);
    waitpid(parent, nullptr, 0);
    // The kernel sends the signal at the parent's end; whoever adopts the orphans reaps them in its own time.
    auto const gone = [](pid_t pid) {
        char state = 'X';
        auto const path = "/proc/" + std::to_string(pid) + "/stat";
        if (auto* file = std::fopen(path.c_str(), "r")) {
            if (std::fscanf(file, "%*d (%*[^)]) %c", &state) != 1) state = 'X';
            std::fclose(file);
        }
        return state == 'X' || state == 'Z';
    };
    for (int i = 0; i < 2000 && !(gone(pids[0]) && gone(pids[1])); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    CHECK(gone(pids[0]));
    CHECK(gone(pids[1]));
}
