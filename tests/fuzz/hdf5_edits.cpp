#include "hdf5_edits.hpp"

#include "store/hdf5.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <limits>
#include <vector>

namespace cimchar::fuzz {

namespace {

namespace h5 = store::h5;

constexpr std::size_t most_edits = 8;
constexpr std::size_t edit_bytes = 4;
constexpr std::size_t longest_axis = 9;

constexpr std::array numbers{0.0,
                             -1.0,
                             1.0,
                             2.0,
                             17.0,
                             70000.0,
                             1e300,
                             4294967295.0,
                             -std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()};
constexpr std::array counts{std::uint64_t{0},  std::uint64_t{1},        std::uint64_t{2},
                            std::uint64_t{64}, std::uint64_t{1} << 32U, std::numeric_limits<std::uint64_t>::max()};
std::array<std::string, 6> const texts{"", "\n", "tt", "pchip", "clamp", "undefined_measure"};

struct Object {
    std::string path;       ///< of a group or dataset
    std::string attribute;  ///< empty: the object itself
};

struct Edit {
    std::size_t object, action, a, b;
};

/// What is new is zero; the actions from 4 on set one value.
template <class T, class List>
std::vector<T> resized(std::vector<T> values, std::size_t size, Edit const& edit, List const& list) {
    values.resize(size);
    if (!values.empty() && edit.action >= 4)
        values[edit.a % values.size()] = static_cast<T>(list[edit.b % list.size()]);
    return values;
}

template <class T, class List>
void replace(h5::Handle const& file, std::string const& path, h5::Shape shape, Edit const& edit, List const& list) {
    std::vector<T> values;
    try {
        values = h5::read<T>(file, path);
    } catch (h5::Error const&) {  // it was of another type
    }
    if (edit.action == 1) shape[edit.a % shape.size()] = edit.b % longest_axis;
    if (edit.action == 2) shape.push_back(edit.b % 3);
    if (edit.action == 2 && edit.a % 2 == 1) shape = {shape.front()};
    std::size_t size = 1;
    for (auto const length : shape) size *= length;
    std::array<std::string, 2> const kept{"unit", "description"};
    std::vector<std::string> words;
    double error_max = 0;
    {
        auto const old = h5::open_dataset(file, path);
        for (auto const& name : kept) words.push_back(h5::text_attribute(old, name));
        if (H5Aexists(old.id(), "error_max") > 0) error_max = h5::attribute<double>(old, "error_max");
    }
    H5Ldelete(file.id(), path.c_str(), H5P_DEFAULT);
    auto const made = h5::write(file, path, resized(std::move(values), size, edit, list), shape);
    for (std::size_t i = 0; i < kept.size(); ++i) h5::set_attribute(made, kept[i], words[i]);
    h5::set_attribute(made, "error_max", error_max);
}

void edit_dataset(h5::Handle const& file, std::string const& path, Edit const& edit) {
    auto const dataset = h5::open_dataset(file, path);
    auto const shape = h5::shape_of(dataset);
    h5::Handle const type{H5Dget_type(dataset.id()), H5Tclose, "read a type"};
    auto kind = H5Tget_class(type.id());
    if (edit.action == 3) kind = std::array{H5T_FLOAT, H5T_INTEGER, H5T_STRING}[edit.a % 3];
    if (kind == H5T_STRING) return replace<std::string>(file, path, shape, edit, texts);
    if (kind == H5T_FLOAT) return replace<double>(file, path, shape, edit, numbers);
    if (H5Tget_size(type.id()) == 1) return replace<std::uint8_t>(file, path, shape, edit, counts);
    replace<std::uint64_t>(file, path, shape, edit, counts);
}

void edit_attribute(h5::Handle const& file, Object const& at, Edit const& edit) {
    h5::Handle const object{H5Oopen(file.id(), at.path.c_str(), H5P_DEFAULT), H5Oclose, "open an object"};
    H5Adelete(object.id(), at.attribute.c_str());
    if (edit.action == 0) return;
    if (edit.action == 1) {  // two values instead of one
        std::array const two{hsize_t{2}};
        h5::Handle const space{H5Screate_simple(1, two.data(), nullptr), H5Sclose, "make a shape"};
        h5::Handle const made{
            H5Acreate2(object.id(), at.attribute.c_str(), H5T_STD_U64LE, space.id(), H5P_DEFAULT, H5P_DEFAULT),
            H5Aclose, "create an attribute"};
    } else if (edit.a % 3 == 0) {
        h5::set_attribute<std::string>(object, at.attribute, texts[edit.b % texts.size()]);
    } else if (edit.a % 3 == 1) {
        h5::set_attribute<double>(object, at.attribute, numbers[edit.b % numbers.size()]);
    } else {
        h5::set_attribute<std::uint64_t>(object, at.attribute, counts[edit.b % counts.size()]);
    }
}

void apply(h5::Handle const& file, Object const& object, Edit const& edit) {
    if (!object.attribute.empty()) return edit_attribute(file, object, edit);
    if (edit.action == 0) {
        H5Ldelete(file.id(), object.path.c_str(), H5P_DEFAULT);
        return;
    }
    edit_dataset(file, object.path, edit);
}

std::vector<Object> objects_of(h5::Handle const& file) {
    std::vector<Object> objects;
    for (auto const& [path, entry] : h5::inventory(file)) {
        auto const at = path.find('@');
        objects.push_back({path.substr(0, at), at == std::string::npos ? "" : path.substr(at + 1)});
    }
    return objects;
}

std::string bytes_of(std::string const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

h5::Handle open_to_write(std::string const& bytes) {
    h5::Handle const access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list"};
    H5Pset_fapl_core(access.id(), 1U << 20U, false);
    H5Pset_file_image(access.id(), const_cast<char*>(bytes.data()), bytes.size());
    return {H5Fopen("edited", H5F_ACC_RDWR, access.id()), H5Fclose, "open it as HDF5"};
}

}  // namespace

std::string edited(std::string const& seed, std::uint8_t const* data, std::size_t size) {
    static auto const bytes = bytes_of(seed);
    static auto const objects = objects_of(h5::open_image(bytes));
    auto const file = open_to_write(bytes);
    for (std::size_t i = 0; i < std::min(size / edit_bytes, most_edits); ++i) {
        auto const* const at = data + edit_bytes * i;
        try {
            apply(file, objects[at[0] % objects.size()], {at[0], at[1] % 6U, at[2], at[3]});
        } catch (h5::Error const&) {  // an edit before has removed it
        }
    }
    return h5::image_bytes(file);
}

}  // namespace cimchar::fuzz
