#include "circuits/integrator/changes.hpp"

namespace cimchar::circuits::integrator {

Simulation transient(Bench const& bench, Cards cards, Changes changes, double stop_s,
                     std::vector<std::string> vectors) {
    return {std::move(cards).share(), bench.condition.temperature_c, std::move(changes.list),
            fmt::format("tran 50p {:.9g} 0 {:.9g}", stop_s, 2e-9 * bench.settings.max_step_scale), std::move(vectors)};
}

}  // namespace cimchar::circuits::integrator
