// The list of circuits. A new circuit is added here and nowhere else.
#include "circuits/circuit.hpp"
#include "circuits/integrator/circuit.hpp"
#include "circuits/neuron_chain/circuit.hpp"
#include "circuits/nn_adc/circuit.hpp"
#include "circuits/nn_kernel/circuit.hpp"
#include "circuits/nn_shift_add/circuit.hpp"
#include "circuits/time_neuron/circuit.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace cimchar::circuits {

std::span<Circuit const> catalogue() {
    static std::vector<Circuit> const circuits{integrator_circuit(),   active_integrator_circuit(),
                                               time_neuron_circuit(),  neuron_chain_circuit(),
                                               nn_shift_add_circuit(), nn_adc_circuit(),
                                               nn_kernel_circuit()};
    return circuits;
}

Circuit const& find_circuit(std::string_view name) {
    auto const all = catalogue();
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& circuit) { return circuit.name == name; });
    if (found != all.end()) return *found;
    std::vector<std::string> names;
    for (auto const& circuit : all) names.push_back(circuit.name);
    throw InputError(fmt::format("unknown circuit '{}'{}", name, suggestion(name, names)));
}

}  // namespace cimchar::circuits
