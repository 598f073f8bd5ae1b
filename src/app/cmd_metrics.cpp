// `cimchar metrics`: converter metrics of measured data, without a simulator.
#include "app/commands.hpp"
#include "app/json_number.hpp"
#include "app/option_checks.hpp"
#include "app/read_column.hpp"
#include "core/error.hpp"
#include "core/units.hpp"
#include "metrics/histogram.hpp"
#include "metrics/linearity.hpp"
#include "metrics/spectrum.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::app {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t most_samples = 1'000'000'000;

struct MetricsOptions {
    std::string file;
    int bits = 0;
    std::string fit = "terminal";
    std::string stimulus = "ramp";
    double first_transition_v = 0;
    double lsb_v = 0;
    double low_v = 0;
    double high_v = 0;
    std::size_t fundamental_bin = 0;
    int harmonics = 10;
    bool json = false;
};

void print_row(std::string_view name, std::string const& value) {
    fmt::print("{:<18}{}\n", name, value);
}

/// "-0.483 … 0.207 LSB (transitions 6, 4)": where the extremes are, counted from 1.
std::string extremes(std::vector<double> const& values, std::string_view place) {
    auto const [low, high] = std::minmax_element(values.begin(), values.end());
    if (*low == *high) return fmt::format("{:+.4f} LSB everywhere", *low);
    return fmt::format("{:+.4f} … {:+.4f} LSB ({} {} and {})", *low, *high, place, low - values.begin() + 1,
                       high - values.begin() + 1);
}

std::string missing(std::vector<int> const& codes) {
    if (codes.empty()) return "none";
    constexpr std::size_t shown = 16;
    std::vector<int> const first(codes.begin(),
                                 codes.begin() + static_cast<std::ptrdiff_t>(std::min(codes.size(), shown)));
    auto const text = fmt::format("{}", fmt::join(first, ", "));
    return codes.size() > shown ? fmt::format("{} … ({} in all)", text, codes.size()) : text;
}

/// `in_volts` false: the levels are known only relative to each other, so what is in volts is null.
void print_linearity(metrics::Linearity const& got, bool in_volts, bool json) {
    if (json) {
        auto const volts = [&](double value) { return in_volts ? ordered_json(value) : ordered_json(nullptr); };
        fmt::print("{}\n", ordered_json{{"gain", got.gain},
                                        {"offset_v", volts(got.offset_v)},
                                        {"lsb_v", volts(got.lsb_v)},
                                        {"inl_lsb", got.inl_lsb},
                                        {"dnl_lsb", got.dnl_lsb},
                                        {"inl_min_lsb", got.inl_min_lsb},
                                        {"inl_max_lsb", got.inl_max_lsb},
                                        {"dnl_min_lsb", got.dnl_min_lsb},
                                        {"dnl_max_lsb", got.dnl_max_lsb},
                                        {"missing_codes", got.missing_codes},
                                        {"monotonic", got.monotonic},
                                        {"convention", got.convention}}
                               .dump(2));
        return;
    }
    print_row("gain", fmt::format("{:.6g}", got.gain));
    if (in_volts) {
        print_row("offset", with_unit(got.offset_v, "V"));
        print_row("1 LSB", with_unit(got.lsb_v, "V"));
    }
    print_row("INL", extremes(got.inl_lsb, "transitions"));
    print_row("DNL", extremes(got.dnl_lsb, "codes"));
    print_row("missing codes", missing(got.missing_codes));
    print_row("monotonic", got.monotonic ? "yes" : "no");
    print_row("convention", got.convention);
}

void run_linearity(MetricsOptions const& options, bool ideal_given) {
    auto const levels_v = read_column(options.file);
    auto const expected = metrics::transition_count(options.bits);
    if (levels_v.size() != expected)
        throw InputError(
            fmt::format("'{}' holds {} transition levels, but {} bits have {} (2^N - 1, one between each "
                        "code and the next); add the missing levels, repeating the one before for a "
                        "missing code, or correct --bits",
                        options.file, levels_v.size(), options.bits, expected));
    metrics::LinearityOptions linearity_options{metrics::fit_from(options.fit), {}};
    if (ideal_given) linearity_options.ideal = metrics::IdealLine{options.first_transition_v, options.lsb_v};
    print_linearity(metrics::linearity(levels_v, linearity_options), true, options.json);
}

void run_histogram(MetricsOptions const& options, bool range_given) {
    auto const counts = read_column(options.file);
    auto const expected = metrics::transition_count(options.bits) + 1;
    if (counts.size() != expected)
        throw InputError(
            fmt::format("'{}' holds {} counts, but {} bits have {} codes (2^N, one count for each); add "
                        "0 for a code never seen, or correct --bits",
                        options.file, counts.size(), options.bits, expected));
    metrics::HistogramOptions histogram_options;
    histogram_options.stimulus = options.stimulus == "sine" ? metrics::Stimulus::sine : metrics::Stimulus::ramp;
    histogram_options.fit = metrics::fit_from(options.fit);
    if (range_given) histogram_options.range = metrics::StimulusRange{options.low_v, options.high_v};
    auto const got = metrics::histogram_linearity(counts, histogram_options);
    print_linearity(got.linearity, got.in_volts, options.json);
}

void require_codes(std::vector<double> const& samples, MetricsOptions const& options) {
    auto const [low, high] = std::minmax_element(samples.begin(), samples.end());
    auto const broken =
        std::find_if(samples.begin(), samples.end(), [](double value) { return value != std::round(value); });
    if (broken != samples.end())
        throw InputError(
            fmt::format("{:g} is not a code ('{}', value {}; --bits says that the samples are output codes, "
                        "whose range is the full scale); leave --bits out for samples in volts",
                        *broken, options.file, broken - samples.begin() + 1));
    double const codes = static_cast<double>(metrics::transition_count(options.bits)) + 1;
    if (*high - *low > codes - 1)
        throw InputError(
            fmt::format("codes run from {:g} to {:g}, but {} bits have {:g} ('{}'; the full scale would be "
                        "too small); correct --bits",
                        *low, *high, options.bits, codes, options.file));
}

void run_spectrum(MetricsOptions const& options, bool bits_given, bool bin_given) {
    auto const samples = read_column(options.file);
    metrics::SpectrumOptions spectrum_options;
    spectrum_options.harmonics = options.harmonics;
    if (bin_given) spectrum_options.fundamental_bin = options.fundamental_bin;
    if (bits_given) {
        require_codes(samples, options);
        spectrum_options.full_scale = std::ldexp(1.0, options.bits);
    }
    auto const got = metrics::spectrum(samples, spectrum_options);
    if (options.json) {
        auto harmonics = ordered_json::array();
        for (auto const& harmonic : got.harmonics)
            harmonics.push_back({{"order", harmonic.order},
                                 {"bin", harmonic.bin},
                                 {"level_dbc", number_or_null(harmonic.level_dbc)},
                                 {"collides", harmonic.collides}});
        fmt::print("{}\n", ordered_json{{"sndr_db", number_or_null(got.sndr_db)},
                                        {"sfdr_db", number_or_null(got.sfdr_db)},
                                        {"sfdr_bin", got.sfdr_bin},
                                        {"thd_db", number_or_null(got.thd_db)},
                                        {"enob_bit", number_or_null(got.enob_bit)},
                                        {"noise_floor_db", number_or_null(got.noise_floor_db)},
                                        {"fundamental_bin", got.fundamental_bin},
                                        {"window", metrics::to_string(got.window)},
                                        {"harmonics", harmonics},
                                        {"convention", got.convention}}
                               .dump(2));
        return;
    }
    print_row("fundamental", fmt::format("bin {} of {} samples", got.fundamental_bin, samples.size()));
    print_row("window", std::string(metrics::to_string(got.window)));
    print_row("SNDR", fmt::format("{:.3f} dB", got.sndr_db));
    print_row("SFDR", fmt::format("{:.3f} dB (bin {})", got.sfdr_db, got.sfdr_bin));
    print_row("THD", fmt::format("{:.3f} dB (H2 … H{})", got.thd_db, options.harmonics));
    print_row("ENOB", fmt::format("{:.4f} bit", got.enob_bit));
    print_row("noise floor", fmt::format("{:.2f} dBc per bin", got.noise_floor_db));
    for (auto const& harmonic : got.harmonics) {
        auto const level =
            std::isfinite(harmonic.level_dbc) ? fmt::format("{:.2f} dBc", harmonic.level_dbc) : "no power";
        print_row(fmt::format("H{}", harmonic.order),
                  fmt::format("{} (bin {}{})", level, harmonic.bin,
                              harmonic.collides ? ", shared: not this harmonic alone" : ""));
    }
    print_row("convention", got.convention);
}

CLI::App* add_verb(CLI::App& metrics, std::string const& name, std::string const& help, std::string const& content,
                   std::shared_ptr<MetricsOptions> const& options) {
    auto* const verb = metrics.add_subcommand(name, help);
    verb->add_option("FILE", options->file, content)->required()->type_name("");
    verb->add_flag("--json", options->json, "Print JSON and nothing else");
    return verb;
}

void add_linearity(CLI::App& metrics) {
    auto const options = std::make_shared<MetricsOptions>();
    auto* const verb =
        add_verb(metrics, "linearity", "INL and DNL of a converter from its transition levels",
                 "Transition levels in volts, one per line: the input at which code 1, 2, … begins", options);
    verb->add_option("--bits", options->bits, "Resolution; the file holds 2^N - 1 levels")
        ->required()
        ->check(CLI::Range(2, 24))
        ->type_name("N");
    verb->add_option("--fit", options->fit, "Line that INL is measured from")
        ->check(CLI::IsMember({"terminal", "independent", "minimax", "absolute"}))
        ->capture_default_str();
    auto* const first = verb->add_option("--first-transition", options->first_transition_v,
                                         "Ideal first level; without it the levels' own first and last are ideal")
                            ->check(finite())
                            ->type_name("V");
    auto* const lsb =
        verb->add_option("--lsb", options->lsb_v, "Ideal LSB, full-scale range / 2^N")->check(finite())->type_name("V");
    first->needs(lsb);
    lsb->needs(first);
    verb->footer(
        "INL is positive where a transition comes early (IEEE 1241).\n"
        "A repeated level is a missing code; a level below the one before makes monotonic false.\n\n"
        "Example:\n"
        "  cimchar metrics linearity levels.csv --bits 3 --first-transition 0.5 --lsb 1 --json");
    verb->callback([options, first] { run_linearity(*options, first->count() > 0); });
}

void add_histogram(CLI::App& metrics) {
    auto const options = std::make_shared<MetricsOptions>();
    auto* const verb = add_verb(metrics, "histogram", "INL and DNL of a converter from how often each code was seen",
                                "Counts of code 0, 1, …, one per line", options);
    verb->add_option("--bits", options->bits, "Resolution; the file holds 2^N counts")
        ->required()
        ->check(CLI::Range(2, 24))
        ->type_name("N");
    verb->add_option("--stimulus", options->stimulus, "What was applied; it must overdrive both ends")
        ->check(CLI::IsMember({"ramp", "sine"}))
        ->capture_default_str();
    verb->add_option("--fit", options->fit, "Line that INL is measured from")
        ->check(CLI::IsMember({"terminal", "independent", "minimax"}))
        ->capture_default_str();
    auto* const low = verb->add_option("--low", options->low_v, "Start of the ramp, or lowest point of the sine")
                          ->check(finite())
                          ->type_name("V");
    auto* const high = verb->add_option("--high", options->high_v, "End of the ramp, or highest point of the sine")
                           ->check(finite())
                           ->type_name("V");
    low->needs(high);
    high->needs(low);
    verb->footer(
        "DNL and INL in LSB need neither --low nor --high; without them offset_v and lsb_v are null.\n"
        "A sine is sampled coherently, M samples over J periods without a common factor, M >= pi 2^N.\n\n"
        "Example:\n"
        "  cimchar metrics histogram counts.csv --bits 4 --stimulus ramp --json");
    verb->callback([options, low] { run_histogram(*options, low->count() > 0); });
}

void add_spectrum(CLI::App& metrics) {
    auto const options = std::make_shared<MetricsOptions>();
    auto* const verb = add_verb(metrics, "spectrum", "SNDR, SFDR, THD and effective bits of a sampled sine",
                                "Equally spaced samples, one per line: output codes or volts", options);
    auto* const bits = verb->add_option("--bits", options->bits,
                                        "The samples are codes of N bits: ENOB is that of the full scale, 2^N codes. "
                                        "Without it ENOB is quoted from SNDR at the amplitude of the samples")
                           ->check(CLI::Range(1, 24))
                           ->type_name("N");
    auto* const bin = verb->add_option("--fundamental-bin", options->fundamental_bin,
                                       "Whole periods in the record, folded below half the sample rate: the record is "
                                       "coherent. Without it the largest line is taken, and coherence is found out")
                          ->check(whole(1, most_samples))
                          ->type_name("J");
    verb->add_option("--harmonics", options->harmonics, "Highest harmonic in THD")
        ->check(CLI::Range(2, 1000))
        ->capture_default_str()
        ->type_name("H");
    verb->footer(
        "A coherent record gets the rectangular window, any other 4-term Blackman-Harris.\n"
        "Harmonics are folded; one that shares its bin is flagged. SFDR includes harmonics, DC is left out.\n\n"
        "Example:\n"
        "  cimchar metrics spectrum codes.csv --bits 8 --fundamental-bin 1021 --json");
    verb->callback([options, bits, bin] { run_spectrum(*options, bits->count() > 0, bin->count() > 0); });
}

}  // namespace

void add_metrics_command(CLI::App& app) {
    auto* const metrics = app.add_subcommand("metrics", "Converter metrics of measured data");
    metrics->require_subcommand(1);
    metrics->footer("Example:\n  cimchar metrics linearity levels.csv --bits 8 --json");
    add_linearity(*metrics);
    add_histogram(*metrics);
    add_spectrum(*metrics);
}

}  // namespace cimchar::app
