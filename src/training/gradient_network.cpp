#include "training/gradient_network.hpp"

#include "training/torch_library.hpp"

namespace cimchar::training {

std::unique_ptr<GradientNetwork> make_gradient_network(NetworkParts const& parts, Cells const& log_conductance) {
    using Make = GradientNetwork*(NetworkParts const&, Cells const&);
    auto* const make = reinterpret_cast<Make*>(
        torch_function("cimchar_make_gradient_network",
                       "install libtorch-dev and build it again, or write method = \"search\" below [training]"));
    return std::unique_ptr<GradientNetwork>(make(parts, log_conductance));
}

}  // namespace cimchar::training
