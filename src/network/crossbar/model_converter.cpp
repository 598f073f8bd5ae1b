#include "network/crossbar/model_converter.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "model/evaluate.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::network {

namespace {

constexpr int per_lsb = 8;  // points of a curve: between them it is a line

std::size_t codes_of(int bits) {
    return std::size_t{1} << static_cast<unsigned>(bits);
}

/// Levels of `curve` over evenly spaced inputs 0 … codes - 1 [LSB], `low` and `high` being what codes 0 and the last
/// stand for.
std::vector<double> levels_of_curve(std::vector<double> const& curve, double low, double high, std::size_t codes) {
    std::vector<double> levels;
    double const step = 1.0 / per_lsb;
    auto const code_at = [&](std::size_t k) {
        return (curve[k] - low) / (high - low) * static_cast<double>(codes - 1);
    };
    double most = code_at(0);
    for (double next = 0.5; next < most && levels.size() + 1 < codes; next += 1) levels.push_back(-0.5);
    for (std::size_t k = 1; k < curve.size(); ++k) {
        double const here = code_at(k);
        while (levels.size() + 1 < codes && here > static_cast<double>(levels.size()) + 0.5) {
            double const want = static_cast<double>(levels.size()) + 0.5;
            // From the highest value so far to this one, as if the curve had waited there.
            double const share = here > most ? std::clamp((want - most) / (here - most), 0.0, 1.0) : 1;
            levels.push_back((static_cast<double>(k - 1) + share) * step);
        }
        most = std::max(most, here);
    }
    // Codes that the curve does not reach begin beyond the input's range.
    levels.resize(codes - 1, static_cast<double>(codes));
    return levels;
}

}  // namespace

ModelConverters converters_of(model::BehaviouralModel const& model, Condition const& condition, int bits,
                              std::uint64_t seed, std::uint64_t chip, std::size_t count) {
    auto const codes = codes_of(bits);
    bool const pipeline = model.pipeline.has_value();
    if (pipeline && model.pipeline->codes != codes)
        throw InputError(fmt::format("the model's converter has {} codes, but {} bits were asked for; make them agree",
                                     model.pipeline->codes, bits));
    if (chip > 0 && model.mismatch.samples.empty())
        throw InputError(
            fmt::format("the model of '{}' holds no chip-to-chip mismatch, so it has the nominal chip alone; "
                        "fit results with Monte Carlo, or ask for 0 chips",
                        model.block));
    std::vector<double> inputs;
    if (!pipeline)
        for (std::size_t k = 0; k <= (codes - 1) * per_lsb; ++k)
            inputs.push_back(std::lerp(model.domain.input.min, model.domain.input.max,
                                       static_cast<double>(k) / static_cast<double>((codes - 1) * per_lsb)));
    ModelConverters made;
    auto const outputs_of = [&](model::VirtualChip const* one) {
        auto got = model::evaluate(model, condition, pipeline ? model.points : inputs, one);
        made.outside += got.outside;
        if (one == nullptr && !pipeline) {
            double square = 0;
            for (double const sigma : got.noise) square += sigma * sigma;
            double const span = std::abs(got.output.back() - got.output.front());
            made.noise_lsb = std::sqrt(square) / (span / static_cast<double>(codes - 1));
            made.span_lsb = span / std::abs(got.lsb);
        }
        return pipeline ? model::levels_v(*model.pipeline, got.output) : std::move(got.output);
    };
    auto const nominal = outputs_of(nullptr);
    double const low = nominal.front();
    double const high = nominal.back();
    if (low == high)
        throw InputError(
            fmt::format("the nominal curve of '{}' ends where it begins, so it cannot convert; use a model of a "
                        "circuit whose output follows its input",
                        model.block));
    auto const quantizer_of = [&](std::vector<double> const& output) {
        if (!pipeline) return Quantizer(levels_of_curve(output, low, high, codes));
        std::vector<double> levels(output.size());
        std::transform(output.begin(), output.end(), levels.begin(), [&](double level) {
            return 0.5 + (level - low) / (high - low) * static_cast<double>(codes - 2);
        });
        return Quantizer(levels);
    };
    if (chip == 0) {
        made.converters.push_back(quantizer_of(nominal));
        return made;
    }
    auto const of_chip = stable_hash(fmt::format("{} chip {} converters", seed, chip));
    for (auto const& one : model::sample(model, of_chip, count))
        made.converters.push_back(quantizer_of(outputs_of(&one)));
    return made;
}

}  // namespace cimchar::network
