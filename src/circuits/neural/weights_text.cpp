#include "circuits/neural/weights_text.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <cmath>
#include <map>
#include <sstream>

namespace cimchar::circuits::neural {

namespace {

constexpr std::string_view title = "nn_shift_add weights 1";

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

std::vector<NamedNumber> numbers_of(Weights& w) {
    return {{"supply_v", &w.supply_v},
            {"full_scale_v", &w.full_scale_v},
            {"pedestal_v", &w.pedestal_v},
            {"inverter_n_w_m", &w.sizes.inverter_n_w_m},
            {"inverter_p_w_m", &w.sizes.inverter_p_w_m},
            {"follower_p_w_m", &w.sizes.follower_p_w_m},
            {"follower_n_w_m", &w.sizes.follower_n_w_m},
            {"l_m", &w.sizes.l_m},
            {"mirror_l_m", &w.sizes.mirror_l_m},
            {"bias_a", &w.sizes.bias_a}};
}

std::vector<NamedCount> counts_of(Weights& w) {
    return {{"dac_bits", &w.dac_bits}, {"bias_cells", &w.bias_cells}, {"output_bias_cells", &w.output_bias_cells}};
}

std::string misfit(Weights const& weights) {
    auto w = weights;
    if (w.dac_bits != 1 && w.dac_bits != 2 && w.dac_bits != 4) return "dac_bits is not 1, 2 or 4";
    for (auto const& [name, value] : counts_of(w))
        if (*value < 0) return fmt::format("{} is negative", name);
    for (auto const& [name, value] : numbers_of(w))
        if (!(*value > 0) || !std::isfinite(*value)) return fmt::format("{} is not above zero", name);
    for (double const g : w.level_s)
        if (!(g > 0) || !std::isfinite(g)) return "a level is not above zero";
    if (w.hidden.rows != 2 * (inputs + static_cast<std::size_t>(w.bias_cells)) || w.output.columns != 2 ||
        w.hidden.columns == 0 || w.output.rows != w.hidden.columns + 2 * static_cast<std::size_t>(w.output_bias_cells))
        return "its crossbars do not fit each other";
    for (auto const* const crossbar : {&w.hidden, &w.output}) {
        if (crossbar->level.size() != crossbar->rows * crossbar->columns) return "a crossbar is not complete";
        for (int const level : crossbar->level)
            if (level < 0 || level >= static_cast<int>(w.level_s.size()))
                return "a cell has a level that does not exist";
    }
    return {};
}

std::string to_text(Weights const& weights) {
    auto w = weights;
    auto text = fmt::format("{}\n", title);
    for (auto const& [name, value] : counts_of(w)) text += fmt::format("{} {}\n", name, *value);
    for (auto const& [name, value] : numbers_of(w)) text += fmt::format("{} {}\n", name, *value);
    text += fmt::format("level_s {}", w.level_s.size());
    for (double const g : w.level_s) text += fmt::format(" {}", g);
    text += '\n';
    add_crossbar(text, "hidden", w.hidden);
    add_crossbar(text, "output", w.output);
    return text;
}

Weights from_text(std::string_view text) {
    Lines lines(text);
    if (lines.next().str() != title) lines.refuse(fmt::format("the first line is not '{}'", title));
    Weights w;
    auto const read = [&](auto const& named) {
        for (auto const& [name, value] : named) {
            auto line = lines.next();
            if (lines.value<std::string>(line) != name) lines.refuse(fmt::format("no {}", name));
            *value = lines.value<std::remove_pointer_t<std::decay_t<decltype(value)>>>(line);
        }
    };
    read(counts_of(w));
    read(numbers_of(w));
    auto line = lines.next();
    if (lines.value<std::string>(line) != "level_s") lines.refuse("no level_s");
    for (auto n = lines.value<std::size_t>(line); n > 0; --n) w.level_s.push_back(lines.value<double>(line));
    w.hidden = read_crossbar(lines, "hidden");
    w.output = read_crossbar(lines, "output");
    if (auto const what = misfit(w); !what.empty()) lines.refuse(what);
    return w;
}

}  // namespace cimchar::circuits::neural
