// Training files of networks that classify images: TOML, keys, layers as words.
#include "app/classifier_spec.hpp"
#include "one_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    cimchar::fuzz::File const file(data, size);
    cimchar::fuzz::read([&] { static_cast<void>(cimchar::app::read_classifier_training(file.path())); });
    return 0;
}
