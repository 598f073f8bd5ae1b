#include "network/layer_text.hpp"

#include "core/error.hpp"
#include "network/shapes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <charconv>
#include <sstream>

namespace cimchar::network {

namespace {

constexpr std::size_t most = 65536;  // outputs, pixels: before something absurd is allocated

/// Reads the words of one layer.
class Words {
public:
    explicit Words(std::string const& text) : text_(text), stream_(text) {}

    std::string word() {
        std::string next;
        stream_ >> next;
        return next;
    }
    std::size_t number(std::string const& word, std::string const& what, std::size_t least = 1) const {
        std::size_t value = 0;
        auto const end = word.data() + word.size();
        if (auto const read = std::from_chars(word.data(), end, value);
            read.ec != std::errc{} || read.ptr != end || value < least || value > most)
            refuse(fmt::format("its {} is '{}'", what, word),
                   fmt::format("give a whole number from {} to {}", least, most));
        return value;
    }
    std::size_t number(std::string const& what) { return number(word(), what); }
    /// "stride 2 padding 1" in any order.
    void options(std::vector<std::pair<std::string, std::size_t*>> const& known) {
        for (auto name = word(); !name.empty(); name = word()) {
            bool found = false;
            for (auto const& [key, value] : known)
                if (key == name) {
                    *value = number(word(), key, key == "padding" ? 0 : 1);
                    found = true;
                }
            if (!found) refuse(fmt::format("'{}' is no word of it", name), "see the examples: " + examples());
        }
    }
    [[noreturn]] void refuse(std::string const& problem, std::string const& remedy) const {
        throw InputError(fmt::format("layer '{}' cannot be made: {}; {}", text_, problem, remedy));
    }
    static std::string examples() { return fmt::format("\"{}\"", fmt::join(layer_examples(), "\", \"")); }

private:
    std::string const& text_;
    std::istringstream stream_;
};

constexpr std::size_t most_weights = std::size_t{1} << 27;  // of a layer; the largest of VGG-16 has 103 million

Affine affine_with(Words const& words, std::size_t outputs, std::size_t inputs) {
    if (inputs > most_weights / outputs)
        words.refuse(fmt::format("its {} outputs of {} inputs each are too many weights", outputs, inputs),
                     "make it smaller, or put a pool in front of it");
    return {Matrix::Zero(static_cast<Eigen::Index>(outputs), static_cast<Eigen::Index>(inputs)),
            std::vector<float>(outputs, 0),
            {}};
}

Layer layer_from(std::string const& text, Shape const& input) {
    Words words(text);
    auto const kind = words.word();
    if (kind == "convolution") {
        Convolution layer;
        auto const outputs = words.number("number of outputs");
        auto const kernel = words.word();
        auto const by = kernel.find('x');
        if (by == std::string::npos)
            words.refuse(fmt::format("its kernel is '{}'", kernel), "write rows x columns, 5x5");
        layer.kernel_height = words.number(kernel.substr(0, by), "kernel");
        layer.kernel_width = words.number(kernel.substr(by + 1), "kernel");
        words.options({{"stride", &layer.stride}, {"padding", &layer.padding}});
        layer.affine = affine_with(words, outputs, input.channels * layer.kernel_height * layer.kernel_width);
        return layer;
    }
    if (kind == "fully_connected") {
        auto const outputs = words.number("number of outputs");
        words.options({});
        return FullyConnected{affine_with(words, outputs, input.size())};
    }
    if (kind == "maximum" || kind == "average") {
        Pool layer;
        layer.kind = kind == "maximum" ? Pool::Kind::maximum : Pool::Kind::average;
        layer.size = layer.stride = words.number("size");
        words.options({{"stride", &layer.stride}});
        return layer;
    }
    if (kind == "batch_norm") {
        words.options({});
        auto const n = input.channels;
        return BatchNorm{std::vector<float>(n, 1), std::vector<float>(n, 0), std::vector<float>(n, 0),
                         std::vector<float>(n, 1)};
    }
    if (kind == "relu") {
        words.options({});
        return Relu{};
    }
    words.refuse("there is no such layer", "write one like " + Words::examples());
}

}  // namespace

std::vector<std::string> layer_examples() {
    return {"convolution 6 5x5 stride 1 padding 2",
            "fully_connected 84",
            "maximum 2",
            "average 2 stride 2",
            "batch_norm",
            "relu"};
}

Network make_network(std::string const& name, Shape const& input, std::vector<std::string> const& layers) {
    Network network{name, input, {}};
    if (layers.empty())
        throw InputError(fmt::format("network '{}' has no layers; give some like {}", name, Words::examples()));
    for (auto const pixels : {input.channels, input.height, input.width})
        if (pixels < 1 || pixels > most)
            throw InputError(
                fmt::format("network '{}' takes images of {}×{}×{} (channels, rows, columns); give 1 to {} of each",
                            name, input.channels, input.height, input.width, most));
    Shape shape = input;
    for (auto const& text : layers) {
        network.layers.push_back(layer_from(text, shape));
        shape = shapes_of(network).back();
    }
    return network;
}

std::string text_of(Layer const& layer) {
    if (auto const* const c = std::get_if<Convolution>(&layer))
        return fmt::format("convolution {} {}x{} stride {} padding {}", c->affine.weights.rows(), c->kernel_height,
                           c->kernel_width, c->stride, c->padding);
    if (auto const* const f = std::get_if<FullyConnected>(&layer))
        return fmt::format("fully_connected {}", f->affine.weights.rows());
    if (auto const* const p = std::get_if<Pool>(&layer))
        return fmt::format("{} {} stride {}", p->kind == Pool::Kind::maximum ? "maximum" : "average", p->size,
                           p->stride);
    return std::holds_alternative<Relu>(layer) ? "relu" : "batch_norm";
}

}  // namespace cimchar::network
