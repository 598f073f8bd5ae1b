#include "circuits/neural/weights_text.hpp"

#include "circuits/neural/adc_weights.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <cmath>
#include <map>
#include <sstream>

namespace cimchar::circuits::neural {

namespace {

constexpr std::string_view title = "nn_shift_add weights 2";
constexpr std::string_view title_without_order = "nn_shift_add weights 1";
constexpr std::string_view adc_title = "nn_adc weights 1";

void add_crossbar(std::string& text, char const* name, Crossbar const& crossbar) {
    text += fmt::format("{} {} {}\n", name, crossbar.rows, crossbar.columns);
    for (std::size_t row = 0; row < crossbar.rows; ++row) {
        for (std::size_t column = 0; column < crossbar.columns; ++column)
            text += fmt::format("{}{}", column == 0 ? "" : " ", crossbar.at(row, column));
        text += '\n';
    }
}

/// Lines of a text one by one, and what to say of the current one.
class Lines {
public:
    explicit Lines(std::string_view text) : stream_(std::string(text)) {}
    std::istringstream next() {
        std::string line;
        ++number_;
        if (!std::getline(stream_, line)) refuse("it ends too early");
        return std::istringstream(line);
    }
    [[noreturn]] void refuse(std::string_view problem) const {
        throw InputError(
            fmt::format("these are no weights ({}, line {}); make them with 'cimchar train FILE'", problem, number_));
    }
    void expect_title(std::string_view wanted) {
        if (next().str() != wanted) refuse(fmt::format("the first line is not '{}'", wanted));
    }
    /// Whether the text begins with that; does not go on to the next.
    [[nodiscard]] bool begins_with(std::string_view wanted) const { return stream_.str().starts_with(wanted); }
    /// The number of a line "name number".
    template <class T>
    T named(std::string_view name) {
        auto line = next();
        if (value<std::string>(line) != name) refuse(fmt::format("no {}", name));
        return value<T>(line);
    }
    template <class T>
    T value(std::istringstream& line) const {
        T v{};
        if (!(line >> v)) refuse("a number is missing");
        return v;
    }

private:
    std::istringstream stream_;
    int number_ = 0;
};

Crossbar read_crossbar(Lines& lines, std::string const& name) {
    auto line = lines.next();
    if (lines.value<std::string>(line) != name) lines.refuse("no " + name);
    constexpr std::size_t most = 100'000;
    Crossbar crossbar;
    crossbar.rows = lines.value<std::size_t>(line);
    crossbar.columns = lines.value<std::size_t>(line);
    if (crossbar.rows > most || crossbar.columns > most) lines.refuse("too large");
    for (std::size_t row = 0; row < crossbar.rows; ++row) {
        line = lines.next();
        for (std::size_t column = 0; column < crossbar.columns; ++column)
            crossbar.level.push_back(lines.value<int>(line));
    }
    return crossbar;
}

}  // namespace

std::string_view to_string(FirstSlice first) {
    return first == FirstSlice::lowest ? "lowest" : "highest";
}

std::optional<FirstSlice> first_slice_from(std::string_view word) {
    for (auto const first : {FirstSlice::lowest, FirstSlice::highest})
        if (to_string(first) == word) return first;
    return std::nullopt;
}

std::vector<NamedNumber> numbers_of(Weights& w) {
    return {{"supply_v", &w.supply_v},
            {"full_scale_v", &w.full_scale_v},
            {"pedestal_v", &w.pedestal_v},
            {"inverter_n_w_m", &w.sizes.inverter_n_w_m},
            {"inverter_p_w_m", &w.sizes.inverter_p_w_m},
            {"follower_p_w_m", &w.sizes.follower_p_w_m},
            {"follower_n_w_m", &w.sizes.follower_n_w_m},
            {"inverter_l_m", &w.sizes.inverter_l_m},
            {"l_m", &w.sizes.l_m},
            {"mirror_l_m", &w.sizes.mirror_l_m},
            {"bias_a", &w.sizes.bias_a}};
}

std::vector<NamedCount> counts_of(Weights& w) {
    return {{"bias_cells", &w.bias_cells}, {"output_bias_cells", &w.output_bias_cells}};
}

namespace {

/// A network's numbers, levels and crossbars.
std::string body(Weights w) {
    std::string text;
    for (auto const& [name, value] : counts_of(w)) text += fmt::format("{} {}\n", name, *value);
    for (auto const& [name, value] : numbers_of(w)) text += fmt::format("{} {}\n", name, *value);
    text += fmt::format("level_s {}", w.level_s.size());
    for (double const g : w.level_s) text += fmt::format(" {}", g);
    text += '\n';
    add_crossbar(text, "hidden", w.hidden);
    add_crossbar(text, "output", w.output);
    return text;
}

Weights read_body(Lines& lines) {
    Weights w;
    for (auto const& [name, value] : counts_of(w)) *value = lines.named<int>(name);
    for (auto const& [name, value] : numbers_of(w)) *value = lines.named<double>(name);
    auto line = lines.next();
    if (lines.value<std::string>(line) != "level_s") lines.refuse("no level_s");
    for (auto n = lines.value<std::size_t>(line); n > 0; --n) w.level_s.push_back(lines.value<double>(line));
    w.hidden = read_crossbar(lines, "hidden");
    w.output = read_crossbar(lines, "output");
    return w;
}

std::string misfit(Crossbar const& crossbar, std::size_t levels) {
    if (crossbar.level.size() != crossbar.rows * crossbar.columns) return "a crossbar is not complete";
    for (int const level : crossbar.level)
        if (level < 0 || level >= static_cast<int>(levels)) return "a cell has a level that does not exist";
    return {};
}

}  // namespace

std::string misfit(Weights const& weights, std::size_t rows) {
    auto w = weights;
    for (auto const& [name, value] : counts_of(w))
        if (*value < 0) return fmt::format("{} is negative", name);
    for (auto const& [name, value] : numbers_of(w))
        if (!(*value > 0) || !std::isfinite(*value)) return fmt::format("{} is not above zero", name);
    for (double const g : w.level_s)
        if (!(g > 0) || !std::isfinite(g)) return "a level is not above zero";
    if (w.hidden.rows != rows + 2 * static_cast<std::size_t>(w.bias_cells) || w.output.columns != 2 ||
        w.hidden.columns == 0 || w.output.rows != w.hidden.columns + 2 * static_cast<std::size_t>(w.output_bias_cells))
        return "its crossbars do not fit each other";
    for (auto const* const crossbar : {&w.hidden, &w.output})
        if (auto what = misfit(*crossbar, w.level_s.size()); !what.empty()) return what;
    return {};
}

std::string misfit(Weights const& w) {
    if (w.dac_bits != 1 && w.dac_bits != 2 && w.dac_bits != 4) return "dac_bits is not 1, 2 or 4";
    return misfit(w, shift_add_rows);
}

std::string misfit(AdcWeights const& w) {
    for (double const v : {w.range_v, w.middle_v, w.swing, w.held_gain})
        if (!(v > 0) || !std::isfinite(v)) return "range_v, middle_v, swing or held_gain is not above zero";
    if (w.stages.size() != adc_stages) return fmt::format("it has {} stages, not {}", w.stages.size(), adc_stages);
    auto const alike = [&](Crossbar const& crossbar, Crossbar const& wanted) -> std::string {
        if (crossbar.columns != wanted.columns || crossbar.rows != wanted.rows)
            return "its comparators or decisions do not fit";
        return misfit(crossbar, w.stages[0].residue.level_s.size());
    };
    for (auto const& stage : w.stages) {
        if (auto what = misfit(stage.residue, adc_rows); !what.empty()) return what;
        if (stage.residue.level_s != w.stages[0].residue.level_s) return "its stages have different levels";
        if (auto what = alike(stage.comparators, make_comparators(adc_comparators)); !what.empty()) return what;
        if (auto what = alike(stage.dac, make_dac()); !what.empty()) return what;
    }
    return alike(w.flash, make_comparators(adc_flash));
}

std::string to_text(Weights const& w) {
    return fmt::format("{}\ndac_bits {}\nfirst_slice {}\n", title, w.dac_bits, to_string(w.first_slice)) + body(w);
}

std::string to_text(AdcWeights const& w) {
    auto text = fmt::format("{}\nrange_v {}\nmiddle_v {}\nswing {}\nheld_gain {}\nstages {}\n", adc_title, w.range_v,
                            w.middle_v, w.swing, w.held_gain, w.stages.size());
    for (auto const& stage : w.stages) {
        text += body(stage.residue);
        add_crossbar(text, "comparators", stage.comparators);
        add_crossbar(text, "dac", stage.dac);
    }
    add_crossbar(text, "flash", w.flash);
    return text;
}

Weights from_text(std::string_view text) {
    Lines lines(text);
    bool const has_order = !lines.begins_with(title_without_order);
    lines.expect_title(has_order ? title : title_without_order);
    int const dac_bits = lines.named<int>("dac_bits");
    auto const first_slice = has_order ? first_slice_from(lines.named<std::string>("first_slice")) : FirstSlice::lowest;
    if (!first_slice) lines.refuse("first_slice is not lowest or highest");
    auto w = read_body(lines);
    w.dac_bits = dac_bits;
    w.first_slice = *first_slice;
    if (auto const what = misfit(w); !what.empty()) lines.refuse(what);
    return w;
}

AdcWeights adc_from_text(std::string_view text) {
    Lines lines(text);
    lines.expect_title(adc_title);
    AdcWeights w;
    w.range_v = lines.named<double>("range_v");
    w.middle_v = lines.named<double>("middle_v");
    w.swing = lines.named<double>("swing");
    w.held_gain = lines.named<double>("held_gain");
    constexpr std::size_t most = 100;
    auto const stages = lines.named<std::size_t>("stages");
    if (stages > most) lines.refuse("too many stages");
    for (std::size_t k = 0; k < stages; ++k) {
        AdcStage stage;
        stage.residue = read_body(lines);
        stage.comparators = read_crossbar(lines, "comparators");
        stage.dac = read_crossbar(lines, "dac");
        w.stages.push_back(std::move(stage));
    }
    w.flash = read_crossbar(lines, "flash");
    if (auto const what = misfit(w); !what.empty()) lines.refuse(what);
    return w;
}

}  // namespace cimchar::circuits::neural
