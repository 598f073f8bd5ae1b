#include "app/model_condition.hpp"

#include <cmath>

namespace cimchar::app {

Condition completed(Condition wanted, model::BehaviouralModel const& m) {
    if (wanted.process.empty()) {
        wanted.process = m.domain.processes.at(0).process;
        for (auto const& p : m.domain.processes)
            if (p.process == "tt") wanted.process = "tt";
    }
    for (auto const& p : m.domain.processes) {
        if (p.process != wanted.process) continue;
        if (std::isnan(wanted.temperature_c)) wanted.temperature_c = (p.temperature_c.min + p.temperature_c.max) / 2;
        if (std::isnan(wanted.supply_v)) wanted.supply_v = (p.supply_v.min + p.supply_v.max) / 2;
    }
    return wanted;
}

}  // namespace cimchar::app
