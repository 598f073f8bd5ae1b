// Groups of model files that models of every kind have, and their datasets: written and read.
// Here an h5::Error leaves as it is; read_model and its like make it an InputError.
#pragma once
#include "model/behavioural_model.hpp"
#include "store/hdf5.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace cimchar::store {

/// Datasets with their unit.
void put(h5::Handle const& where, std::string const& name, std::string const& unit, std::vector<double> const& values,
         h5::Shape const& shape);
void put(h5::Handle const& where, std::string const& name, std::string const& unit, std::vector<double> const& values);
void put(h5::Handle const& where, std::string const& name, std::string const& unit, model::Table const& table);
void put_counts(h5::Handle const& where, std::string const& name, std::vector<std::uint64_t> const& values,
                h5::Shape const& shape);
[[nodiscard]] std::vector<double> numbers(h5::Handle const& where, std::string const& name);
/// Pairs of numbers, such as limits, one per row.
[[nodiscard]] std::vector<model::Limits> pairs(h5::Handle const& where, std::string const& name);
[[nodiscard]] model::Table table(h5::Handle const& where, std::string const& name);
[[nodiscard]] std::vector<std::string> texts(h5::Handle const& where, std::string const& name);

/// Attributes of the file itself: type, versions, date, kind and block.
void write_identity(h5::Handle const& file, std::string const& kind, std::string const& block);

/// Kind of an open model file. Throws InputError if it is none, or of a newer version; `path` is for messages.
[[nodiscard]] std::string kind_of(h5::Handle const& file, std::string const& path);
/// Throws the InputError of a file that cannot be read, or is of another kind than the caller can use.
[[noreturn]] void refuse_unreadable(std::string const& path, std::string const& how);
[[noreturn]] void refuse_kind(std::string const& path, std::string const& kind, std::string const& wanted);

/// What `read` makes of a model file of one of these kinds.
template <class Read>
[[nodiscard]] auto read_model_file(std::string const& path, std::vector<std::string> const& wanted, Read read) {
    std::string how;
    try {
        auto const file = h5::open_file(path);
        auto const kind = kind_of(file, path);
        if (std::find(wanted.begin(), wanted.end(), kind) == wanted.end()) refuse_kind(path, kind, wanted.front());
        return read(file);
    } catch (h5::Error const& error) {
        how = error.what();
    } catch (std::out_of_range const&) {
        how = "datasets that belong together differ in length";
    }
    refuse_unreadable(path, how);
}

void write_ports(h5::Handle const& file, std::vector<model::Port> const& ports);
[[nodiscard]] std::vector<model::Port> read_ports(h5::Handle const& file);
void write_meta(h5::Handle const& file, model::Origin const& origin);
[[nodiscard]] model::Origin read_meta(h5::Handle const& file);
void write_mismatch(h5::Handle const& file, model::Mismatch const& m);
[[nodiscard]] model::Mismatch read_mismatch(h5::Handle const& file);

}  // namespace cimchar::store
