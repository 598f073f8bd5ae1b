#include "network/data/mat_file.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

namespace cimchar::network {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are taken from the file as they lie there");

constexpr std::size_t header_size = 128;

/// Types of data, table 1-1 of the format, and of arrays, table 1-3.
enum Type : std::uint32_t { int8 = 1, uint8 = 2, int32 = 5, uint32 = 6, float64 = 9, matrix = 14, compressed = 15 };
constexpr std::uint8_t first_numeric_class = 6;  // double
constexpr std::uint8_t last_numeric_class = 15;  // 64-bit unsigned
constexpr std::uint32_t complex_flag = 0x0800;

std::uint32_t word(ByteView bytes, std::size_t at) {
    std::uint32_t out = 0;
    std::memcpy(&out, bytes.data() + at, sizeof out);
    return out;
}

struct Element {
    std::uint32_t type = 0;
    ByteView data;
};

/// Takes elements off the front of bytes.
class Elements {
public:
    Elements(ByteView bytes, std::string const& path) : left_(bytes), path_(path) {}

    [[nodiscard]] bool empty() const { return left_.empty(); }

    /// `padded`: the next one starts at a multiple of 8 bytes. Throws InputError.
    Element next(bool padded) {
        if (left_.size() < 8) damaged("ends within the tag of an element");
        Element out{word(left_, 0), {}};
        std::size_t size = word(left_, 4);
        std::size_t start = 8;
        if (out.type >> 16 != 0) {  // a small element: size and type in one word, up to four bytes behind them
            size = out.type >> 16;
            out.type &= 0xffff;
            start = 4;
            if (size > 4) damaged("has a small element that is too large");
        }
        if (size > left_.size() - start) damaged(fmt::format("promises {} bytes and ends before", size));
        out.data = left_.subspan(start, size);
        auto const end = padded || start == 4 ? (start + size + 7) / 8 * 8 : start + size;
        left_ = left_.subspan(std::min(end, left_.size()));
        return out;
    }

    Element next_of(std::uint32_t type, std::string_view what) {
        auto const out = next(true);
        if (out.type != type)
            damaged(fmt::format("has an array whose {} are of type {}, not {}", what, out.type, type));
        return out;
    }

    [[noreturn]] void damaged(std::string_view what) const {
        throw InputError(fmt::format("'{}' {} (it is cut off or damaged); fetch it again", path_, what));
    }

private:
    ByteView left_;
    std::string const& path_;
};

/// The array in the data of a matrix element; none if it is not of real numbers. Throws InputError.
std::optional<MatArray> array_in(ByteView data, std::string const& path) {
    Elements parts(data, path);
    auto const flags = parts.next_of(uint32, "flags");
    if (flags.data.size() != 8) parts.damaged("has an array without flags");
    auto const flag_word = word(flags.data, 0);
    auto const array_class = static_cast<std::uint8_t>(flag_word & 0xff);
    if (array_class < first_numeric_class || array_class > last_numeric_class || (flag_word & complex_flag) != 0)
        return {};
    MatArray out;
    auto const axes = parts.next_of(int32, "lengths");
    if (axes.data.size() % 4 != 0 || axes.data.size() < 8) parts.damaged("has an array without lengths");
    std::size_t count = 1;
    for (std::size_t at = 0; at < axes.data.size(); at += 4) {
        out.lengths.push_back(word(axes.data, at));
        count *= out.lengths.back();  // below 2^62: at most 2^30 from before, times 32 bits
        if (count > largest_file) parts.damaged("has an array of more than 2^30 numbers");
    }
    auto const name = parts.next_of(int8, "names");
    out.name.assign(name.data.begin(), name.data.end());
    auto const values = parts.next(true);
    out.type = values.type;
    out.values.assign(values.data.begin(), values.data.end());
    return out;
}

void check_header(Bytes const& bytes, std::string const& path) {
    auto const starts = [&](std::string_view text) {
        return bytes.size() >= text.size() && std::equal(text.begin(), text.end(), bytes.begin());
    };
    if (starts("MATLAB 7.3") || starts("\x89HDF"))
        throw InputError(
            fmt::format("'{}' is a MAT file of version 7.3 (SVHN is published as level 5); give the "
                        "published file, or save it with -v7",
                        path));
    if (bytes.size() < header_size || bytes[125] != 1 || bytes[126] != 'I' || bytes[127] != 'M')
        throw InputError(
            fmt::format("'{}' is no MAT file of level 5, little-endian (its {} bytes do not start with that "
                        "header); give the published file",
                        path, bytes.size()));
}

std::size_t count_of(MatArray const& array) {
    std::size_t count = 1;
    for (auto const length : array.lengths) count *= length;
    return count;
}

[[noreturn]] void refuse_values(MatArray const& array, std::string const& path) {
    throw InputError(
        fmt::format("array {} of '{}' has {} bytes of type {} for {} numbers (that does not fit, or is no "
                    "type that is read here); fetch it again",
                    array.name, path, array.values.size(), array.type, count_of(array)));
}

}  // namespace

std::vector<MatArray> read_mat_file(std::string const& path) {
    auto const bytes = read_file(path);
    check_header(bytes, path);
    std::vector<MatArray> out;
    Elements elements(ByteView(bytes).subspan(header_size), path);
    while (!elements.empty()) {
        auto element = elements.next(false);
        Bytes unwrapped;
        if (element.type == compressed) {
            unwrapped = unpacked(element.data, Wrapping::zlib, path);
            Elements inner(unwrapped, path);
            element = inner.next(true);
            if (!inner.empty()) inner.damaged("has bytes behind an array");
        }
        if (element.type != matrix) elements.damaged(fmt::format("has an element of type {}", element.type));
        if (auto array = array_in(element.data, path)) out.push_back(std::move(*array));
    }
    return out;
}

Bytes bytes_of(MatArray array, std::string const& path) {
    if (array.type != uint8 || array.values.size() != count_of(array)) refuse_values(array, path);
    return std::move(array.values);
}

std::vector<double> numbers_of(MatArray const& array, std::string const& path) {
    auto const count = count_of(array);
    if (array.type == uint8 && array.values.size() == count) return {array.values.begin(), array.values.end()};
    if (array.type != float64 || array.values.size() != count * sizeof(double)) refuse_values(array, path);
    std::vector<double> out(count);
    if (count > 0) std::memcpy(out.data(), array.values.data(), array.values.size());
    return out;
}

}  // namespace cimchar::network
