// How many images a network classifies as their labels say.
#pragma once
#include "network/data/data_set.hpp"
#include "network/run.hpp"

#include <cstdint>
#include <functional>

namespace cimchar::app {

/// The first `count` images of a set, pixels as 0 … 1.
[[nodiscard]] network::Batch images_of(network::DataSet const& set, std::size_t first, std::size_t count);

struct Accuracy {
    std::size_t right = 0;
    std::size_t images = 0;
    [[nodiscard]] double share() const { return static_cast<double>(right) / static_cast<double>(images); }
};

/// Over the first `images` of the set, in batches on `threads` threads; the same whatever their number. `done` gets the
/// images done so far; false ends it, and fewer images are counted.
[[nodiscard]] Accuracy accuracy_of(network::Network const& network, network::DataSet const& set, std::size_t images,
                                   std::size_t threads, network::Products* products,
                                   std::function<bool(std::size_t done)> const& done);

}  // namespace cimchar::app
