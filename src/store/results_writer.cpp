#include "store/common_tables.hpp"
#include "store/provenance.hpp"
#include "store/results_file.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <limits>

namespace cimchar::store {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string joined(std::vector<std::string> const& lines) {
    std::string out;
    for (auto const& line : lines) out += (out.empty() ? "" : "\n") + line;
    return out;
}

void describe(h5::Handle const& dataset, std::string const& unit, std::string const& description) {
    h5::set_attribute(dataset, "unit", unit);
    h5::set_attribute(dataset, "description", description);
}

/// A value per column, or NaN in all of them where a failed trial has none.
void append_row(std::vector<double>& out, std::vector<double> const* row, std::size_t columns) {
    if (row == nullptr || row->empty()) {
        out.insert(out.end(), columns, nan);
        return;
    }
    CIMCHAR_EXPECT(row->size() == columns);
    out.insert(out.end(), row->begin(), row->end());
}

}  // namespace

ResultsWriter::ResultsWriter(h5::Handle const& file, Results const& header, std::uint64_t rows)
    : file_(file), schema_(header.schema) {
    h5::set_attribute<std::string>(file, "file_type", "cimchar-results");
    h5::set_attribute(file, "format_version", results_format_version);
    h5::set_attribute(file, "code_version", header.code_version);
    h5::set_attribute(file, "git_hash", header.git_hash);
    h5::set_attribute(file, "campaign_name", header.campaign_name);
    h5::set_attribute(file, "campaign_text", header.campaign_text);
    h5::set_attribute(file, "circuit", header.circuit);
    h5::set_attribute(file, "seed", header.seed);
    h5::set_attribute(file, "planned", header.planned);
    write_pairs(file, "provenance", header.provenance);
    write_pairs(file, "parameters", header.parameters);
    write_conditions(h5::create_group(file, "conditions"), header.conditions);

    auto const trials = h5::create_group(file, "trials");
    id_ = h5::create_dataset<std::uint64_t>(trials, "id", {rows});
    condition_ = h5::create_dataset<std::uint64_t>(trials, "condition", {rows});
    sample_ = h5::create_dataset<std::uint64_t>(trials, "sample", {rows});
    status_ = h5::create_dataset<std::uint8_t>(trials, "status", {rows});
    h5::set_attribute<std::string>(status_, "description", "0 done, 1 failed");
    ladder_ = h5::create_dataset<std::string>(trials, "ladder", {rows});
    if (schema_.weighted) {
        weight_ = h5::create_dataset<double>(trials, "weight", {rows});
        describe(*weight_, "", "how much a chip counts: its true density over the one it was drawn from");
    }

    auto const measures = h5::create_group(file, "measures");
    for (auto const& m : schema_.measures) {
        measures_.push_back(h5::create_dataset<double>(measures, m.name, {rows}));
        describe(measures_.back(), m.unit, m.description);
    }
    auto const drawn = h5::create_group(file, "drawn");
    h5::write(drawn, "names", schema_.drawn);
    drawn_ = h5::create_dataset<double>(drawn, "values", {rows, schema_.drawn.size()});
    describe(drawn_, "V or relative", "names that end in _v are volts, all others relative changes; 0 is nominal");

    auto const curves = h5::create_group(file, "curves");
    auto const axes = h5::create_group(file, "axes");
    for (auto const& c : schema_.curves) {
        curves_.push_back(h5::create_dataset<double>(curves, c.name, {rows, c.points.size()}));
        h5::set_attribute(curves_.back(), "unit", c.unit);
        h5::set_attribute(h5::write(axes, c.name, c.points), "description", c.axis);
    }

    auto const run = h5::create_group(file, "run");
    h5::set_attribute(run, "date", date_now());
    h5::set_attribute(run, "host", host_name());
    seconds_ = h5::create_dataset<double>(run, "seconds", {rows});
    describe(seconds_, "s", "wall time of each trial");
    analysis_seconds_ = h5::create_dataset<double>(run, "analysis_seconds", {rows});
    describe(analysis_seconds_, "s", "of that, inside the simulator's analyses");
    check_seconds_ = h5::create_dataset<double>(run, "check_seconds", {rows});
    describe(check_seconds_, "s", "of that, for the check of a nominal trial");
}

template <class T, class Get>
void ResultsWriter::put_column(h5::Handle const& dataset, std::uint64_t first,
                               std::vector<campaign::TrialRecord> const& records, Get get) {
    std::vector<T> column;
    column.reserve(records.size());
    for (auto const& record : records) column.push_back(get(record));
    h5::write_rows(dataset, first, records.size(), column);
}

void ResultsWriter::put(std::uint64_t first, std::vector<campaign::TrialRecord> const& records) {
    using Record = campaign::TrialRecord;
    put_column<std::uint64_t>(id_, first, records, [](Record const& r) { return r.trial.id; });
    put_column<std::uint64_t>(condition_, first, records, [](Record const& r) { return r.trial.condition; });
    put_column<std::uint64_t>(sample_, first, records, [](Record const& r) { return r.trial.sample; });
    put_column<std::uint8_t>(status_, first, records,
                             [](Record const& r) { return std::uint8_t{r.failure.has_value()}; });
    put_column<std::string>(ladder_, first, records, [](Record const& r) { return joined(r.ladder); });
    put_column<double>(seconds_, first, records, [](Record const& r) { return r.seconds; });
    put_column<double>(analysis_seconds_, first, records, [](Record const& r) { return r.analysis_seconds; });
    put_column<double>(check_seconds_, first, records, [](Record const& r) { return r.check_seconds; });
    if (weight_) put_column<double>(*weight_, first, records, [](Record const& r) { return r.weight; });
    for (std::size_t m = 0; m < measures_.size(); ++m)
        put_column<double>(measures_[m], first, records, [&](Record const& r) {
            CIMCHAR_EXPECT(r.measures.empty() || r.measures.size() == measures_.size());
            return r.measures.empty() ? nan : r.measures[m];
        });
    std::vector<double> rows;
    for (auto const& r : records) append_row(rows, &r.drawn, schema_.drawn.size());
    h5::write_rows(drawn_, first, records.size(), rows);
    for (std::size_t c = 0; c < curves_.size(); ++c) {
        rows.clear();
        for (auto const& r : records) {
            auto const found = r.curves.find(schema_.curves[c].name);
            append_row(rows, found == r.curves.end() ? nullptr : &found->second, schema_.curves[c].points.size());
        }
        h5::write_rows(curves_[c], first, records.size(), rows);
    }
    for (auto const& r : records)
        if (r.failure) failures_.emplace(r.trial.id, *r.failure);
}

void ResultsWriter::finish() {
    std::vector<std::uint64_t> trial;
    std::vector<std::string> kind;
    std::vector<std::string> message;
    std::vector<std::string> log_tail;
    std::vector<std::string> ladder;
    for (auto const& [id, failure] : failures_) {
        trial.push_back(id);
        kind.emplace_back(to_string(failure.kind));
        message.push_back(failure.message);
        log_tail.push_back(failure.log_tail);
        ladder.push_back(joined(failure.ladder));
    }
    auto const group = h5::create_group(file_, "failures");
    h5::write(group, "trial", trial);
    h5::write(group, "kind", kind);
    h5::write(group, "message", message);
    h5::write(group, "log_tail", log_tail);
    h5::write(group, "ladder", ladder);
}

std::string results_image(Results const& header, std::vector<campaign::TrialRecord> const& records) {
    auto const file = h5::create_image();
    {
        ResultsWriter writer(file, header, records.size());
        writer.put(0, records);
        writer.finish();
    }
    return h5::image_bytes(file);
}

}  // namespace cimchar::store
