// Campaigns on a netlist of the user's: [pdk], [[analyses]], [[measures]] and their expressions, with the netlist in
// the same text. ngspice is not asked for sizes.
#include "campaign/spec_parts.hpp"
#include "one_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    namespace campaign = cimchar::campaign;
    std::string const file = "/nonexistent/c.toml";
    cimchar::fuzz::read([&] {
        auto parts = campaign::take_apart({reinterpret_cast<char const*>(data), size});
        auto table = campaign::parse_toml(parts.toml, file);
        for (auto const& assignment : parts.overrides) campaign::apply_override(table, assignment);
        campaign::Section const whole(table, "", file);
        campaign::NamedFiles files(parts, "/nonexistent");
        campaign::CampaignSpec spec;
        campaign::read_own_circuit(whole, files, spec);
        campaign::check_own_circuit(whole, spec);
    });
    return 0;
}
