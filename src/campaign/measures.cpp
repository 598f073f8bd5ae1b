#include "campaign/measures.hpp"

#include "core/error.hpp"
#include "metrics/spectrum.hpp"
#include "metrics/transfer_linearity.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace cimchar::campaign {

namespace {
using circuits::MeasureInfo;
using circuits::Observation;
using circuits::Recipe;

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

template <typename Map>
auto const& entry(Map const& map, std::string const& name) {
    auto const found = map.find(name);
    CIMCHAR_EXPECT(found != map.end());  // a circuit observes every source its measures name
    return found->second;
}

/// Computes each curve's linearity and each record's spectrum once; nothing where it is undefined.
class Analyses {
public:
    explicit Analyses(Observation const& observation) : observation_(observation) {}

    metrics::TransferLinearity const* linearity(MeasureInfo const& measure) {
        auto const [place, is_new] = linearities_.try_emplace({measure.source, measure.lsb_source});
        if (is_new) {
            metrics::TransferOptions options;
            options.lsb = std::abs(entry(observation_.scalars, measure.lsb_source));
            auto const& curve = entry(observation_.curves, measure.source);
            place->second = defined([&] { return metrics::transfer_linearity(curve, options); });
        }
        return place->second ? &*place->second : nullptr;
    }

    metrics::Spectrum const* spectrum(MeasureInfo const& measure) {
        auto const [place, is_new] = spectra_.try_emplace(measure.source);
        if (is_new) {
            auto const& record = entry(observation_.records, measure.source);
            CIMCHAR_EXPECT(record.cycles > 0);
            metrics::SpectrumOptions options;
            options.fundamental_bin = static_cast<std::size_t>(record.cycles);
            place->second = defined([&] { return metrics::spectrum(record.samples, options); });
        }
        return place->second ? &*place->second : nullptr;
    }

private:
    /// metrics/ refuses what has no figure (a flat curve, no sine, a value that is not finite).
    template <typename Compute>
    static auto defined(Compute compute) -> std::optional<decltype(compute())> {
        try {
            return compute();
        } catch (InputError const&) {
            return std::nullopt;
        }
    }

    Observation const& observation_;
    std::map<std::pair<std::string, std::string>, std::optional<metrics::TransferLinearity>> linearities_;
    std::map<std::string, std::optional<metrics::Spectrum>> spectra_;
};

double value_of(MeasureInfo const& measure, Observation const& observation, Analyses& analyses) {
    auto const of_linearity = [&](double metrics::TransferLinearity::*figure) {
        auto const* const linearity = analyses.linearity(measure);
        return linearity == nullptr ? undefined : linearity->*figure;
    };
    auto const of_spectrum = [&](double metrics::Spectrum::*figure) {
        auto const* const spectrum = analyses.spectrum(measure);
        return spectrum == nullptr ? undefined : spectrum->*figure;
    };
    switch (measure.recipe) {
        case Recipe::scalar:
            if (measure.of_check && !observation.scalars.contains(measure.source)) return undefined;
            return entry(observation.scalars, measure.source);
        case Recipe::inl_min:
            return of_linearity(&metrics::TransferLinearity::inl_min_lsb);
        case Recipe::inl_max:
            return of_linearity(&metrics::TransferLinearity::inl_max_lsb);
        case Recipe::dnl_min:
            return of_linearity(&metrics::TransferLinearity::dnl_min_lsb);
        case Recipe::dnl_max:
            return of_linearity(&metrics::TransferLinearity::dnl_max_lsb);
        case Recipe::sndr_db:
            return of_spectrum(&metrics::Spectrum::sndr_db);
        case Recipe::sfdr_db:
            return of_spectrum(&metrics::Spectrum::sfdr_db);
        case Recipe::thd_db:
            return of_spectrum(&metrics::Spectrum::thd_db);
        case Recipe::enob_bit:
            return of_spectrum(&metrics::Spectrum::enob_bit);
    }
    CIMCHAR_EXPECT(false);
    return undefined;
}
}  // namespace

std::vector<double> evaluate(std::vector<MeasureInfo> const& measures, Observation const& observation) {
    Analyses analyses(observation);
    std::vector<double> values;
    values.reserve(measures.size());
    for (auto const& measure : measures) {
        double const value = value_of(measure, observation, analyses);
        values.push_back(std::isfinite(value) ? value : undefined);  // one NaN, whatever the arithmetic made
    }
    return values;
}

}  // namespace cimchar::campaign
