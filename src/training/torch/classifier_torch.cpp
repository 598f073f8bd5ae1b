// training/classifier.hpp by libtorch.
#include "training/classifier.hpp"

#include <torch/torch.h>
#include <algorithm>
#include <cmath>
#include <numbers>

// There if libtorch's BLAS is OpenBLAS, which has threads of its own.
extern "C" __attribute__((weak)) void openblas_set_num_threads(int);

namespace cimchar::training {

namespace {

namespace nn = network;
using torch::Tensor;

/// Rounds, and passes gradients as if it did not.
Tensor straight_through(Tensor const& x) {
    return x + (x.round() - x).detach();
}

/// x as a multiple of `step` within low … high steps; LSQ's gradients for both, the step's scaled by 1/√(n·high).
Tensor quantized(Tensor const& x, Tensor const& step, double low, double high) {
    auto const scale = 1 / std::sqrt(static_cast<double>(x.numel()) * high);
    auto const s = step * scale + (step - step * scale).detach();
    return straight_through((x / s).clamp(low, high)) * s;
}

Tensor tensor_of(std::vector<float> const& values) {
    return torch::from_blob(const_cast<float*>(values.data()), {static_cast<std::int64_t>(values.size())}).clone();
}

std::vector<float> values_of(Tensor const& tensor) {
    auto const whole = tensor.detach().contiguous();
    return {whole.data_ptr<float>(), whole.data_ptr<float>() + whole.numel()};
}

/// A layer's tensors; undefined where it has none.
struct Parts {
    Tensor weight, bias;
    Tensor scale, shift, mean, variance;
    Tensor weight_step, input_step;
};

struct Model {
    nn::Network network;
    std::vector<Parts> parts;
    bool quantizing = false;
    double noise = 0;  ///< σ over the largest activation

    explicit Model(nn::Network const& start) : network(start), parts(start.layers.size()) {}

    [[nodiscard]] nn::Affine* affine(std::size_t k) {
        if (auto* const convolution = std::get_if<nn::Convolution>(&network.layers[k])) return &convolution->affine;
        if (auto* const connected = std::get_if<nn::FullyConnected>(&network.layers[k])) return &connected->affine;
        return nullptr;
    }
    void draw_weights();
    void load_weights();
    void store_weights();
    void begin_quantization(ClassifierOptions const& options, Tensor const& images);
    [[nodiscard]] std::vector<Tensor> trainable() const;
    Tensor forward(Tensor x, bool training, std::vector<Tensor>* inputs = nullptr);
};

/// Uniform with a variance of 2/inputs (He et al., 2015); biases 0.
void Model::draw_weights() {
    for (std::size_t k = 0; k < parts.size(); ++k) {
        if (auto* const a = affine(k)) {
            auto const bound = std::sqrt(6.0 / static_cast<double>(a->weights.cols()));
            parts[k].weight = torch::empty({a->weights.rows(), a->weights.cols()}).uniform_(-bound, bound);
            parts[k].bias = torch::zeros({a->weights.rows()});
        } else if (auto* const norm = std::get_if<nn::BatchNorm>(&network.layers[k])) {
            auto const n = static_cast<std::int64_t>(norm->scale.size());
            parts[k] = {{}, {}, torch::ones({n}), torch::zeros({n}), torch::zeros({n}), torch::ones({n}), {}, {}};
        }
    }
}

void Model::load_weights() {
    parts.assign(network.layers.size(), {});
    for (std::size_t k = 0; k < parts.size(); ++k)
        if (auto* const a = affine(k)) {
            parts[k].weight = torch::from_blob(a->weights.data(), {a->weights.rows(), a->weights.cols()}).clone();
            parts[k].bias = tensor_of(a->bias);
        }
}

void Model::store_weights() {
    for (std::size_t k = 0; k < parts.size(); ++k) {
        if (auto* const a = affine(k)) {
            auto const w = parts[k].weight.detach().contiguous();
            a->weights = Eigen::Map<nn::Matrix const>(w.data_ptr<float>(), w.size(0), w.size(1));
            a->bias = values_of(parts[k].bias);
            if (quantizing) {
                a->quantization->weight_step = parts[k].weight_step.item<float>();
                a->quantization->input_step = parts[k].input_step.item<float>();
            }
        } else if (auto* const norm = std::get_if<nn::BatchNorm>(&network.layers[k])) {
            norm->scale = values_of(parts[k].scale);
            norm->shift = values_of(parts[k].shift);
            norm->mean = values_of(parts[k].mean);
            norm->variance = values_of(parts[k].variance);
        }
    }
}

/// Steps to begin with: 2·mean|x|/√(largest integer), of weights and of the activations of some images.
void Model::begin_quantization(ClassifierOptions const& options, Tensor const& images) {
    std::vector<Tensor> inputs;
    {
        torch::NoGradGuard const no_gradients;
        (void)forward(images, false, &inputs);
    }
    bool first = true;
    for (std::size_t k = 0; k < parts.size(); ++k)
        if (auto* const a = affine(k)) {
            a->quantization =
                nn::Quantization{options.weight_bits, 1, first ? options.first_input_bits : options.input_bits, 1};
            double const most_weight = std::ldexp(1.0, options.weight_bits - 1) - 1;
            double const most_input = std::ldexp(1.0, a->quantization->input_bits) - 1;
            parts[k].weight_step = 2 * parts[k].weight.abs().mean() / std::sqrt(most_weight);
            parts[k].input_step = first ? torch::tensor(static_cast<float>(1 / most_input))
                                        : 2 * inputs[k].abs().mean() / std::sqrt(most_input);
            first = false;
        }
    quantizing = true;
}

std::vector<Tensor> Model::trainable() const {
    std::vector<Tensor> all;
    bool first = true;
    for (auto const& p : parts) {
        for (auto const& one : {p.weight, p.bias, p.scale, p.shift, p.weight_step})
            if (one.defined()) all.push_back(one);
        if (!p.input_step.defined()) continue;
        if (!first) all.push_back(p.input_step);  // the first one's is that of the pixels
        first = false;
    }
    return all;
}

Tensor Model::forward(Tensor x, bool training, std::vector<Tensor>* inputs) {
    for (std::size_t k = 0; k < parts.size(); ++k) {
        auto const& p = parts[k];
        if (inputs != nullptr) inputs->push_back(x);
        auto const& layer = network.layers[k];
        if (auto* const a = affine(k)) {
            auto weight = p.weight;
            if (quantizing) {
                auto const& q = *a->quantization;
                auto const half = std::ldexp(1.0, q.weight_bits - 1);
                weight = quantized(weight, p.weight_step, -half, half - 1);
                x = quantized(x, p.input_step, 0, std::ldexp(1.0, q.input_bits) - 1);
            }
            if (auto const* const c = std::get_if<nn::Convolution>(&layer)) {
                auto const kernel = weight.view({weight.size(0), x.size(1), static_cast<std::int64_t>(c->kernel_height),
                                                 static_cast<std::int64_t>(c->kernel_width)});
                x = torch::conv2d(x, kernel, p.bias, static_cast<std::int64_t>(c->stride),
                                  static_cast<std::int64_t>(c->padding));
            } else {
                x = torch::linear(x.flatten(1), weight, p.bias);
            }
            if (quantizing && training && noise > 0) x = x + noise * x.detach().abs().max() * torch::randn_like(x);
        } else if (auto const* const pool = std::get_if<nn::Pool>(&layer)) {
            auto const size = static_cast<std::int64_t>(pool->size);
            auto const stride = static_cast<std::int64_t>(pool->stride);
            x = pool->kind == nn::Pool::Kind::maximum ? torch::max_pool2d(x, size, stride)
                                                      : torch::avg_pool2d(x, size, stride);
        } else if (auto const* const norm = std::get_if<nn::BatchNorm>(&layer)) {
            x = torch::batch_norm(x, p.scale, p.shift, p.mean, p.variance, training, 0.1,
                                  static_cast<double>(norm->epsilon), false);
        } else {
            x = torch::relu(x);
        }
    }
    return x;
}

/// Every image moved by up to `most` pixels either way; zeros come in.
Tensor shifted(Tensor const& images, std::int64_t most) {
    if (most == 0) return images;
    auto const padded = torch::constant_pad_nd(images, {most, most, most, most});
    auto const moves = torch::randint(2 * most + 1, {images.size(0), 2}, torch::kInt64);
    auto const by = moves.accessor<std::int64_t, 2>();
    auto moved = torch::empty_like(images);
    for (std::int64_t k = 0; k < images.size(0); ++k)
        moved[k] = padded[k].narrow(1, by[k][0], images.size(2)).narrow(2, by[k][1], images.size(3));
    return moved;
}

class Training {
public:
    Training(LabelledImages const& images, ClassifierOptions const& options, ClassifierWatch const& watch)
        : options_(options), watch_(watch), epochs_(options.epochs + options.quantized_epochs) {
        auto const n = static_cast<std::int64_t>(images.labels.size());
        auto const& s = images.shape;
        pixels_ = torch::from_blob(const_cast<std::uint8_t*>(images.pixels.data()),
                                   {n, static_cast<std::int64_t>(s.channels), static_cast<std::int64_t>(s.height),
                                    static_cast<std::int64_t>(s.width)},
                                   torch::kUInt8);
        labels_ =
            torch::from_blob(const_cast<std::uint8_t*>(images.labels.data()), {n}, torch::kUInt8).to(torch::kInt64);
    }

    [[nodiscard]] Tensor some_images() const {
        return scaled(pixels_.narrow(0, 0, std::min<std::int64_t>(1024, pixels_.size(0))));
    }

    /// False if the watch ended it.
    bool run(Model& model, int epochs, double rate) {
        auto parameters = model.trainable();
        for (auto& one : parameters) one = one.detach().requires_grad_();
        put(model, parameters);
        torch::optim::Adam adam(parameters, torch::optim::AdamOptions(rate));
        auto const n = pixels_.size(0);
        auto const batch = std::min<std::int64_t>(options_.batch, n);
        auto const steps = n / batch;
        for (int epoch = 0; epoch < epochs; ++epoch, ++done_) {
            auto const order = torch::randperm(n, torch::kInt64);
            double loss_sum = 0;
            for (std::int64_t step = 0; step < steps; ++step) {
                double const share = (epoch + static_cast<double>(step) / static_cast<double>(steps)) / epochs;
                for (auto& group : adam.param_groups())
                    group.options().set_lr(rate * (1 + std::cos(std::numbers::pi * share)) / 2);
                auto const which = order.narrow(0, step * batch, batch);
                auto const output =
                    model.forward(shifted(scaled(pixels_.index_select(0, which)), options_.shift_pixels), true);
                auto const loss = torch::nn::functional::cross_entropy(
                    output, labels_.index_select(0, which),
                    torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(options_.smoothing));
                adam.zero_grad();
                loss.backward();
                adam.step();
                keep_steps_positive(model);
                loss_sum += loss.item<double>();
                if (step % 20 != 19) continue;
                if (!watch_({done_ + 1, (done_ + static_cast<double>(step + 1) / static_cast<double>(steps)) / epochs_,
                             loss_sum / static_cast<double>(step + 1)}))
                    return false;
            }
        }
        return true;
    }

private:
    static Tensor scaled(Tensor const& pixels) { return pixels.to(torch::kFloat32) / 255; }
    /// The tensors that are trained take the places of those they were made from, in the order of trainable().
    static void put(Model& model, std::vector<Tensor> const& parameters) {
        std::size_t next = 0;
        bool first = true;
        for (auto& p : model.parts) {
            for (auto* const one : {&p.weight, &p.bias, &p.scale, &p.shift, &p.weight_step})
                if (one->defined()) *one = parameters[next++];
            if (!p.input_step.defined()) continue;
            if (!first) p.input_step = parameters[next++];
            first = false;
        }
    }
    static void keep_steps_positive(Model& model) {
        torch::NoGradGuard const no_gradients;
        for (auto& p : model.parts)
            for (auto* const step : {&p.weight_step, &p.input_step})
                if (step->defined() && step->requires_grad()) step->clamp_min_(1e-6);
    }

    ClassifierOptions const& options_;
    ClassifierWatch const& watch_;
    int epochs_;
    int done_ = 0;
    Tensor pixels_, labels_;
};

}  // namespace

/// A network without layers where the watch ended it.
extern "C" __attribute__((visibility("default"))) void cimchar_train_classifier(
    nn::Network const& start, LabelledImages const& images, ClassifierOptions const& options,
    ClassifierWatch const& watch, nn::Network (*fold)(nn::Network), nn::Network& trained) {
    torch::set_num_threads(1);  // sums in one order, whatever the machine
    if (openblas_set_num_threads != nullptr) openblas_set_num_threads(1);
    torch::manual_seed(options.seed);
    trained = {};
    Training training(images, options, watch);
    Model model(start);
    model.draw_weights();
    if (!training.run(model, options.epochs, options.rate)) return;
    model.store_weights();
    if (options.quantized_epochs > 0) {
        model.network = fold(std::move(model.network));
        model.load_weights();
        model.begin_quantization(options, training.some_images());
        model.noise = options.noise_db > 0 ? std::pow(10.0, -options.noise_db / 20) : 0;
        if (!training.run(model, options.quantized_epochs, options.quantized_rate)) return;
        model.store_weights();
    }
    trained = std::move(model.network);
}

}  // namespace cimchar::training
