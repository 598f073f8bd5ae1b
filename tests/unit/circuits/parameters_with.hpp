// Parameters of a circuit with some values set, as a campaign sets them.
#pragma once
#include "circuits/circuit.hpp"

#include <string>
#include <utility>
#include <vector>

namespace cimchar::circuits {

inline Parameters parameters_with(std::vector<ParameterInfo> infos,
                                  std::vector<std::pair<std::string, std::string>> const& values) {
    Parameters parameters(std::move(infos));
    for (auto const& [name, value] : values) parameters.set(name, value);
    return parameters;
}

}  // namespace cimchar::circuits
