// Networks from ONNX files, byte by byte; one that is read has shapes.
#include "network/onnx/read_onnx.hpp"
#include "network/shapes.hpp"
#include "one_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace cimchar;
    fuzz::File const file(data, size);
    fuzz::read([&] { static_cast<void>(network::multiplications_of(network::read_onnx(file.path()))); });
    return 0;
}
