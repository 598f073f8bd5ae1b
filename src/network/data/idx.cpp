#include "core/error.hpp"
#include "network/data/bytes.hpp"
#include "network/data/formats.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <string_view>

namespace cimchar::network {

namespace {

constexpr std::size_t idx_classes = 10;  // of MNIST, Fashion-MNIST and KMNIST, which have these file names

/// Third byte of the magic number: unsigned bytes. The fourth is the number of axes.
constexpr std::uint32_t unsigned_bytes = 0x08;

std::uint32_t big_endian(Bytes const& bytes, std::size_t at) {
    return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 | std::uint32_t{bytes[at + 2]} << 8 |
           std::uint32_t{bytes[at + 3]};
}

struct Idx {
    std::vector<std::size_t> lengths;  ///< of the axes, the first is the number of images
    Bytes values;
};

/// `what` is "images" or "labels". Throws InputError.
Idx read_one(std::string const& path, std::size_t axes, std::string_view what) {
    Idx out;
    out.values = read_unpacked(path);
    auto const header = 4 + 4 * axes;
    if (out.values.size() < header)
        throw InputError(fmt::format("'{}' has {} bytes (the header of IDX {} has {}); fetch it again", path,
                                     out.values.size(), what, header));
    if (auto const magic = big_endian(out.values, 0); magic != (unsigned_bytes << 8 | axes))
        throw InputError(
            fmt::format("'{}' is no IDX file of {} (it starts with {:08x}, which would be {:08x}); give the "
                        "published file, plain or gzip",
                        path, what, magic, unsigned_bytes << 8 | axes));
    std::size_t promised = 1;
    for (std::size_t axis = 0; axis < axes; ++axis) {
        out.lengths.push_back(big_endian(out.values, 4 + 4 * axis));
        // Below 2^30 before, a length has at most 32 bits: the product stays below 2^62.
        promised *= out.lengths.back();
        if (out.lengths.back() == 0 || promised > largest_file)
            throw InputError(
                fmt::format("'{}' promises {} {} in its header (between 1 byte and {} MiB in all can be); "
                            "fetch it again",
                            path, fmt::join(out.lengths, "×"), what, largest_file >> 20));
    }
    if (out.values.size() - header != promised)
        throw InputError(
            fmt::format("'{}' holds {} bytes of {} where its header promises {} (it is cut off or has something behind "
                        "its end); fetch it again",
                        path, out.values.size() - header, what, promised));
    out.values.erase(out.values.begin(), out.values.begin() + static_cast<std::ptrdiff_t>(header));
    return out;
}

}  // namespace

DataSet read_idx(std::string const& images, std::string const& labels) {
    auto pixels = read_one(images, 3, "images");
    auto classes = read_one(labels, 1, "labels");
    if (pixels.lengths[0] != classes.lengths[0])
        throw InputError(
            fmt::format("'{}' has {} images and '{}' {} labels (each image has one); take both files of "
                        "the same part",
                        images, pixels.lengths[0], labels, classes.lengths[0]));
    auto const bad =
        std::find_if(classes.values.begin(), classes.values.end(), [](auto label) { return label >= idx_classes; });
    if (bad != classes.values.end())
        throw InputError(fmt::format("'{}' has label {} of image {} (classes are 0 … {}); fetch it again", labels, *bad,
                                     bad - classes.values.begin() + 1, idx_classes - 1));
    return {{},
            {1, pixels.lengths[1], pixels.lengths[2]},
            std::move(pixels.values),
            std::move(classes.values),
            idx_classes};
}

}  // namespace cimchar::network
