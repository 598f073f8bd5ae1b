// One file in the results format: written by rows, read by rows. Format: docs/formats/results.md.
// Here an h5::Error leaves as it is; the callers know whether it is a warning or an InputError.
#pragma once
#include "store/hdf5.hpp"
#include "store/results.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::store {

/// Fills a new file: all rows are put, in any order, then finish() is called.
class ResultsWriter {
public:
    /// `header`'s own records are ignored. `file` must outlive the writer.
    ResultsWriter(h5::Handle const& file, Results const& header, std::uint64_t rows);
    /// `records` become rows `first`, first + 1 …
    void put(std::uint64_t first, std::vector<campaign::TrialRecord> const& records);
    /// Writes /failures, which is collected until now.
    void finish();

private:
    template <class T, class Get>
    void put_column(h5::Handle const& dataset, std::uint64_t first, std::vector<campaign::TrialRecord> const& records,
                    Get get);

    h5::Handle const& file_;
    campaign::ResultSchema schema_;
    h5::Handle id_, condition_, sample_, status_, ladder_, seconds_, analysis_seconds_, check_seconds_, drawn_;
    std::optional<h5::Handle> weight_;  ///< if the schema has it
    std::vector<h5::Handle> measures_, curves_;
    std::map<std::uint64_t, Failure> failures_;  ///< by trial
};

/// Reads an open file.
class ResultsReader {
public:
    /// `name` is for messages. Throws InputError if the file is of a newer version or no results file.
    ResultsReader(h5::Handle file, std::string const& name);
    /// Without records.
    [[nodiscard]] Results const& header() const { return header_; }
    [[nodiscard]] std::vector<std::uint64_t> const& ids() const { return ids_; }  ///< of all rows
    [[nodiscard]] std::vector<bool> const& failed() const { return failed_; }     ///< of all rows
    [[nodiscard]] std::vector<campaign::TrialRecord> read(std::uint64_t first, std::uint64_t rows,
                                                          bool with_curves) const;

private:
    h5::Handle file_;
    Results header_;
    std::vector<std::uint64_t> ids_;
    std::vector<bool> failed_;
    std::map<std::uint64_t, Failure> failures_;
};

/// What two headers differ in ("campaign text", "seed" …), empty if they are of the same campaign and program.
[[nodiscard]] std::string header_difference(Results const& a, Results const& b);

/// Bytes of a file with these records.
[[nodiscard]] std::string results_image(Results const& header, std::vector<campaign::TrialRecord> const& records);

}  // namespace cimchar::store
