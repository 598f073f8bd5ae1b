// Training by gradients with the hardware in the loop: latent conductances rounded to the levels that cells have,
// spread of the cells, curves of chips, noise of the inputs. Source: Cao et al. (neuralpim), §4.1.2, steps 1 to 4.
#pragma once
#include "circuits/neural/weights.hpp"
#include "training/devices.hpp"
#include "training/gradient_network.hpp"
#include "training/search.hpp"
#include "training/static_network.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace cimchar::training {

struct GradientOptions {
    std::uint64_t seed = 1;
    int steps = 6000;
    int batch = 256;                ///< input vectors of a step
    double rate = 0.1;              ///< of Adam, in ln of conductances, at the start; falls to a hundredth
    double spread = 0.025;          ///< σ of ln of every conductance, drawn anew in every step
    double input_noise_v = 0.2e-3;  ///< σ
    double continuous = 0.6;        ///< share of the steps before conductances are rounded
    double common = 0.1;            ///< weight of an error that both outputs have alike
    double peak = 2;                ///< weight of the 16-norm of the error beside its mean square
    int norm = 16;                  ///< of the cost that tells the best network met, one of norms_of_cost
    /// False trains what the hardware is not: continuous conductances without spread, stages that do not give way, no
    /// noise; the levels are the nearest ones to the result.
    bool aware = true;
};

/// What to learn: inputs [V], shape (examples, inputs), levels of the ports [V], shape (examples, 2), the weight of an
/// error, shape (examples), and what of a chip's followers drives the rows.
struct Examples {
    Table input_v;
    Table port_v;
    std::vector<double> weight;
    std::function<Drive(Devices const& chip, std::vector<double> const& input_v)> drive;
};
/// Inputs of one example.
[[nodiscard]] std::vector<double> inputs_of(Examples const& examples, Eigen::Index example);

/// What a step is trained on: a draw of examples, each as often as the square of its weight says, and of hardware, the
/// same for the same seed and step. The curves are numbered like `chips` if there are any (every inverter draws one,
/// and all followers are those of one more: their bias is common), and otherwise the one of `nominal`. Pure.
[[nodiscard]] Batch draw_batch(circuits::neural::Weights const& shape, Devices const& nominal,
                               std::vector<Devices> const& chips, Examples const& examples,
                               GradientOptions const& options, int step);

/// `start` as a network to differentiate: its parts, the inverters' curves being those of draw_batch, and the network.
[[nodiscard]] NetworkParts network_parts(circuits::neural::Weights const& start, Devices const& nominal,
                                         std::vector<Devices> const& chips, GradientOptions const& options);
[[nodiscard]] std::unique_ptr<GradientNetwork> gradient_network(circuits::neural::Weights const& start,
                                                                Devices const& nominal,
                                                                std::vector<Devices> const& chips,
                                                                GradientOptions const& options);

/// Improves `start`; tells `watch` its steps as moves. If `aware`, returns the best network met, `start` included, by
/// the cost of the search on the examples with nominal devices, and otherwise the last one. The same arguments give the
/// same levels, on any number of threads. Throws InputError where this program has no training by gradients.
[[nodiscard]] circuits::neural::Weights descend(circuits::neural::Weights const& start, Devices const& nominal,
                                                std::vector<Devices> const& chips, Examples const& examples,
                                                GradientOptions const& options, Watch const& watch);

}  // namespace cimchar::training
