// training/gradient_network.hpp by libtorch: the only file that knows it, a library of its own.
#include "training/gradient_network.hpp"

#include <torch/torch.h>
#include <algorithm>

// There if libtorch's BLAS is OpenBLAS, which has threads of its own.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int);

namespace cimchar::training {

namespace {

using torch::Tensor;

// Each round shrinks what is left by the loading, a few per cent; solve() goes to the end.
constexpr int rounds = 3;
constexpr double mv = 1e3;

Tensor tensor_of(Table const& table) {
    // from_blob does not write; it has no overload for constants.
    return torch::from_blob(const_cast<double*>(table.data()), {table.rows(), table.cols()}, torch::kFloat64).clone();
}

Table table_of(Tensor const& tensor) {
    auto const whole = tensor.detach().contiguous();
    return Eigen::Map<Table const>(whole.data_ptr<double>(), whole.size(0), whole.size(1));
}

/// A stage's output, its level, and how the output gives way.
struct Driven {
    Tensor level;
    Tensor resistance;
    Tensor curvature;
};

Driven driven_of(Stages const& stages) {
    return {tensor_of(stages.level_v), tensor_of(stages.resistance_ohm), tensor_of(stages.curvature_v_a2)};
}

/// Columns of a crossbar whose first rows `stages` drive; `g`: shape (rows, columns).
Tensor settle(Tensor const& g, Driven const& stages, std::int64_t bias_cells, double supply_v) {
    auto const driven = stages.level.size(1);
    auto const g_driven = g.narrow(0, 0, driven);
    auto const from_supply = supply_v * g.narrow(0, driven + bias_cells, bias_cells).sum(0);
    auto const per_total = g.sum(0).reciprocal();
    auto const row_total = g_driven.sum(1);
    auto const columns_of = [&](Tensor const& row) { return (row.mm(g_driven) + from_supply) * per_total; };
    auto row = stages.level;
    auto column = columns_of(row);
    for (int round = 0; round < rounds; ++round) {
        auto const current = row * row_total - column.mm(g_driven.t());
        row = stages.level + current * (stages.curvature * current - stages.resistance);
        column = columns_of(row);
    }
    return column;
}

class TorchNetwork final : public GradientNetwork {
public:
    TorchNetwork(NetworkParts parts, Cells const& start) : parts_(std::move(parts)) {
        torch::set_num_threads(1);  // sums in one order, whatever the machine; restarts are what runs at once
        if (openblas_set_num_threads != nullptr) openblas_set_num_threads(1);
        latents_ = {tensor_of(start.hidden).requires_grad_(), tensor_of(start.output).requires_grad_()};
        adam_ = std::make_unique<torch::optim::Adam>(latents_);
        levels_ = torch::tensor(parts_.log_level, torch::kFloat64);
        auto const n = levels_.size(0);
        middles_ = (levels_.narrow(0, 1, n - 1) + levels_.narrow(0, 0, n - 1)) / 2;
        // A row per point: level, resistance, curvature, and how they change to the next point.
        auto const inverters = driven_of(parts_.inverters);
        points_ = inverters.level.size(1);
        auto const table = torch::stack({inverters.level, inverters.resistance, inverters.curvature}, 2);
        auto const steps = table.narrow(1, 1, points_ - 1) - table.narrow(1, 0, points_ - 1);
        curves_ = torch::cat({table.narrow(1, 0, points_ - 1), steps}, 2).reshape({-1, 6}).contiguous();
    }

    [[nodiscard]] Table columns_v(Batch const& batch) const override {
        torch::NoGradGuard const no_gradients;
        return table_of(columns(batch));
    }
    [[nodiscard]] double loss(Batch const& batch) const override {
        torch::NoGradGuard const no_gradients;
        return loss_of(batch).item<double>();
    }
    [[nodiscard]] Cells gradient(Batch const& batch) const override {
        auto const by = torch::autograd::grad({loss_of(batch)}, latents_);
        return {table_of(by[0]), table_of(by[1])};
    }
    void step(Batch const& batch, double rate) override {
        for (auto& group : adam_->param_groups()) group.options().set_lr(rate);
        adam_->zero_grad();
        loss_of(batch).backward();
        adam_->step();
        torch::NoGradGuard const no_gradients;
        for (auto& latent : latents_) latent.clamp_(parts_.log_level.front(), parts_.log_level.back());
    }
    [[nodiscard]] Cells log_conductance() const override { return {table_of(latents_[0]), table_of(latents_[1])}; }

private:
    [[nodiscard]] Tensor conductance(Tensor const& latent, Table const& factor, bool rounded) const {
        auto log_g = latent;
        if (rounded) {
            auto const detached = latent.detach();
            log_g = latent + (levels_.index({torch::bucketize(detached, middles_)}) - detached);
        }
        return torch::exp(log_g) * tensor_of(factor);
    }

    /// Inverters under these gates, shape (vectors, inverters), each on its curve.
    [[nodiscard]] Driven inverters(Tensor const& gate, std::vector<std::int64_t> const& curve) const {
        auto const steps = points_ - 1;
        auto const at = (gate * (static_cast<double>(steps) / parts_.supply_v)).clamp(0, static_cast<double>(steps));
        auto const below = at.detach().floor().clamp_max(static_cast<double>(steps - 1));
        auto const row = below.to(torch::kInt64) + torch::tensor(curve, torch::kInt64) * steps;
        auto const point = curves_.index_select(0, row.flatten()).view({gate.size(0), gate.size(1), 6});
        auto const between = point.narrow(2, 0, 3) + (at - below).unsqueeze(2) * point.narrow(2, 3, 3);
        return {between.select(2, 0), between.select(2, 1), between.select(2, 2)};
    }

    [[nodiscard]] Tensor columns(Batch const& batch) const {
        auto const hidden = conductance(latents_[0], batch.factor.hidden, batch.rounded);
        auto const output = conductance(latents_[1], batch.factor.output, batch.rounded);
        auto const gate = settle(hidden, driven_of(batch.rows), parts_.bias_cells, parts_.supply_v);
        return settle(output, inverters(gate, batch.curve), parts_.output_bias_cells, parts_.supply_v);
    }

    [[nodiscard]] Tensor loss_of(Batch const& batch) const {
        auto const error = (columns(batch) - tensor_of(batch.aim_v)) * mv;
        auto const square = ((error.select(1, 0) - error.select(1, 1)) / 2).square();
        auto const common = ((error.select(1, 0) + error.select(1, 1)) / 2).square();
        auto loss = square.mean() + parts_.common * parts_.common * common.mean();
        if (parts_.peak > 0) {
            auto const largest = square.detach().max().clamp_min(1e-12);  // so that the 8th powers stay in range
            loss = loss + parts_.peak * largest * (square / largest).pow(8).mean().pow(1.0 / 8);
        }
        return loss;
    }

    NetworkParts parts_;
    std::vector<Tensor> latents_;
    std::unique_ptr<torch::optim::Adam> adam_;
    Tensor levels_;
    Tensor middles_;  ///< between the levels
    Tensor curves_;   ///< shape (curves · (points - 1), 6)
    std::int64_t points_ = 0;
};

}  // namespace

extern "C" __attribute__((visibility("default"))) GradientNetwork* cimchar_make_gradient_network(
    NetworkParts const& parts, Cells const& log_conductance) {
    return new TorchNetwork(parts, log_conductance);
}

}  // namespace cimchar::training
