#include "network/system/layer_table.hpp"

#include "core/error.hpp"
#include "core/nearest.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>

namespace cimchar::network::system {

namespace {

constexpr std::string_view columns =
    "layer,kind,kernel_height,kernel_width,stride,in_channels,out_channels,output_height,output_width,groups";
constexpr std::size_t most = 1'000'000;  // of any count
constexpr double most_products = 1e15;   // of a layer; below 2^64, so that sums of layers do not overflow

std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells(1);
    for (char const c : line) {
        if (c == ',')
            cells.emplace_back();
        else
            cells.back() += c;
    }
    return cells;
}

std::size_t count_of(std::string const& cell, std::string const& column, std::string const& where) {
    std::size_t value = 0;
    auto const* const end = cell.data() + cell.size();
    auto const [stop, error] = std::from_chars(cell.data(), end, value);
    if (error != std::errc{} || stop != end || value == 0 || value > most)
        throw InputError(
            fmt::format("{} is '{}', not a count ({}); give a whole number of 1 … {}", column, cell, where, most));
    return value;
}

LayerShape layer_of(std::string_view line, std::string const& where) {
    static auto const names = cells_of(columns);
    static std::vector<std::string> const kinds{"convolution", "fully_connected", "recurrent"};
    auto const cells = cells_of(line);
    if (cells.size() != names.size())
        throw InputError(fmt::format("a row has {} cells where the table has {} columns ({}); write {}", cells.size(),
                                     names.size(), where, columns));
    LayerShape layer;
    layer.name = cells[0];
    layer.kind = cells[1];
    if (std::ranges::find(kinds, layer.kind) == kinds.end())
        throw InputError(
            fmt::format("unknown kind of layer '{}' ({}){}", layer.kind, where, suggestion(layer.kind, kinds)));
    std::array const counts{&layer.kernel_height, &layer.kernel_width,  &layer.stride,       &layer.in_channels,
                            &layer.out_channels,  &layer.output_height, &layer.output_width, &layer.groups};
    for (std::size_t k = 0; k < counts.size(); ++k) *counts.at(k) = count_of(cells[k + 2], names[k + 2], where);
    if (layer.in_channels % layer.groups != 0 || layer.out_channels % layer.groups != 0)
        throw InputError(fmt::format("{} groups do not divide {} and {} channels ({}); give a divisor of both",
                                     layer.groups, layer.in_channels, layer.out_channels, where));
    double products = 1;
    for (auto const* count : counts)
        if (count != &layer.stride && count != &layer.groups) products *= static_cast<double>(*count);
    if (products > most_products)
        throw InputError(fmt::format("a layer has {:.3g} products ({}, more than {:.0e}); correct its counts", products,
                                     where, most_products));
    return layer;
}

}  // namespace

std::size_t weights_of(LayerTable const& table) {
    std::size_t sum = 0;
    for (auto const& layer : table.layers) sum += layer.weights();
    return sum;
}

std::size_t products_of(LayerTable const& table) {
    std::size_t sum = 0;
    for (auto const& layer : table.layers) sum += layer.products();
    return sum;
}

LayerTable parse_layer_table(std::string name, std::string_view text, std::string const& file) {
    LayerTable table{std::move(name), {}, 0};
    bool has_head = false;
    std::size_t number = 0;
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        auto const where = fmt::format("{}:{}", file, number);
        if (has_head) {
            table.layers.push_back(layer_of(line, where));
        } else if (line == columns) {
            has_head = true;
        } else {
            throw InputError(fmt::format("the columns are not named ({}); write {}", where, columns));
        }
    }
    if (table.layers.empty())
        throw InputError(fmt::format("there is no layer ({}); write {} and a row for each layer", file, columns));
    auto const& first = table.layers.front();
    table.input_bytes =
        first.in_channels * (first.kind == "convolution" ? first.positions() * first.stride * first.stride : 1);
    return table;
}

}  // namespace cimchar::network::system
