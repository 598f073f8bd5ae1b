// Netlists of a user's own: cards, parameters, transistors through the hierarchy.
#include "circuits/user/hierarchy.hpp"
#include "circuits/user/netlist_text.hpp"
#include "circuits/user/transistors.hpp"
#include "one_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    namespace user = cimchar::circuits::user;
    cimchar::fuzz::read([&] {
        auto const netlist = user::read_netlist({reinterpret_cast<char const*>(data), size}, "n.cir");
        static_cast<void>(user::nodes_of(netlist));
        user::Values values;
        user::add_values(values, netlist.parameters);
        static_cast<void>(user::transistors(netlist, {}, values, "n.cir"));
    });
    return 0;
}
