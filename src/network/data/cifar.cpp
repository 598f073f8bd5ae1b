#include "core/error.hpp"
#include "network/data/bytes.hpp"
#include "network/data/formats.hpp"

#include <fmt/format.h>

namespace cimchar::network {

namespace {

constexpr std::size_t cifar_classes = 10;
constexpr Shape cifar_shape{3, 32, 32};  // red, green, blue, each row after row: the order of `Shape`

}  // namespace

DataSet read_cifar10(std::vector<std::string> const& batches) {
    DataSet out{{}, cifar_shape, {}, {}, cifar_classes};
    auto const record = 1 + cifar_shape.size();
    for (auto const& path : batches) {
        auto const bytes = read_file(path);
        if (bytes.empty() || bytes.size() % record != 0)
            throw InputError(
                fmt::format("'{}' has {} bytes, which are no whole images of CIFAR-10 (each has {} bytes: "
                            "its label and its pixels); fetch it again",
                            path, bytes.size(), record));
        for (std::size_t at = 0; at < bytes.size(); at += record) {
            if (bytes[at] >= cifar_classes)
                throw InputError(
                    fmt::format("'{}' has label {} of image {} (classes are 0 … {}); fetch the binary "
                                "version of CIFAR-10 again",
                                path, bytes[at], at / record + 1, cifar_classes - 1));
            out.labels.push_back(bytes[at]);
            auto const pixels = bytes.begin() + static_cast<std::ptrdiff_t>(at + 1);
            out.pixels.insert(out.pixels.end(), pixels, pixels + static_cast<std::ptrdiff_t>(cifar_shape.size()));
        }
    }
    return out;
}

}  // namespace cimchar::network
