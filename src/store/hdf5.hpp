// HDF5's C interface with owned handles, exceptions and C++ types. Nothing outside src/store includes hdf5.h.
// HDF5 prints nothing itself: every failure is an h5::Error.
#pragma once
#include <hdf5.h>
#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace cimchar::store::h5 {

/// HDF5 could not do it; the text is one line. Callers turn it into a warning or an InputError.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// An owned HDF5 identifier; closed with the function that belongs to it.
class Handle {
public:
    using Close = herr_t (*)(hid_t);
    Handle() = default;
    /// Throws Error saying "cannot WHAT" if `id` is negative.
    Handle(hid_t id, Close close, std::string const& what);
    Handle(Handle&& other) noexcept
        : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(std::exchange(other.close_, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept;
    Handle(Handle const&) = delete;
    Handle& operator=(Handle const&) = delete;
    ~Handle();
    [[nodiscard]] hid_t id() const { return id_; }

private:
    hid_t id_ = H5I_INVALID_HID;
    Close close_ = nullptr;
};

using Shape = std::vector<hsize_t>;

/// A new file on disk (truncated), or in memory only.
[[nodiscard]] Handle create_file(std::string const& path);
[[nodiscard]] Handle create_image();
/// The bytes of a file made by create_image().
[[nodiscard]] std::string image_bytes(Handle const& file);
/// Opens for reading; no file locks are taken.
[[nodiscard]] Handle open_file(std::string const& path);
[[nodiscard]] Handle open_image(std::string_view bytes);
/// Writes everything and closes; throws Error where the destructor would be silent.
void close_file(Handle file);

/// Groups and datasets keep the order in which they were created.
[[nodiscard]] Handle create_group(Handle const& where, std::string const& name);
[[nodiscard]] Handle open_group(Handle const& where, std::string const& name);
[[nodiscard]] bool has(Handle const& where, std::string const& name);
/// Names of the members, in order of creation.
[[nodiscard]] std::vector<std::string> members(Handle const& group);

/// T: double, float, std::uint64_t, std::uint8_t, std::string (UTF-8, variable length).
template <class T>
void set_attribute(Handle const& object, std::string const& name, T const& value);
/// Throws Error if it is absent or of another type.
template <class T>
[[nodiscard]] T attribute(Handle const& object, std::string const& name);
/// Text attribute, or `otherwise` if it is absent.
[[nodiscard]] std::string text_attribute(Handle const& object, std::string const& name, std::string otherwise = {});

/// A dataset of type T to be filled by rows; numbers are chunked along the first axis and carry
/// Fletcher-32 checksums.
template <class T>
[[nodiscard]] Handle create_dataset(Handle const& where, std::string const& name, Shape const& shape);
[[nodiscard]] Handle open_dataset(Handle const& where, std::string const& name);
[[nodiscard]] Shape shape_of(Handle const& dataset);
/// Writes or reads `rows` rows from `first` on; values are row-major.
template <class T>
void write_rows(Handle const& dataset, std::uint64_t first, std::uint64_t rows, std::vector<T> const& values);
template <class T>
[[nodiscard]] std::vector<T> read_rows(Handle const& dataset, std::uint64_t first, std::uint64_t rows);

/// A whole dataset at once. write() returns it open, for its attributes.
template <class T>
Handle write(Handle const& where, std::string const& name, std::vector<T> const& values, Shape const& shape);
template <class T>
Handle write(Handle const& where, std::string const& name, std::vector<T> const& values) {
    return write(where, name, values, Shape{values.size()});
}
template <class T>
[[nodiscard]] std::vector<T> read(Handle const& where, std::string const& name);

/// One group, dataset or attribute ("/trials/id@unit") of a file.
struct Entry {
    std::string type;      ///< "group", "float64", "float32", "uint64", "uint8", "string"
    std::size_t rank = 0;  ///< number of axes of a dataset
    std::string contents;  ///< shape and values, byte for byte
};
/// Everything in an open file by path, for comparison and for checks against the documentation. Objects below
/// `/skip` are left out.
[[nodiscard]] std::map<std::string, Entry> inventory(Handle const& file, std::string const& skip = {});

}  // namespace cimchar::store::h5
