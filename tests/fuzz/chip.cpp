// A chip's file; on what is read a layer is mapped and evaluated.
#include "app/chip_files.hpp"
#include "network/system/evaluation.hpp"
#include "one_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace cimchar::network::system;
    cimchar::fuzz::File const file(data, size);
    cimchar::fuzz::read([&] {
        auto const chip = cimchar::app::read_chip(file.path());
        LayerTable const table{"layer", {{"layer", "convolution", 3, 3, 1, 64, 64, 56, 56, 1}}, 1000};
        static_cast<void>(evaluate(table, chip));
    });
    return 0;
}
