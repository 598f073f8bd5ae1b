// Campaign files: TOML, keys, values, expressions; circuits of the catalogue and no netlist.
#include "campaign/plan.hpp"
#include "campaign/spec.hpp"
#include "one_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string const text(reinterpret_cast<char const*>(data), size);
    cimchar::fuzz::read([&] {
        auto const spec = cimchar::campaign::read_spec_text(text, "/nonexistent/c.toml", {});
        if (spec.sampling.samples < 1000) static_cast<void>(cimchar::campaign::make_plan(spec));
    });
    return 0;
}
