#include "training/classifier.hpp"

#include "core/error.hpp"
#include "network/run.hpp"
#include "network/shapes.hpp"
#include "training/torch_library.hpp"

#include <fmt/format.h>

namespace cimchar::training {

void check_fit(network::Network const& start, LabelledImages const& images) {
    auto const shapes = network::shapes_of(start);
    if (start.input != images.shape)
        throw InputError(
            fmt::format("network '{}' takes images of {}×{}×{} and the data set has {}×{}×{} (channels, rows, "
                        "columns); make them agree",
                        start.name, start.input.channels, start.input.height, start.input.width, images.shape.channels,
                        images.shape.height, images.shape.width));
    for (auto const label : images.labels)
        if (label >= shapes.back().size())
            throw InputError(
                fmt::format("network '{}' has {} outputs and the data set a label {}; give the last layer an "
                            "output for each class",
                            start.name, shapes.back().size(), label));
}

network::Network train_classifier(network::Network const& start, LabelledImages const& images,
                                  ClassifierOptions const& options, ClassifierWatch const& watch) {
    check_fit(start, images);
    using Train = void(network::Network const&, LabelledImages const&, ClassifierOptions const&, ClassifierWatch const&,
                       network::Network (*)(network::Network), network::Network&);
    auto* const train = reinterpret_cast<Train*>(
        torch_function("cimchar_train_classifier",
                       "install libtorch-dev and build it again, or use weights that are trained already"));
    network::Network trained;
    train(start, images, options, watch, &network::fold, trained);
    return trained;
}

}  // namespace cimchar::training
