#include "store/results_file.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <sstream>

namespace cimchar::store {

namespace {

std::vector<std::string> lines_of(std::string const& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// Columns of one table.
void expect_equal(std::string const& table, std::size_t length, std::initializer_list<std::size_t> others) {
    if (std::any_of(others.begin(), others.end(), [&](std::size_t other) { return other != length; }))
        throw h5::Error(fmt::format("cannot read /{}: its columns differ in length", table));
}

std::vector<std::pair<std::string, std::string>> read_pairs(h5::Handle const& file, std::string const& group) {
    auto const where = h5::open_group(file, group);
    auto const names = h5::read<std::string>(where, "name");
    auto const values = h5::read<std::string>(where, "value");
    expect_equal(group, names.size(), {values.size()});
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 0; i < names.size(); ++i) pairs.emplace_back(names[i], values[i]);
    return pairs;
}

std::vector<Condition> read_conditions(h5::Handle const& file) {
    auto const where = h5::open_group(file, "conditions");
    auto const process = h5::read<std::string>(where, "process");
    auto const temperature_c = h5::read<double>(where, "temperature_c");
    auto const supply_v = h5::read<double>(where, "supply_v");
    expect_equal("conditions", process.size(), {temperature_c.size(), supply_v.size()});
    std::vector<Condition> conditions;
    for (std::size_t i = 0; i < process.size(); ++i) conditions.push_back({process[i], temperature_c[i], supply_v[i]});
    return conditions;
}

campaign::ResultSchema read_schema(h5::Handle const& file) {
    campaign::ResultSchema schema;
    auto const measures = h5::open_group(file, "measures");
    for (auto const& name : h5::members(measures)) {
        auto const dataset = h5::open_dataset(measures, name);
        circuits::MeasureInfo info;
        info.name = name;
        info.unit = h5::text_attribute(dataset, "unit");
        info.description = h5::text_attribute(dataset, "description");
        schema.measures.push_back(std::move(info));
    }
    auto const curves = h5::open_group(file, "curves");
    auto const axes = h5::open_group(file, "axes");
    for (auto const& name : h5::members(curves)) {
        circuits::CurveInfo info;
        info.name = name;
        info.unit = h5::text_attribute(h5::open_dataset(curves, name), "unit");
        info.axis = h5::text_attribute(h5::open_dataset(axes, name), "description");
        info.points = h5::read<double>(axes, name);
        schema.curves.push_back(std::move(info));
    }
    schema.drawn = h5::read<std::string>(file, "drawn/names");
    auto const of_trials = h5::members(h5::open_group(file, "trials"));
    schema.weighted = std::find(of_trials.begin(), of_trials.end(), "weight") != of_trials.end();
    return schema;
}

std::map<std::uint64_t, Failure> read_failures(h5::Handle const& file) {
    auto const where = h5::open_group(file, "failures");
    auto const trial = h5::read<std::uint64_t>(where, "trial");
    auto const kind = h5::read<std::string>(where, "kind");
    auto const message = h5::read<std::string>(where, "message");
    auto const log_tail = h5::read<std::string>(where, "log_tail");
    auto const ladder = h5::read<std::string>(where, "ladder");
    expect_equal("failures", trial.size(), {kind.size(), message.size(), log_tail.size(), ladder.size()});
    std::map<std::uint64_t, Failure> failures;
    for (std::size_t i = 0; i < trial.size(); ++i)
        failures[trial[i]] = {failure_kind_from(kind[i]), message[i], log_tail[i], lines_of(ladder[i])};
    return failures;
}

void check_version(h5::Handle const& file, std::string const& name) {
    auto const type = h5::text_attribute(file, "file_type", "something else");
    if (type != "cimchar-results")
        throw InputError(
            fmt::format("{} is not a results file (it says {}); give a results.h5 or a run directory", name, type));
    auto const version = h5::attribute<std::uint64_t>(file, "format_version");
    if (version > results_format_version)
        throw InputError(
            fmt::format("{} has results format {} (this cimchar reads up to {}); use the newer cimchar "
                        "that wrote it",
                        name, version, results_format_version));
}

}  // namespace

ResultsReader::ResultsReader(h5::Handle file, std::string const& name) : file_(std::move(file)) {
    check_version(file_, name);
    header_.code_version = h5::attribute<std::string>(file_, "code_version");
    header_.git_hash = h5::attribute<std::string>(file_, "git_hash");
    header_.campaign_name = h5::attribute<std::string>(file_, "campaign_name");
    header_.campaign_text = h5::attribute<std::string>(file_, "campaign_text");
    header_.circuit = h5::attribute<std::string>(file_, "circuit");
    header_.seed = h5::attribute<std::uint64_t>(file_, "seed");
    header_.planned = h5::attribute<std::uint64_t>(file_, "planned");
    header_.provenance = read_pairs(file_, "provenance");
    header_.parameters = read_pairs(file_, "parameters");
    header_.conditions = read_conditions(file_);
    header_.schema = read_schema(file_);
    ids_ = h5::read<std::uint64_t>(file_, "trials/id");
    for (auto const status : h5::read<std::uint8_t>(file_, "trials/status")) failed_.push_back(status != 0);
    expect_equal("trials", ids_.size(), {failed_.size()});
    failures_ = read_failures(file_);
}

std::vector<campaign::TrialRecord> ResultsReader::read(std::uint64_t first, std::uint64_t rows,
                                                       bool with_curves) const {
    auto const column = [&]<class T>(std::string const& name, T, std::size_t columns = 1) {
        auto values = h5::read_rows<T>(h5::open_dataset(file_, name), first, rows);
        if (values.size() != rows * columns)
            throw h5::Error(fmt::format("cannot read /{}: it has another number of columns", name));
        return values;
    };
    auto const condition = column("trials/condition", std::uint64_t{});
    auto const sample = column("trials/sample", std::uint64_t{});
    auto const ladder = column("trials/ladder", std::string{});
    auto const seconds = column("run/seconds", double{});
    auto const analysis_seconds = column("run/analysis_seconds", double{});
    auto const check_seconds = column("run/check_seconds", double{});
    auto const weight = header_.schema.weighted ? column("trials/weight", double{}) : std::vector<double>(rows, 1.0);
    std::vector<campaign::TrialRecord> records(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        auto& record = records[i];
        record.trial = {ids_.at(first + i), condition[i], sample[i]};
        if (condition[i] >= header_.conditions.size()) throw h5::Error("cannot read /trials: unknown condition");
        record.ladder = lines_of(ladder[i]);
        record.weight = weight[i];
        record.seconds = seconds[i];
        record.analysis_seconds = analysis_seconds[i];
        record.check_seconds = check_seconds[i];
        if (!failed_[first + i]) continue;
        auto const found = failures_.find(record.trial.id);
        if (found == failures_.end()) throw h5::Error("cannot read /failures: a failed trial is missing");
        record.failure = found->second;
    }
    for (auto const& measure : header_.schema.measures) {
        auto const values = column("measures/" + measure.name, double{});
        for (std::size_t i = 0; i < rows; ++i) records[i].measures.push_back(values[i]);
    }
    auto const spread = [&](std::vector<double> const& values, std::size_t columns, auto into) {
        for (std::size_t i = 0; i < rows; ++i) {
            auto const begin = values.begin() + static_cast<std::ptrdiff_t>(i * columns);
            into(records[i], std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(columns)));
        }
    };
    spread(column("drawn/values", double{}, header_.schema.drawn.size()), header_.schema.drawn.size(),
           [](campaign::TrialRecord& record, std::vector<double> row) { record.drawn = std::move(row); });
    if (!with_curves) return records;
    for (auto const& curve : header_.schema.curves)
        spread(column("curves/" + curve.name, double{}, curve.points.size()), curve.points.size(),
               [&](campaign::TrialRecord& record, std::vector<double> row) {
                   // All NaN says that a failed trial has no such curve.
                   if (record.failure && std::all_of(row.begin(), row.end(), [](double y) { return std::isnan(y); }))
                       return;
                   record.curves[curve.name] = std::move(row);
               });
    return records;
}

std::string header_difference(Results const& a, Results const& b) {
    if (a.campaign_text != b.campaign_text) return "campaign text";
    if (a.code_version != b.code_version || a.git_hash != b.git_hash) return "program version";
    if (a.seed != b.seed) return "seed";
    if (a.circuit != b.circuit) return "circuit";
    if (a.parameters != b.parameters) return "circuit parameters";
    if (a.conditions != b.conditions) return "conditions";
    if (a.planned != b.planned) return "number of trials";
    for (auto const& entry : a.provenance)
        if (std::find(b.provenance.begin(), b.provenance.end(), entry) == b.provenance.end()) return entry.first;
    if (a.provenance.size() != b.provenance.size()) return "provenance";
    auto const names = [](auto const& infos) {
        std::vector<std::string> out;
        out.reserve(infos.size());
        for (auto const& info : infos) out.push_back(info.name + " " + info.unit);
        return out;
    };
    if (names(a.schema.measures) != names(b.schema.measures)) return "measures";
    if (names(a.schema.curves) != names(b.schema.curves)) return "curves";
    for (std::size_t i = 0; i < a.schema.curves.size(); ++i)
        if (a.schema.curves[i].points != b.schema.curves[i].points) return "axis of " + a.schema.curves[i].name;
    if (a.schema.drawn != b.schema.drawn || a.schema.weighted != b.schema.weighted) return "drawn parameters";
    return {};
}

}  // namespace cimchar::store
