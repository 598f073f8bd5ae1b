// Measured numbers, one a line.
#include "app/read_column.hpp"
#include "one_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    cimchar::fuzz::File const file(data, size);
    cimchar::fuzz::read([&] { static_cast<void>(cimchar::app::read_column(file.path())); });
    return 0;
}
