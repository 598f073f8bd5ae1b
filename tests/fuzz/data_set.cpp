// Sets of images: the same bytes as IDX images, IDX labels, a batch of CIFAR-10 and digits of SVHN.
#include "network/data/formats.hpp"
#include "one_input.hpp"

namespace {
std::string const corpus = CIMCHAR_FUZZ_CORPUS "/data_set/";
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace cimchar;
    fuzz::File const file(data, size);
    fuzz::read([&] { static_cast<void>(network::read_idx(file.path(), corpus + "labels.idx")); });
    fuzz::read([&] { static_cast<void>(network::read_idx(corpus + "images.idx", file.path())); });
    fuzz::read([&] { static_cast<void>(network::read_cifar10({file.path()})); });
    fuzz::read([&] { static_cast<void>(network::read_svhn(file.path())); });
    return 0;
}
