#include "store/hdf5.hpp"

#include <fmt/format.h>
#include <cstring>

namespace cimchar::store::h5 {

namespace {

std::string type_name(hid_t type_id) {
    Handle const type{type_id, H5Tclose, "read a type"};
    auto const size = H5Tget_size(type.id());
    switch (H5Tget_class(type.id())) {
        case H5T_STRING:
            return "string";
        case H5T_FLOAT:
            return "float" + std::to_string(8 * size);
        case H5T_INTEGER:
            return (H5Tget_sign(type.id()) == H5T_SGN_NONE ? "uint" : "int") + std::to_string(8 * size);
        default:
            return "other";
    }
}

template <class T>
std::string bytes_of(std::vector<T> const& values) {
    std::string out(values.size() * sizeof(T), '\0');
    if (!values.empty()) std::memcpy(out.data(), values.data(), out.size());
    return out;
}

std::string bytes_of(std::vector<std::string> const& texts) {
    std::string out;
    for (auto const& text : texts) out += text + '\0';
    return out;
}

std::string attribute_bytes(Handle const& object, std::string const& name, std::string const& type) {
    if (type == "string") return attribute<std::string>(object, name);
    if (type == "float64") return bytes_of(std::vector{attribute<double>(object, name)});
    if (type == "uint8") return bytes_of(std::vector{attribute<std::uint8_t>(object, name)});
    return bytes_of(std::vector{attribute<std::uint64_t>(object, name)});
}

void list_attributes(Handle const& object, std::string const& path, std::map<std::string, Entry>& out) {
    std::vector<std::string> names;
    auto const collect = [](hid_t, char const* name, H5A_info_t const*, void* into) -> herr_t {
        static_cast<std::vector<std::string>*>(into)->emplace_back(name);
        return 0;
    };
    H5Aiterate2(object.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names);
    for (auto const& name : names) {
        Handle const found{H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), H5Aclose, "open an attribute"};
        auto const type = type_name(H5Aget_type(found.id()));
        out[fmt::format("{}@{}", path, name)] = {type, 0, attribute_bytes(object, name, type)};
    }
}

void list_dataset(Handle const& dataset, std::string const& path, std::map<std::string, Entry>& out) {
    auto const shape = shape_of(dataset);
    auto const type = type_name(H5Dget_type(dataset.id()));
    auto contents = bytes_of(shape);
    if (type == "string")
        contents += bytes_of(read_rows<std::string>(dataset, 0, shape[0]));
    else if (type == "float64")
        contents += bytes_of(read_rows<double>(dataset, 0, shape[0]));
    else if (type == "float32")
        contents += bytes_of(read_rows<float>(dataset, 0, shape[0]));
    else if (type == "uint8")
        contents += bytes_of(read_rows<std::uint8_t>(dataset, 0, shape[0]));
    else
        contents += bytes_of(read_rows<std::uint64_t>(dataset, 0, shape[0]));
    out[path] = {type, shape.size(), std::move(contents)};
    list_attributes(dataset, path, out);
}

void list_group(Handle const& group, std::string const& path, std::string const& skip,
                std::map<std::string, Entry>& out) {
    list_attributes(group, path.empty() ? "/" : path, out);
    for (auto const& name : members(group)) {
        auto const below = fmt::format("{}/{}", path, name);
        if (below == skip) continue;
        Handle const object{H5Oopen(group.id(), name.c_str(), H5P_DEFAULT), H5Oclose, "open " + below};
        if (H5Iget_type(object.id()) == H5I_GROUP) {
            out[below] = {"group", 0, {}};
            list_group(open_group(group, name), below, skip, out);
        } else {
            list_dataset(open_dataset(group, name), below, out);
        }
    }
}

}  // namespace

std::map<std::string, Entry> inventory(Handle const& file, std::string const& skip) {
    std::map<std::string, Entry> out;
    list_group(open_group(file, "/"), "", skip, out);
    return out;
}

}  // namespace cimchar::store::h5
