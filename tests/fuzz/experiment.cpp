// Files of cimchar network: TOML, keys, values.
#include "app/network_spec.hpp"
#include "one_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    cimchar::fuzz::File const file(data, size);
    cimchar::fuzz::read([&] { static_cast<void>(cimchar::app::read_network_spec(file.path())); });
    return 0;
}
