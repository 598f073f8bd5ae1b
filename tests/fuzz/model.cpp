// Model files.
#include "one_input.hpp"
#include "store/model_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    cimchar::fuzz::File const file(data, size);
    cimchar::fuzz::read([&] { static_cast<void>(cimchar::store::read_model(file.path())); });
    return 0;
}
