// The converter as its stages at rest make it, and sampling without noise or loss but for its gain.
#pragma once
#include "circuits/neural/decision_weights.hpp"
#include "circuits/nn_adc/deck.hpp"

#include <functional>

namespace cimchar::circuits::nn_adc {

class AtRest {
public:
    /// Sweeps every stage of one chip; measures what its decisions weigh if the design says so. Throws
    /// SimulationFailed.
    AtRest(Bench const& bench, Simulate const& simulate);

    /// How many comparators decide at an input [V], shape (stages + 1).
    [[nodiscard]] std::vector<int> decided(double input_v) const;
    [[nodiscard]] neural::DecisionWeights const& weights() const { return weights_; }
    /// Code, 0 … 255, of an input [V].
    [[nodiscard]] int code(double input_v) const { return neural::adc_code(weights_, decided(input_v)); }
    /// Out of the supply, mean over what was swept.
    [[nodiscard]] double current_a() const { return -current_a_; }
    /// Held inputs at which the comparators decide, stage after stage, the end last; shape (comparators) [V].
    [[nodiscard]] std::vector<double> decides_v() const;
    /// Half differences of the ports, shape (stages × decisions + 1 × held) [V].
    [[nodiscard]] std::vector<double> const& residue_v() const { return residue_v_; }

private:
    [[nodiscard]] neural::DecisionWeights measured() const;
    void add_stage(Bench const& bench, std::size_t stage, Waveforms const& chains, Simulate const& simulate);

    Design design_;
    std::vector<std::vector<double>> decides_;                          ///< shape (stages + 1, comparators) [V]
    std::vector<std::vector<std::function<double(double)>>> residues_;  ///< shape (stages, decisions + 1)
    neural::DecisionWeights weights_ = neural::designed_weights();
    std::vector<double> residue_v_;  ///< the points of these
    double current_a_ = 0;
};

}  // namespace cimchar::circuits::nn_adc
