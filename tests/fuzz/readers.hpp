// The readers of HDF5 files, as the program uses them.
#pragma once
#include "circuits/neural/weights_text.hpp"
#include "model/evaluate.hpp"
#include "model/shift_add_evaluate.hpp"
#include "network/run.hpp"
#include "one_input.hpp"
#include "store/model_file.hpp"
#include "store/network_file.hpp"
#include "store/results.hpp"
#include "store/weights_file.hpp"

namespace cimchar::fuzz {

/// As `status`, `report` and `fit` read a results file.
inline void read_results(std::uint8_t const* data, std::size_t size) {
    File const file(data, size);
    read([&] { static_cast<void>(store::read_results(file.path())); });
}

/// What is read is evaluated and sampled at the first point of its domain, as `model eval` and `model sample` do.
inline void read_model(std::uint8_t const* data, std::size_t size) {
    File const file(data, size);
    read([&] {
        if (store::model_kind(file.path()) == "shift_add") {
            auto const sum = store::read_shift_add_model(file.path());
            model::Table inputs{1, sum.domain.size(), {}};
            for (auto const& limits : sum.domain) inputs.values.push_back(limits.max);
            static_cast<void>(model::evaluate(sum, inputs));
            for (auto const& chip : model::sample(sum, 1, 2)) static_cast<void>(model::evaluate(sum, inputs, &chip));
            return;
        }
        auto const model = store::read_model(file.path());
        auto const& at = model.domain.processes.front();
        Condition const condition{at.process, at.temperature_c.min, at.supply_v.min};
        static_cast<void>(model::evaluate(model, condition, std::vector{model.domain.input.max}));
        if (model.pipeline)
            static_cast<void>(model::levels_v(*model.pipeline, model::evaluate(model, condition, model.points).output));
        for (auto const& chip : model::sample(model, 1, 2))
            static_cast<void>(model::evaluate(model, condition, std::vector{model.domain.input.min}, &chip));
    });
}

/// What is read goes through its text, as into a campaign.
inline void read_weights(std::uint8_t const* data, std::size_t size) {
    File const file(data, size);
    read([&] {
        using namespace circuits::neural;
        auto const trained = store::read_weights(file.path()).trained;
        auto const text = std::visit([](auto const& w) { return to_text(w); }, trained);
        if (std::holds_alternative<Weights>(trained))
            static_cast<void>(from_text(text));
        else
            static_cast<void>(adc_from_text(text));
    });
}

/// What is read is run on an image of zeros.
inline void read_network(std::uint8_t const* data, std::size_t size) {
    File const file(data, size);
    read([&] {
        auto const network = store::read_network(file.path()).network;
        if (network.input.size() > 4096) return;
        auto const pixels = static_cast<Eigen::Index>(network.input.size());
        static_cast<void>(network::run(network, {network.input, network::Matrix::Zero(1, pixels)}));
    });
}

}  // namespace cimchar::fuzz
