#include "network/crossbar/arrays.hpp"

#include "core/error.hpp"
#include "core/random_stream.hpp"
#include "network/crossbar/column_sums.hpp"
#include "network/mapping/slices.hpp"
#include "network/run.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

namespace cimchar::network {

namespace {

void check(ArrayOptions const& options) {
    if (options.rows == 0 || options.rows > 4096 || options.columns < 2 || options.columns > 4096)
        throw InputError(
            fmt::format("an array of {} by {} cells cannot be made; give up to 4096 rows, and 2 to 4096 "
                        "columns",
                        options.rows, options.columns));
    for (auto const& [what, bits] : {std::pair{"cell", options.cell_bits}, {"DAC", options.dac_bits}})
        if (bits < 1 || bits > 8)
            throw InputError(fmt::format("a {} of {} bits cannot be made; give 1 to 8", what, bits));
    if (!(options.off_ratio >= 0 && options.off_ratio < 1))
        throw InputError(
            fmt::format("the lowest conductance is {:g} of the highest; give 0 to below 1", options.off_ratio));
    if (!(options.spread >= 0 && options.spread <= 1))
        throw InputError(fmt::format("cells with a spread of {:g} cannot be used; give 0 to 1", options.spread));
}

}  // namespace

LayerOnArrays map_to_arrays(Affine const& affine, ArrayOptions const& options, std::uint64_t seed, std::uint64_t chip,
                            std::size_t layer) {
    check(options);
    auto const integers = integer_weights(affine);
    auto const inputs = static_cast<std::size_t>(integers.cols());
    auto const states = (1 << options.cell_bits) - 1;
    LayerOnArrays mapped;
    mapped.outputs = static_cast<std::size_t>(integers.rows());
    mapped.slices = static_cast<std::size_t>(slices_for(affine.quantization->weight_bits, options.cell_bits));
    auto const slices =
        sliced_weights(integers.cast<std::int64_t>(), affine.quantization->weight_bits, options.cell_bits);
    auto const columns = mapped.slices * mapped.outputs;
    auto const stream = stable_hash(fmt::format("chip {} layer {} cells", chip, layer));
    boost::random::normal_distribution<double> normal;
    for (std::size_t first = 0; first < inputs; first += options.rows) {
        Block block{first, std::min(options.rows, inputs - first), {}, (columns + tile_columns - 1) / tile_columns};
        block.conductance = Matrix::Zero(static_cast<Eigen::Index>(block.tiles * block.rows), tile_columns);
        for (std::size_t row = 0; row < block.rows; ++row) {
            RandomStream random(seed, stream, first + row);
            auto const cell = [&](int state) {
                double g = options.off_ratio + (1 - options.off_ratio) * state / states;
                if (options.spread > 0 && chip > 0) g *= std::exp(options.spread * normal(random));
                return g;
            };
            for (std::size_t k = 0; k < mapped.slices; ++k)
                for (std::size_t m = 0; m < mapped.outputs; ++m) {
                    auto const output = static_cast<Eigen::Index>(m);
                    auto const input = static_cast<Eigen::Index>(first + row);
                    double const positive = cell(static_cast<int>(slices.positive[k](output, input)));
                    double const negative = cell(static_cast<int>(slices.negative[k](output, input)));
                    auto const column = k * mapped.outputs + m;
                    block.conductance(static_cast<Eigen::Index>(column / tile_columns * block.rows + row),
                                      static_cast<Eigen::Index>(column % tile_columns)) =
                        static_cast<float>(positive - negative);
                }
        }
        mapped.blocks.push_back(std::move(block));
    }
    mapped.arrays = mapped.blocks.size() * ((2 * columns + options.columns - 1) / options.columns);
    return mapped;
}

}  // namespace cimchar::network
