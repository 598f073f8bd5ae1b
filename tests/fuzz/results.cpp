// Results files, as `status`, `report` and `fit` read them.
#include "one_input.hpp"
#include "store/results.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    cimchar::fuzz::File const file(data, size);
    cimchar::fuzz::read([&] { static_cast<void>(cimchar::store::read_results(file.path())); });
    return 0;
}
