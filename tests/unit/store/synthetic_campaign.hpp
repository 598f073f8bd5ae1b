// A small campaign without a simulator: two conditions, three measures, one curve, two drawn parameters.
#pragma once
#include "store/results.hpp"

#include <unistd.h>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

namespace cimchar::store::test {

/// A directory that vanishes with the test.
struct TemporaryDirectory {
    std::string path;
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "cimchar-test-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(path); }
    TemporaryDirectory(TemporaryDirectory const&) = delete;
    TemporaryDirectory& operator=(TemporaryDirectory const&) = delete;
    [[nodiscard]] std::string operator/(std::string const& name) const { return path + "/" + name; }
};

inline Results synthetic_header() {
    Results header;
    header.code_version = "0.1.0";
    header.git_hash = "0123abc";
    header.campaign_name = "synthetic";
    header.campaign_text = "name = \"synthetic\"\n# Größe\n";
    header.circuit = "divider";
    header.seed = 42;
    header.planned = 12;
    header.provenance = {{"mismatch", "none"}, {"mismatch_source", "nmos_vth_mv_um = 3\n"}};
    header.parameters = {{"rows", "4"}, {"regulator", "on"}};
    header.conditions = {{"tt", 27, 1.0}, {"ss", -40, 0.9}};
    auto const measure = [](char const* name, char const* unit, char const* text) {
        circuits::MeasureInfo info;
        info.name = name;
        info.unit = unit;
        info.description = text;
        return info;
    };
    header.schema.measures = {measure("v_out_v", "V", "output"), measure("enob_bit", "bit", "effective bits"),
                              measure("a_first_v", "V", "alphabetically first, stored last")};
    header.schema.curves = {{"transfer_v", "V", "input code", {0, 1, 2, 3, 4}}};
    header.schema.drawn = {"m0.vth_v", "r0.g"};
    return header;
}

/// Trial `id`: even ids at tt, odd ones at ss; trial 5 failed.
inline campaign::TrialRecord synthetic_record(std::uint64_t id) {
    auto const x = static_cast<double>(id);
    campaign::TrialRecord record;
    record.trial = {id, id % 2, id / 2};
    record.drawn = {0.001 * x, -x};
    record.seconds = 0.1 * x;
    if (id == 5) {
        record.failure =
            Failure{FailureKind::timeout, "no end after 120 s", "last words\nsecond line", {"gmin", "gear"}};
        record.measures.assign(3, std::numeric_limits<double>::quiet_NaN());
        return record;
    }
    record.measures = {x + 1.0 / 3, std::sqrt(x), id == 3 ? std::numeric_limits<double>::quiet_NaN() : -0.0};
    for (int code = 0; code < 5; ++code) record.curves["transfer_v"].push_back(1 - 0.1 * code - 1e-3 * x);
    if (id == 4) record.ladder = {"gmin"};
    return record;
}

inline void write_records(RunDirectory& run, std::vector<std::uint64_t> const& ids) {
    for (auto const id : ids) run.sink().put(synthetic_record(id));
    run.sink().flush();
}

inline std::string bytes_of(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(std::string const& path, std::string const& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

/// Message of the InputError that `action` throws.
template <class Action>
std::string input_error_of(Action action) {
    try {
        action();
    } catch (InputError const& error) {
        return error.what();
    }
    return "no InputError";
}

}  // namespace cimchar::store::test
