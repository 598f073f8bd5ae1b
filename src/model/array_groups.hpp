// Arrays of equal devices, found by their names: what acts on a curve is the sum over an array, not one cell of it.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace cimchar::model {

struct Grouping {
    std::vector<std::string> names;     ///< (groups): "bl7.row*.rram.g", or a parameter's own name if it stands alone
    std::vector<std::size_t> group_of;  ///< (parameters), index into names
};

/// Largest number of names that differ in one number and are still not taken for an array. The stages of a converter
/// are numbered as well, and they are not equal: their weights go with the powers of two. There are at most as many of
/// them as a word has bits. Fewer equal devices than that need no group either: a regression tells them apart.
inline constexpr std::size_t largest_word = 16;

/// Parameters whose names differ in one number only are a group if there are more than largest_word. Of several numbers
/// in a name the one with the most members counts, of equally many the last: in "bl7.row13.rram.g" with 8 bl and 256
/// row it is the 13, and the bit lines stay apart. Groups are in the order of their first members. Pure.
[[nodiscard]] Grouping group_arrays(std::vector<std::string> const& parameters);

/// Every parameter alone.
[[nodiscard]] Grouping ungrouped(std::vector<std::string> const& parameters);

}  // namespace cimchar::model
