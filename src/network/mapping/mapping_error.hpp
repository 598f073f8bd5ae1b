// What a mapping leaves of the cells' spread, by Monte Carlo: errors of a product on an array, and of quantized
// weights. Source: Zhang et al., section IV.C.3, Figs. 10 to 12.
#pragma once
#include "network/mapping/bit_lines.hpp"

#include <cstdint>
#include <vector>

namespace cimchar::network {

/// Arrays of `lines` rows and `bits` bit lines of cells, one array a sample, all cells Gaussian with the spread
/// `sigma` (zhang_cells).
struct MappedArrays {
    int bits = 8;             ///< of a weight, of an input and of the output; 1 … 16
    std::size_t lines = 128;  ///< rows; at least 1
    double sigma = 0.2;       ///< of the normalized conductance of a low-resistive cell
    double read_step = 0;     ///< mapping knows conductances only to whole multiples of this [1]; 0: exactly
    std::size_t samples = 1400;
    std::uint64_t seed = 1;
};

/// The same input and the same weight on every line.
struct ErrorStudy {
    MappedArrays arrays;
    unsigned input = 180;  ///< below 2^bits
    unsigned weight = 75;  ///< below 2^bits
    MappingMethod method = MappingMethod::plain;
    std::size_t lines_per_order = 0;  ///< lines whose bit lines have a common order, counted from line 0; 0: all lines
};

/// Error of Σ_lines input·ŵ against lines·input·weight for each sample, shape (samples), in LSB of the output.
///
/// 1 LSB is lines·2^bits in units of input times weight: full scale, at which every line has 2^bits·2^bits, has 2^bits
/// codes. The paper's worked example has this scale (186·236/256 = 171.5, code 171). Errors are not rounded to codes.
/// Fewer lines per order than lines stand for several arrays whose outputs are added, each with a mapping of its own.
/// Throws InputError if a figure is out of its range. Pure: the same study, the same errors.
[[nodiscard]] std::vector<double> errors_lsb(ErrorStudy const& study);

/// Standard deviation of that error for MappingMethod::plain: the cells of the weight's ones are independent, so it is
/// sigma·input·√(Σ_ones 4^k)/(2^bits·√lines). Conductances below 0, which cells do not have, are part of this. Pure.
[[nodiscard]] double plain_sigma_lsb(ErrorStudy const& study);

/// Columns of Gaussian weights, a new one on every array.
struct QuantizationStudy {
    MappedArrays arrays;
    std::vector<MappingMethod> methods;
};

/// Of one method over all arrays.
struct QuantizationFigures {
    MappingMethod method = MappingMethod::plain;
    double error_ratio = 0;        ///< Σ|ŵ - w|/Σ|w|, ŵ on the true conductances
    double error_ratio_sigma = 0;  ///< standard error of this ratio over arrays; infinite of a single array
    double mean_loss = 0;          ///< of mapping_loss over what remains of the column on the conductances as read
    /// Of the arrays on which its loss is not above the least of the methods in the study that follow Eq. (25), thus
    /// all but plain; 1 without any.
    double best_share = 0;
};

/// Weights are |z|·(2^bits - 1)/4 with z standard normal, clipped at 2^bits - 1: four standard deviations are full
/// scale. Magnitudes only, for a differential pair is two such columns. All methods see the same weights and arrays.
/// Shape (methods). Throws like errors_lsb, and like map_column. Pure.
[[nodiscard]] std::vector<QuantizationFigures> quantization_figures(QuantizationStudy const& study);

}  // namespace cimchar::network
