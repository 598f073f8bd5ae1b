#include "store/results.hpp"

#include "core/error.hpp"
#include "synthetic_campaign.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>
#include <cstring>

using namespace cimchar;
using namespace cimchar::store;
using namespace cimchar::store::test;
using Catch::Matchers::Contains;

namespace {
std::vector<std::string> segments_of(std::string const& run) {
    std::vector<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator(run + "/segments"))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}
}  // namespace

TEST_CASE("run directory: what was flushed is finished when it is opened again", "[store]") {
    TemporaryDirectory const dir;
    {
        RunDirectory run(dir / "run", synthetic_header());
        CHECK(run.finished().empty());
        write_records(run, {3, 1, 5});
        write_records(run, {0});
        run.sink().put(synthetic_record(2));  // never flushed: lost, as after a kill
    }
    CHECK(segments_of(dir / "run") == std::vector<std::string>{"000000-1.h5", "000001-0.h5"});
    CHECK(bytes_of(dir / "run/campaign.toml") == synthetic_header().campaign_text);
    RunDirectory const again(dir / "run", synthetic_header());
    CHECK(again.finished() == std::set<std::uint64_t>{0, 1, 3, 5});
    CHECK(again.failed() == 1);
    CHECK(again.warnings().empty());
}

TEST_CASE("run directory: a damaged segment is left out, named, kept, and its number not used again", "[store]") {
    TemporaryDirectory const dir;
    {
        RunDirectory run(dir / "run", synthetic_header());
        write_records(run, {0, 1});
        write_records(run, {2, 3});
        write_records(run, {4});
    }
    auto const victim = dir / "run/segments/000001-2.h5";
    auto damaged = bytes_of(victim);
    SECTION("one bit flipped") {
        damaged[damaged.size() / 2] ^= 1;
    }
    SECTION("cut short") {
        damaged.resize(damaged.size() - 100);
    }
    SECTION("cut inside its header") {
        damaged.resize(100);
    }
    SECTION("empty") {
        damaged.clear();
    }
    SECTION("zeros, as after a power failure") {
        std::memset(damaged.data(), 0, damaged.size());
    }
    write_bytes(victim, damaged);
    write_bytes(dir / "run/segments/000003-5.h5.part", "half");
    {
        RunDirectory run(dir / "run", synthetic_header());
        CHECK(run.finished() == std::set<std::uint64_t>{0, 1, 4});
        REQUIRE(run.warnings().size() == 2);
        CHECK_THAT(run.warnings()[0], Contains("000003-5.h5.part is half-written"));
        CHECK_THAT(run.warnings()[1], Contains("000001-2.h5 is damaged"));
        write_records(run, {2, 3});
    }
    CHECK(bytes_of(victim) == damaged);
    CHECK(std::filesystem::exists(dir / "run/segments/000004-2.h5"));
    std::vector<std::string> warnings;
    CHECK(read_results(dir / "run", &warnings).records.size() == 5);
    CHECK(warnings.size() == 2);
}

TEST_CASE("run directory: a segment never takes the name of another", "[store]") {
    // As where locks do not reach from one machine to the next: another run writes while this one is open.
    TemporaryDirectory const dir;
    RunDirectory run(dir / "run", synthetic_header());
    write_records(run, {0});
    auto const first = bytes_of(dir / "run/segments/000000-0.h5");
    write_bytes(dir / "run/segments/000001-1.h5", first);
    write_bytes(dir / "run/segments/000002-1.h5.part", "being written");
    write_records(run, {1});
    CHECK(bytes_of(dir / "run/segments/000001-1.h5") == first);
    CHECK(bytes_of(dir / "run/segments/000002-1.h5.part") == "being written");
    CHECK(segments_of(dir / "run") ==
          std::vector<std::string>{"000000-0.h5", "000001-1.h5", "000002-1.h5.part", "000003-1.h5"});
    CHECK(read_status(dir / "run").done == 2);
}

TEST_CASE("run directory: shards within it count as its own", "[store]") {
    TemporaryDirectory const dir;
    std::string place;
    {
        RunDirectory whole(dir / "run", synthetic_header());
        place = whole.make_place_for_shards();
        write_records(whole, {3, 4});
    }
    {
        RunDirectory one(place + "/1-of-2", synthetic_header());
        CHECK(one.finished().empty());
        write_records(one, {0, 2});
        RunDirectory two(place + "/2-of-2", synthetic_header());
        write_records(two, {1, 5});
        CHECK(read_status(dir / "run").running == 2);
        std::filesystem::create_directory(place + "/3-of-2");  // a task that has not begun
    }
    auto const status = read_status(dir / "run");
    CHECK(status.done == 6);
    CHECK(status.failed == 1);
    CHECK(status.running == 0);
    RunDirectory whole(dir / "run", synthetic_header());
    CHECK(whole.finished() == std::set<std::uint64_t>{0, 1, 2, 3, 4, 5});
    CHECK(read_results(whole.finish()).records.size() == 6);

    auto other = synthetic_header();
    other.campaign_text += "seed = 43\n";
    RunDirectory const stranger(place + "/4-of-2", other);
    CHECK_THAT(input_error_of([&] { return read_status(dir / "run"); }),
               Contains("4-of-2 is of another campaign") && Contains("campaign text differs"));
}

TEST_CASE("run directory: one that waits goes on when the other run ends, and sees what it did", "[store]") {
    TemporaryDirectory const dir;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    pid_t const other = ::fork();
    if (other == 0) {
        {
            RunDirectory run(dir / "run", synthetic_header());
            (void)!::write(ready[1], "x", 1);
            ::usleep(300'000);
            write_records(run, {0, 1});
        }
        ::_exit(0);
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    RunDirectory const run(dir / "run", synthetic_header(), IfInUse::wait);
    CHECK(run.finished() == std::set<std::uint64_t>{0, 1});
    ::waitpid(other, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_CASE("run directory: every single flipped byte of a segment is noticed", "[store]") {
    TemporaryDirectory const dir;
    {
        RunDirectory run(dir / "run", synthetic_header());
        write_records(run, {0});
    }
    auto const path = dir / "run/segments/000000-0.h5";
    auto const whole = bytes_of(path);
    for (std::size_t at = 0; at < whole.size(); at += 97) {
        auto damaged = whole;
        damaged[at] ^= 0x10;
        write_bytes(path, damaged);
        INFO("byte " << at);
        REQUIRE(read_status(dir / "run").done == 0);
    }
}

TEST_CASE("run directory: another campaign is refused and nothing is overwritten", "[store]") {
    TemporaryDirectory const dir;
    {
        RunDirectory run(dir / "run", synthetic_header());
        write_records(run, {0});
    }
    auto other = synthetic_header();
    std::string expected;
    SECTION("text") {
        other.campaign_text += "seed = 43\n";
        expected = "campaign text differs";
    }
    SECTION("a file it names") {
        other.provenance[1].second = "nmos_vth_mv_um = 4\n";
        expected = "mismatch_source differs";
    }
    SECTION("program") {
        other.git_hash = "456def";
        expected = "continue with that version, or give a new directory";
    }
    CHECK_THAT(input_error_of([&] { RunDirectory(dir / "run", other); }), Contains(expected));
    CHECK(bytes_of(dir / "run/campaign.toml") == synthetic_header().campaign_text);
    CHECK(RunDirectory(dir / "run", synthetic_header()).finished().size() == 1);
}

TEST_CASE("run directory: a second run in the same directory is refused", "[store]") {
    TemporaryDirectory const dir;
    RunDirectory const first(dir / "run", synthetic_header());
    CHECK(read_status(dir / "run").running == 1);
    CHECK_THAT(input_error_of([&] { RunDirectory(dir / "run", synthetic_header()); }),
               Contains("in use by another run (process " + std::to_string(::getpid()) + " on "));
}

TEST_CASE("run directory: the lock vanishes with a killed run although its worker lives a little longer", "[store]") {
    TemporaryDirectory const dir;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    pid_t const parent = ::fork();
    if (parent == 0) {
        RunDirectory const run(dir / "run", synthetic_header());
        if (::fork() == 0) {  // a worker that outlives its parent by 0.4 s
            ::usleep(400'000);
            ::_exit(0);
        }
        (void)!::write(ready[1], "x", 1);
        for (;;) ::pause();
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    ::kill(parent, SIGKILL);
    ::waitpid(parent, nullptr, 0);
    CHECK(read_status(dir / "run").running == 1);  // the worker still holds it
    CHECK_NOTHROW(RunDirectory(dir / "run", synthetic_header()));
    CHECK(read_status(dir / "run").running == 0);
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_CASE("run directory: a full disk is an InputError and leaves what was there", "[store]") {
    TemporaryDirectory const dir;
    RunDirectory run(dir / "run", synthetic_header());
    write_records(run, {0, 1});
    run.finish();
    auto const before = bytes_of(dir / "run/results.h5");
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit old{};
    ::getrlimit(RLIMIT_FSIZE, &old);
    rlimit const tight{1000, old.rlim_max};  // no file above 1000 bytes: the write fails as on a full disk
    ::setrlimit(RLIMIT_FSIZE, &tight);
    auto const flush = input_error_of([&] { write_records(run, {2}); });
    auto const merged = input_error_of([&] { merge({dir / "run"}, dir / "run/results.h5"); });
    ::setrlimit(RLIMIT_FSIZE, &old);
    CHECK_THAT(flush, Contains("cannot write") && Contains("free some space"));
    CHECK_THAT(merged, Contains("cannot write") && Contains("untouched"));
    CHECK(segments_of(dir / "run") == std::vector<std::string>{"000000-0.h5"});
    CHECK(bytes_of(dir / "run/results.h5") == before);
    run.sink().flush();  // the record was kept: with room again it is written
    CHECK(read_status(dir / "run").done == 3);
}

TEST_CASE("run directory: an unwritable place is an InputError", "[store]") {
    CHECK_THAT(input_error_of([] { RunDirectory("/proc/cimchar/run", synthetic_header()); }),
               Contains("cannot create directory /proc/cimchar/run"));
    TemporaryDirectory const dir;
    write_bytes(dir / "file", "text");
    CHECK_THAT(input_error_of([&] { RunDirectory(dir / "file", synthetic_header()); }), Contains("cannot create"));
    CHECK(bytes_of(dir / "file") == "text");
}

TEST_CASE("run directory: someone else's campaign.toml is not overwritten", "[store]") {
    TemporaryDirectory const dir;
    write_bytes(dir / "campaign.toml", "mine");
    CHECK_THAT(input_error_of([&] { RunDirectory(dir.path, synthetic_header()); }), Contains("another campaign"));
    CHECK(bytes_of(dir / "campaign.toml") == "mine");
}

TEST_CASE("the weights of importance sampling are kept, and others have the weight 1", "[store]") {
    for (bool const weighted : {true, false}) {
        TemporaryDirectory const dir;
        auto header = synthetic_header();
        header.schema.weighted = weighted;
        RunDirectory run(dir / "run", header);
        auto record = synthetic_record(3);
        record.weight = 1.0 / 3 * 1e-7;
        run.sink().put(record);
        run.sink().flush();
        auto const got = read_results(run.finish());
        CHECK(got.schema.weighted == weighted);
        CHECK(got.records.at(0).weight == (weighted ? record.weight : 1));
    }
}
