// Arrays of numbers in a MAT file of level 5, what MATLAB's `save -v6` and `-v7` write.
// Source: "MAT-File Format", The MathWorks, R2023b, chapter 1. A reader of our own: libmatio would be one more library
// to find and to leave out where it is missing, and the two arrays of SVHN are a few tags around plain bytes. libmatio
// wrote the file that the reader's test reads.
#pragma once
#include "network/data/bytes.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cimchar::network {

struct MatArray {
    std::string name;
    std::vector<std::size_t> lengths;  ///< of the axes, the first runs fastest; their product is no overflow
    std::uint32_t type = 0;            ///< of the stored numbers, as the format counts types
    Bytes values;                      ///< as stored, little-endian; may be too few or too many for `lengths`
};

/// Real numeric arrays of a file; what else is in it is left out. Throws InputError if it is no MAT file of level 5, or
/// is damaged.
[[nodiscard]] std::vector<MatArray> read_mat_file(std::string const& path);

/// An array's values, shape (product of lengths), that are stored as unsigned bytes. Throws InputError if they are not,
/// or are too few or too many.
[[nodiscard]] Bytes bytes_of(MatArray array, std::string const& path);

/// The same of unsigned bytes or doubles. MATLAB stores doubles as bytes where that loses nothing.
[[nodiscard]] std::vector<double> numbers_of(MatArray const& array, std::string const& path);

}  // namespace cimchar::network
