#include "store/hdf5.hpp"
#include "store/results.hpp"

#include "core/error.hpp"
#include "synthetic_campaign.hpp"

#include <bit>
#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::store;
using namespace cimchar::store::test;
using Catch::Matchers::Contains;

namespace {
std::string shard(TemporaryDirectory const& dir, std::string const& name, std::vector<std::uint64_t> const& ids,
                  Results const& header = synthetic_header()) {
    RunDirectory run(dir / name, header);
    write_records(run, ids);
    return dir / name;
}

std::vector<std::uint64_t> bits_of(std::vector<double> const& values) {
    std::vector<std::uint64_t> bits;
    for (double const v : values) bits.push_back(std::bit_cast<std::uint64_t>(v));
    return bits;
}
}  // namespace

TEST_CASE("results: what was put is read back, bit by bit", "[store]") {
    TemporaryDirectory const dir;
    RunDirectory run(dir / "run", synthetic_header());
    write_records(run, {0, 3, 4, 5});
    auto const got = read_results(run.finish());
    auto const header = synthetic_header();
    CHECK(got.campaign_text == header.campaign_text);
    CHECK(got.circuit == header.circuit);
    CHECK(got.seed == header.seed);
    CHECK(got.planned == header.planned);
    CHECK(got.parameters == header.parameters);
    CHECK(got.provenance == header.provenance);
    CHECK(got.conditions == header.conditions);
    REQUIRE(got.schema.measures.size() == 3);
    CHECK(got.schema.measures[2].name == "a_first_v");  // the order of the campaign, not of the alphabet
    CHECK(got.schema.measures[1].unit == "bit");
    CHECK(got.schema.curves[0].points == header.schema.curves[0].points);
    CHECK(got.schema.drawn == header.schema.drawn);
    std::vector<std::uint64_t> const ids{0, 3, 4, 5};
    REQUIRE(got.records.size() == ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        auto const want = synthetic_record(ids[i]);
        CHECK(got.records[i].trial.id == want.trial.id);
        CHECK(got.records[i].trial.condition == want.trial.condition);
        CHECK(got.records[i].trial.sample == want.trial.sample);
        CHECK(bits_of(got.records[i].measures) == bits_of(want.measures));
        CHECK(got.records[i].drawn == want.drawn);
        CHECK(got.records[i].curves == want.curves);
        CHECK(got.records[i].ladder == want.ladder);
        CHECK(got.records[i].seconds == want.seconds);
    }
    auto const& failure = got.records[3].failure;
    REQUIRE(failure);
    CHECK(failure->kind == FailureKind::timeout);
    CHECK(failure->message == "no end after 120 s");
    CHECK(failure->log_tail == "last words\nsecond line");
    CHECK(failure->ladder == std::vector<std::string>{"gmin", "gear"});
    CHECK(read_results(dir / "run", nullptr, false).records[0].curves.empty());
}

TEST_CASE("merge: any split and order of the trials gives the same bits outside /run", "[store]") {
    TemporaryDirectory const dir;
    merge({shard(dir, "whole", {0, 1, 2, 3, 4, 5, 6})}, dir / "a.h5");
    shard(dir, "odd", {5});
    merge({shard(dir, "odd", {3, 1}), shard(dir, "even", {6, 0, 4, 2})}, dir / "b.h5");
    merge({dir / "b.h5"}, dir / "c.h5");
    std::string difference;
    CHECK(same_results(dir / "a.h5", dir / "b.h5", &difference));
    CHECK(same_results(dir / "a.h5", dir / "c.h5", &difference));
    CHECK(difference.empty());
    merge({shard(dir, "fewer", {0, 1, 2})}, dir / "d.h5");
    CHECK_FALSE(same_results(dir / "a.h5", dir / "d.h5", &difference));
    CHECK(difference == "/curves/transfer_v");
}

TEST_CASE("merge: a trial in two places is taken once if it agrees and refused if not", "[store]") {
    TemporaryDirectory const dir;
    auto const a = shard(dir, "a", {0, 1});
    auto const b = shard(dir, "b", {1, 2, 5});
    merge({a, b, a}, dir / "merged.h5");
    CHECK(read_results(dir / "merged.h5").records.size() == 4);

    RunDirectory other(dir / "c", synthetic_header());
    auto record = synthetic_record(1);
    record.measures[0] = std::nextafter(record.measures[0], 10);  // one last bit
    other.sink().put(record);
    other.sink().flush();
    CHECK_THAT(input_error_of([&] { merge({a, dir / "c"}, dir / "merged.h5"); }), Contains("trial 1 differs between"));
    CHECK(read_results(dir / "merged.h5").records.size() == 4);  // the older file is as it was
}

TEST_CASE("merge: different campaigns are refused", "[store]") {
    TemporaryDirectory const dir;
    auto other = synthetic_header();
    other.seed = 7;
    auto const paths = std::vector{shard(dir, "a", {0}), shard(dir, "b", {1}, other)};
    CHECK_THAT(input_error_of([&] { merge(paths, dir / "merged.h5"); }), Contains("seed differs"));
    CHECK_FALSE(std::filesystem::exists(dir / "merged.h5"));
}

TEST_CASE("merge: a run without a result makes a file without trials", "[store]") {
    TemporaryDirectory const dir;
    merge({shard(dir, "a", {})}, dir / "merged.h5");
    CHECK(read_results(dir / "merged.h5").records.empty());
    auto const status = read_status(dir / "merged.h5");
    CHECK(status.planned == 12);
    CHECK(status.done == 0);
}

TEST_CASE("merge: many trials of two interleaved shards", "[store]") {
    TemporaryDirectory const dir;
    std::vector<std::uint64_t> odd;
    std::vector<std::uint64_t> even;
    for (std::uint64_t id = 0; id < 1200; ++id) (id % 2 == 0 ? even : odd).push_back(id);
    merge({shard(dir, "odd", odd), shard(dir, "even", even)}, dir / "merged.h5");
    auto const records = read_results(dir / "merged.h5").records;
    REQUIRE(records.size() == 1200);
    bool all = true;
    for (std::uint64_t id = 0; id < 1200; ++id)
        all = all && records[id].trial.id == id &&
              bits_of(records[id].measures) == bits_of(synthetic_record(id).measures);
    CHECK(all);
}

TEST_CASE("status: counts planned, done, failed and running", "[store]") {
    TemporaryDirectory const dir;
    auto const status = read_status(shard(dir, "a", {0, 1, 5}));
    CHECK(status.planned == 12);
    CHECK(status.done == 3);
    CHECK(status.failed == 1);
    CHECK(status.running == 0);
    CHECK_THAT(input_error_of([&] { (void)read_status(dir / "nowhere"); }), Contains("does not exist"));
    CHECK_THAT(input_error_of([&] { (void)read_status(dir.path); }), Contains("holds no campaign"));
}

TEST_CASE("results: a newer format and files of another kind are refused in one line", "[store]") {
    TemporaryDirectory const dir;
    auto const write = [&](std::string const& type, std::uint64_t version) {
        auto file = h5::create_file(dir / "x.h5");
        h5::set_attribute(file, "file_type", type);
        h5::set_attribute(file, "format_version", version);
        h5::close_file(std::move(file));
        return input_error_of([&] { (void)read_results(dir / "x.h5"); });
    };
    CHECK_THAT(write("cimchar-results", 2), Contains("format 2 (this cimchar reads up to 1)"));
    CHECK_THAT(write("cimchar-model", 1), Contains("not a results file"));
    write_bytes(dir / "x.h5", "text");
    CHECK_THAT(input_error_of([&] { (void)read_results(dir / "x.h5"); }), Contains("cannot be read"));
}
