#include "app/accuracy.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace cimchar::app {

namespace {

constexpr std::size_t batch = 50;  // images: their windows stay in the cache of one core

}  // namespace

network::Batch images_of(network::DataSet const& set, std::size_t first, std::size_t count) {
    auto const size = set.shape.size();
    network::Batch images{set.shape,
                          network::Matrix(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(size))};
    std::transform(set.pixels.data() + first * size, set.pixels.data() + (first + count) * size, images.values.data(),
                   [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255; });
    return images;
}

Accuracy accuracy_of(network::Network const& network, network::DataSet const& set, std::size_t images,
                     std::size_t threads, network::Products* products,
                     std::function<bool(std::size_t done)> const& done) {
    images = std::min(images, set.labels.size());
    std::atomic<std::size_t> next{0};
    Accuracy total;
    std::exception_ptr failure;
    std::mutex mutex;
    auto const work = [&] {
        try {
            for (;;) {
                auto const first = next.fetch_add(batch);
                if (first >= images) return;
                auto const count = std::min(batch, images - first);
                auto const classes =
                    network::classes_of(network::run(network, images_of(set, first, count), products, first));
                std::size_t right = 0;
                for (std::size_t k = 0; k < count; ++k) right += classes[k] == set.labels[first + k] ? 1 : 0;
                std::lock_guard const lock(mutex);
                total.right += right;
                total.images += count;
                if (!done(total.images)) next = images;
            }
        } catch (...) {
            std::lock_guard const lock(mutex);
            failure = std::current_exception();
            next = images;
        }
    };
    std::vector<std::thread> others;
    for (std::size_t k = 1; k < threads; ++k) others.emplace_back(work);
    work();
    for (auto& one : others) one.join();
    if (failure) std::rethrow_exception(failure);
    return total;
}

}  // namespace cimchar::app
