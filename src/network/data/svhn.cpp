#include "core/error.hpp"
#include "network/data/formats.hpp"
#include "network/data/mat_file.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace cimchar::network {

namespace {

constexpr std::size_t svhn_classes = 10;
constexpr std::size_t side = 32;  // of an image [pixels]
constexpr Shape svhn_shape{3, side, side};

std::string text_of(std::vector<std::size_t> const& lengths) {
    return fmt::format("{}", fmt::join(lengths, "×"));
}

/// MATLAB stores the first axis, an image's rows, next to each other: each plane is the transpose of ours.
void transpose_planes(Bytes& pixels) {
    for (auto plane = pixels.begin(); plane != pixels.end(); plane += side * side)
        for (std::size_t row = 0; row < side; ++row)
            for (std::size_t column = 0; column < row; ++column)
                std::swap(plane[static_cast<std::ptrdiff_t>(row * side + column)],
                          plane[static_cast<std::ptrdiff_t>(column * side + row)]);
}

Bytes labels_of(MatArray const& array, std::string const& file) {
    Bytes out;
    auto const values = numbers_of(array, file);
    for (std::size_t k = 0; k < values.size(); ++k) {
        // 1 … 9, and 10 for the digit 0
        if (!(values[k] >= 1 && values[k] <= svhn_classes) || std::floor(values[k]) != values[k])
            throw InputError(
                fmt::format("'{}' has label {:g} of image {} (labels are 1 … {}, the last for digit 0); "
                            "fetch it again",
                            file, values[k], k + 1, svhn_classes));
        out.push_back(static_cast<std::uint8_t>(static_cast<std::size_t>(values[k]) % svhn_classes));
    }
    return out;
}

}  // namespace

DataSet read_svhn(std::string const& file) {
    std::optional<MatArray> images;
    std::optional<MatArray> labels;
    for (auto& array : read_mat_file(file)) {
        auto* const wanted = array.name == "X" ? &images : array.name == "y" ? &labels : nullptr;
        if (wanted != nullptr) *wanted = std::move(array);
    }
    if (!images || !labels)
        throw InputError(
            fmt::format("'{}' has no array {} (SVHN's cropped digits are X, their labels y); give the "
                        "published file",
                        file, images ? "y" : "X"));
    // An array of one image has lost its last axis.
    if (images->lengths.size() == 3) images->lengths.push_back(1);
    auto const& lengths = images->lengths;
    if (lengths.size() != 4 || lengths[0] != side || lengths[1] != side || lengths[2] != svhn_shape.channels ||
        lengths[3] == 0)
        throw InputError(fmt::format("array X of '{}' is {} (32×32×3×images are read); give SVHN's cropped digits",
                                     file, text_of(lengths)));
    if (labels->lengths.size() != 2 || labels->lengths[0] * labels->lengths[1] != lengths[3] ||
        std::min(labels->lengths[0], labels->lengths[1]) != 1)
        throw InputError(fmt::format("array y of '{}' is {} for {} images (each has one label); fetch it again", file,
                                     text_of(labels->lengths), lengths[3]));
    auto pixels = bytes_of(std::move(*images), file);
    transpose_planes(pixels);
    return {{}, svhn_shape, std::move(pixels), labels_of(*labels, file), svhn_classes};
}

}  // namespace cimchar::network
