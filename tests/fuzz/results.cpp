// Results files.
#include "readers.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    cimchar::fuzz::read_results(data, size);
    return 0;
}
