// A network of crossbars and inverters that can be differentiated, in plain numbers: between the training by gradients,
// which knows no libtorch, and the library that is loaded for it, which knows nothing else of this program.
// Source: Cao et al. (neuralpim), Eqs. 9 and 10.
#pragma once
#include <cstdint>
#include <Eigen/Core>
#include <memory>
#include <vector>

namespace cimchar::training {

/// Row-major, as libtorch reads it.
using Table = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A number per cell; what it is, the user says.
struct Cells {
    Table hidden;  ///< shape (rows, inverters)
    Table output;  ///< shape (rows, 2)
};

/// A stage's output over the current i it delivers, per element: level - resistance·i + curvature·i².
struct Stages {
    Table level_v;
    Table resistance_ohm;
    Table curvature_v_a2;
};

/// What a network is made of. Rows of both crossbars: the driven ones, then bias cells to ground, as many to the
/// supply.
struct NetworkParts {
    double supply_v = 0;
    int bias_cells = 0;
    int output_bias_cells = 0;
    std::vector<double> log_level;  ///< ln of the conductances [S] a cell can have, ascending
    Stages inverters;               ///< shape (curves, points): outputs at evenly spaced gates from 0 V to the supply
    double common = 0;              ///< weight of an error that both columns have alike
    double peak = 0;                ///< weight of the 16-norm of the error
};

/// One step's inputs, and the hardware they meet.
struct Batch {
    Stages rows;                      ///< behind the driven rows, shape (vectors, driven rows)
    Table aim_v;                      ///< of the output columns, shape (vectors, 2)
    Cells factor;                     ///< by which conductances are off
    std::vector<std::int64_t> curve;  ///< which of the curves an inverter has, shape (inverters)
    bool rounded = true;              ///< conductances go to the nearest level, and gradients pass as if they did not
};

/// Latent logarithms of conductances, and Adam's memory of them. To be used by the thread that made it.
class GradientNetwork {
public:
    virtual ~GradientNetwork() = default;
    /// Output columns [V], shape (vectors, 2), as solve() has them.
    [[nodiscard]] virtual Table columns_v(Batch const& batch) const = 0;
    /// Mean square of the difference's error, (common · the common part's)² added, and `peak` times the square of the
    /// 16-norm of the difference's error [mV²].
    [[nodiscard]] virtual double loss(Batch const& batch) const = 0;
    /// Of the loss, by the latents.
    [[nodiscard]] virtual Cells gradient(Batch const& batch) const = 0;
    /// A step of Adam; latents are kept within the levels' range.
    virtual void step(Batch const& batch, double rate) = 0;
    /// Latents: ln of conductances [S].
    [[nodiscard]] virtual Cells log_conductance() const = 0;
};

/// Loads libtorch at the first call. Throws InputError if this program has no training by gradients.
[[nodiscard]] std::unique_ptr<GradientNetwork> make_gradient_network(NetworkParts const& parts,
                                                                     Cells const& log_conductance);

}  // namespace cimchar::training
