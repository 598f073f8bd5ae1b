// A network of time-domain neurons in `cimchar network`: its chips, and what was counted.
#pragma once
#include "app/network_spec.hpp"
#include "network/time_domain/pulse_products.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace cimchar::app {

/// One layer with neurons, of the nominal chip at the first condition.
struct PulseLedger {
    std::string words;
    std::size_t arrays = 0;
    double ratio = 1;        ///< units of the sum per output step
    double model_ratio = 0;  ///< of its model; 0: ideal neurons
    double energy_j = 0;     ///< of a conversion; 0: the model has none
    network::PulseCounts counts;
};

/// A chip, its ledger with nothing counted yet, and what the models were asked outside their domains.
struct PulseChip {
    std::unique_ptr<network::PulseProducts> products;
    std::vector<PulseLedger> layers;
    std::uint64_t outside = 0;
};

/// `models`: of each layer with neurons, or of all of them; none: ideal neurons. Throws InputError as PulseProducts and
/// neurons_of.
[[nodiscard]] PulseChip make_pulse_chip(NeuronsSpec const& spec, network::Network const& network,
                                        std::vector<model::BehaviouralModel> const& models, Condition const& condition,
                                        std::uint64_t seed, std::uint64_t chip);

/// The ledger with what has been counted since.
[[nodiscard]] std::vector<PulseLedger> counted(PulseChip const& chip, network::Network const& network);

[[nodiscard]] std::string table_of(std::vector<PulseLedger> const& layers, std::size_t images);
[[nodiscard]] nlohmann::ordered_json json_of(std::vector<PulseLedger> const& layers);

}  // namespace cimchar::app
