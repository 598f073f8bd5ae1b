#include "store/hdf5.hpp"

#include <algorithm>
#include <atomic>
#include <type_traits>

namespace cimchar::store::h5 {

namespace {

/// HDF5 shall not write to the terminal; done once, before the first call that may fail.
void be_silent() {
    static bool const done = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) >= 0;
    (void)done;
}

void check(herr_t status, std::string const& what) {
    if (status < 0) throw Error("cannot " + what);
}

Handle property_list(hid_t kind) {
    be_silent();
    return {H5Pcreate(kind), H5Pclose, "make a property list"};
}

Handle text_type() {
    Handle type{H5Tcopy(H5T_C_S1), H5Tclose, "make a text type"};
    check(H5Tset_size(type.id(), H5T_VARIABLE), "make a text type");
    check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "make a text type");
    return type;
}

/// The type in memory; in files it is the same in little-endian order.
template <class T>
Handle memory_type() {
    if constexpr (std::is_same_v<T, std::string>) return text_type();
    if constexpr (std::is_same_v<T, double>) return {H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose, "copy a type"};
    if constexpr (std::is_same_v<T, float>) return {H5Tcopy(H5T_NATIVE_FLOAT), H5Tclose, "copy a type"};
    if constexpr (std::is_same_v<T, std::uint64_t>) return {H5Tcopy(H5T_NATIVE_UINT64), H5Tclose, "copy a type"};
    if constexpr (std::is_same_v<T, std::uint8_t>) return {H5Tcopy(H5T_NATIVE_UINT8), H5Tclose, "copy a type"};
}

template <class T>
Handle file_type() {
    if constexpr (std::is_same_v<T, std::string>) return text_type();
    if constexpr (std::is_same_v<T, double>) return {H5Tcopy(H5T_IEEE_F64LE), H5Tclose, "copy a type"};
    if constexpr (std::is_same_v<T, float>) return {H5Tcopy(H5T_IEEE_F32LE), H5Tclose, "copy a type"};
    if constexpr (std::is_same_v<T, std::uint64_t>) return {H5Tcopy(H5T_STD_U64LE), H5Tclose, "copy a type"};
    if constexpr (std::is_same_v<T, std::uint8_t>) return {H5Tcopy(H5T_STD_U8LE), H5Tclose, "copy a type"};
}

/// The stored type must be of the same class: HDF5 would convert numbers silently.
template <class T>
void check_type(hid_t stored, std::string const& name) {
    Handle const type{stored, H5Tclose, "read the type of " + name};
    auto const wanted = std::is_same_v<T, std::string> ? H5T_STRING
                        : std::is_floating_point_v<T>  ? H5T_FLOAT
                                                       : H5T_INTEGER;
    bool ok = H5Tget_class(type.id()) == wanted;
    if (wanted == H5T_STRING) ok = ok && H5Tis_variable_str(type.id()) > 0;
    if (!ok) throw Error("read '" + name + "': it has an unexpected type");
}

std::vector<char const*> pointers(std::vector<std::string> const& texts) {
    std::vector<char const*> out;
    out.reserve(texts.size());
    for (auto const& text : texts) out.push_back(text.c_str());
    return out;
}

/// Rows [first, first + rows) of a dataset's space, and a memory space of the same size.
std::pair<Handle, Handle> select_rows(Handle const& dataset, std::uint64_t first, std::uint64_t rows) {
    Handle space{H5Dget_space(dataset.id()), H5Sclose, "read a shape"};
    Shape count = shape_of(dataset);
    Shape start(count.size(), 0);
    start.at(0) = first;
    count.at(0) = rows;
    check(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
          "select rows of a dataset");
    Handle memory{H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose, "make a shape"};
    return {std::move(space), std::move(memory)};
}

std::uint64_t product(Shape const& shape, std::size_t from) {
    std::uint64_t n = 1;
    for (std::size_t i = from; i < shape.size(); ++i) n *= shape[i];
    return n;
}

}  // namespace

Handle::Handle(hid_t id, Close close, std::string const& what) : id_(id), close_(close) {
    if (id < 0) throw Error("cannot " + what);
}

Handle& Handle::operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
}

Handle::~Handle() {
    // Every constructor sets id_; the analyzer loses it in a pair of handles.
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
    if (id_ >= 0 && close_ != nullptr) close_(id_);
}

namespace {
Handle create(std::string const& path, Handle const& access) {
    auto const creation = property_list(H5P_FILE_CREATE);
    check(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), "set up a file");
    check(H5Pset_obj_track_times(creation.id(), false), "set up a file");
    return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose, "create " + path};
}
constexpr std::size_t image_growth_bytes = 1U << 20U;

/// HDF5 takes two open files in memory for one if they have the same name.
std::string image_name() {
    static std::atomic<unsigned> count = 0;
    return "image " + std::to_string(count++);
}
}  // namespace

Handle create_file(std::string const& path) {
    auto const access = property_list(H5P_FILE_ACCESS);
    check(H5Pset_file_locking(access.id(), false, true), "set up a file");
    return create(path, access);
}

Handle create_image() {
    auto const access = property_list(H5P_FILE_ACCESS);
    check(H5Pset_fapl_core(access.id(), image_growth_bytes, false), "set up a file in memory");
    return create(image_name(), access);
}

std::string image_bytes(Handle const& file) {
    check(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "complete a file in memory");
    auto const size = H5Fget_file_image(file.id(), nullptr, 0);
    if (size < 0) throw Error("cannot read a file in memory");
    std::string bytes(static_cast<std::size_t>(size), '\0');
    if (H5Fget_file_image(file.id(), bytes.data(), bytes.size()) != size) throw Error("cannot read a file in memory");
    return bytes;
}

Handle open_file(std::string const& path) {
    auto const access = property_list(H5P_FILE_ACCESS);
    check(H5Pset_file_locking(access.id(), false, true), "set up a file");
    return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose, "open it as HDF5"};
}

Handle open_image(std::string_view bytes) {
    auto const access = property_list(H5P_FILE_ACCESS);
    check(H5Pset_fapl_core(access.id(), image_growth_bytes, false), "set up a file in memory");
    // HDF5 copies the bytes; its interface merely lacks the const.
    check(H5Pset_file_image(access.id(), const_cast<char*>(bytes.data()), bytes.size()), "load a file in memory");
    return {H5Fopen(image_name().c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose, "open it as HDF5"};
}

void close_file(Handle file) {
    check(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "write the file completely");
}

Handle create_group(Handle const& where, std::string const& name) {
    auto const creation = property_list(H5P_GROUP_CREATE);
    check(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), "set up a group");
    check(H5Pset_obj_track_times(creation.id(), false), "set up a group");
    return {H5Gcreate2(where.id(), name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), H5Gclose,
            "create group " + name};
}

Handle open_group(Handle const& where, std::string const& name) {
    return {H5Gopen2(where.id(), name.c_str(), H5P_DEFAULT), H5Gclose, "find group '" + name + "'"};
}

bool has(Handle const& where, std::string const& name) {
    return H5Lexists(where.id(), name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> members(Handle const& group) {
    std::vector<std::string> names;
    auto const collect = [](hid_t, char const* name, H5L_info_t const*, void* into) -> herr_t {
        static_cast<std::vector<std::string>*>(into)->emplace_back(name);
        return 0;
    };
    check(H5Literate(group.id(), H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, collect, &names), "list a group");
    return names;
}

template <class T>
void set_attribute(Handle const& object, std::string const& name, T const& value) {
    Handle const space{H5Screate(H5S_SCALAR), H5Sclose, "make a shape"};
    auto const type = file_type<T>();
    Handle const made{H5Acreate2(object.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                      "create attribute " + name};
    auto const memory = memory_type<T>();
    if constexpr (std::is_same_v<T, std::string>) {
        char const* const text = value.c_str();
        check(H5Awrite(made.id(), memory.id(), &text), "write attribute " + name);
    } else {
        check(H5Awrite(made.id(), memory.id(), &value), "write attribute " + name);
    }
}

template <class T>
T attribute(Handle const& object, std::string const& name) {
    Handle const found{H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), H5Aclose, "find attribute '" + name + "'"};
    check_type<T>(H5Aget_type(found.id()), name);
    Handle const space{H5Aget_space(found.id()), H5Sclose, "read a shape"};
    if (H5Sget_simple_extent_npoints(space.id()) != 1)
        throw Error("cannot read attribute " + name + ": it is not one value");
    auto const memory = memory_type<T>();
    if constexpr (std::is_same_v<T, std::string>) {
        char* text = nullptr;
        auto const status = H5Aread(found.id(), memory.id(), &text);
        std::string out = text == nullptr ? "" : text;
        H5free_memory(text);
        check(status, "read attribute " + name);
        return out;
    } else {
        T value{};
        check(H5Aread(found.id(), memory.id(), &value), "read attribute " + name);
        return value;
    }
}

std::string text_attribute(Handle const& object, std::string const& name, std::string otherwise) {
    return H5Aexists(object.id(), name.c_str()) > 0 ? attribute<std::string>(object, name) : std::move(otherwise);
}

template <class T>
Handle create_dataset(Handle const& where, std::string const& name, Shape const& shape) {
    auto const creation = property_list(H5P_DATASET_CREATE);
    check(H5Pset_obj_track_times(creation.id(), false), "set up a dataset");
    // HDF5 can neither chunk nothing nor check text of variable length.
    if (product(shape, 0) > 0 && !std::is_same_v<T, std::string>) {
        constexpr std::uint64_t chunk_bytes = 256U << 10U;
        Shape chunk = shape;
        chunk[0] = std::clamp<std::uint64_t>(chunk_bytes / (sizeof(T) * product(shape, 1)), 1, shape[0]);
        check(H5Pset_chunk(creation.id(), static_cast<int>(chunk.size()), chunk.data()), "set up a dataset");
        check(H5Pset_fletcher32(creation.id()), "set up a dataset");
    }
    Handle const space{H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose,
                       "make a shape"};
    auto const type = file_type<T>();
    return {H5Dcreate2(where.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT),
            H5Dclose, "create dataset " + name};
}

Handle open_dataset(Handle const& where, std::string const& name) {
    return {H5Dopen2(where.id(), name.c_str(), H5P_DEFAULT), H5Dclose, "find dataset '" + name + "'"};
}

Shape shape_of(Handle const& dataset) {
    Handle const space{H5Dget_space(dataset.id()), H5Sclose, "read a shape"};
    auto const rank = H5Sget_simple_extent_ndims(space.id());
    if (rank < 1) throw Error("cannot read a shape: not an array");
    Shape shape(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr);
    return shape;
}

template <class T>
void write_rows(Handle const& dataset, std::uint64_t first, std::uint64_t rows, std::vector<T> const& values) {
    if (rows == 0 || values.empty()) return;
    if (values.size() != rows * product(shape_of(dataset), 1)) throw Error("cannot write rows of another length");
    auto const [space, memory] = select_rows(dataset, first, rows);
    auto const type = memory_type<T>();
    void const* data = values.data();
    std::vector<char const*> texts;
    if constexpr (std::is_same_v<T, std::string>) {
        texts = pointers(values);
        data = texts.data();
    }
    check(H5Dwrite(dataset.id(), type.id(), memory.id(), space.id(), H5P_DEFAULT, data), "write a dataset");
}

namespace {
/// How often a byte may be repeated in what is stored: 1, but for a file that went through h5repack.
std::uint64_t packing_of(Handle const& dataset) {
    constexpr std::uint64_t densest = 1032;  // of DEFLATE, https://zlib.net/zlib_tech.html
    Handle const creation{H5Dget_create_plist(dataset.id()), H5Pclose, "read how a dataset is stored"};
    unsigned flags = 0;
    std::size_t count = 0;
    bool const packed =
        H5Pget_filter_by_id2(creation.id(), H5Z_FILTER_DEFLATE, &flags, &count, nullptr, 0, nullptr, nullptr) >= 0;
    return packed ? densest : 1;
}

/// Values in `rows` rows of a dataset. Throws Error if there are fewer rows, or more values than the file stores: a
/// damaged shape is found before memory is asked for, and before HDF5 reads behind what it has.
std::size_t values_in(Handle const& dataset, std::uint64_t first, std::uint64_t rows) {
    auto const shape = shape_of(dataset);
    if (first > shape[0] || rows > shape[0] - first) throw Error("cannot read a dataset: it has fewer rows");
    Handle const type{H5Dget_type(dataset.id()), H5Tclose, "read a type"};
    Handle const file{H5Iget_file_id(dataset.id()), H5Fclose, "find the file of a dataset"};
    hsize_t file_bytes = 0;
    check(H5Fget_filesize(file.id(), &file_bytes), "read the size of a file");
    auto const stored = std::min<std::uint64_t>(H5Dget_storage_size(dataset.id()), file_bytes);
    std::uint64_t most = packing_of(dataset) * stored / std::max<std::size_t>(H5Tget_size(type.id()), 1);
    for (auto const length : shape) {
        if (length == 0) return 0;
        most /= length;
    }
    if (most == 0) throw Error("cannot read a dataset: its shape is larger than what the file stores of it");
    return rows * product(shape, 1);
}
}  // namespace

template <class T>
std::vector<T> read_rows(Handle const& dataset, std::uint64_t first, std::uint64_t rows) {
    check_type<T>(H5Dget_type(dataset.id()), "a dataset");
    std::vector<T> values(values_in(dataset, first, rows));
    if (values.empty()) return values;
    auto const [space, memory] = select_rows(dataset, first, rows);
    auto const type = memory_type<T>();
    if constexpr (std::is_same_v<T, std::string>) {
        std::vector<char*> texts(values.size(), nullptr);
        auto const status = H5Dread(dataset.id(), type.id(), memory.id(), space.id(), H5P_DEFAULT, texts.data());
        std::transform(texts.begin(), texts.end(), values.begin(),
                       [](char const* text) { return std::string(text == nullptr ? "" : text); });
        H5Dvlen_reclaim(type.id(), memory.id(), H5P_DEFAULT, texts.data());
        check(status, "read a dataset");
    } else {
        check(H5Dread(dataset.id(), type.id(), memory.id(), space.id(), H5P_DEFAULT, values.data()), "read a dataset");
    }
    return values;
}

template <class T>
Handle write(Handle const& where, std::string const& name, std::vector<T> const& values, Shape const& shape) {
    auto dataset = create_dataset<T>(where, name, shape);
    write_rows(dataset, 0, shape.at(0), values);
    return dataset;
}

template <class T>
std::vector<T> read(Handle const& where, std::string const& name) {
    auto const dataset = open_dataset(where, name);
    return read_rows<T>(dataset, 0, shape_of(dataset).at(0));
}

#define CIMCHAR_H5_TYPE(T)                                                                            \
    template void set_attribute<T>(Handle const&, std::string const&, T const&);                      \
    template T attribute<T>(Handle const&, std::string const&);                                       \
    template Handle create_dataset<T>(Handle const&, std::string const&, Shape const&);               \
    template void write_rows<T>(Handle const&, std::uint64_t, std::uint64_t, std::vector<T> const&);  \
    template std::vector<T> read_rows<T>(Handle const&, std::uint64_t, std::uint64_t);                \
    template Handle write<T>(Handle const&, std::string const&, std::vector<T> const&, Shape const&); \
    template std::vector<T> read<T>(Handle const&, std::string const&);
CIMCHAR_H5_TYPE(double)
CIMCHAR_H5_TYPE(float)
CIMCHAR_H5_TYPE(std::uint64_t)
CIMCHAR_H5_TYPE(std::uint8_t)
CIMCHAR_H5_TYPE(std::string)
#undef CIMCHAR_H5_TYPE

}  // namespace cimchar::store::h5
