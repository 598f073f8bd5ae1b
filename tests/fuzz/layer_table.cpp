// Tables of layers; what is read is mapped on a chip and evaluated.
#include "network/system/evaluation.hpp"
#include "one_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace cimchar::network::system;
    cimchar::fuzz::read([&] {
        std::string_view const text(reinterpret_cast<char const*>(data), size);
        auto const table = parse_layer_table("fuzzed", text, "fuzzed.csv");
        Chip chip;
        chip.area_m2 = 86.4e-6;
        chip.tile_area_m2 = 0.2e-6;
        static_cast<void>(evaluate(table, chip));
    });
    return 0;
}
