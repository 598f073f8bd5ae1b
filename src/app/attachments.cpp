#include "app/attachments.hpp"

#include "circuits/neural/weights_text.hpp"
#include "store/durable_file.hpp"
#include "store/weights_file.hpp"

namespace cimchar::app {

std::string read_attachment(std::string const& path) {
    if (path.ends_with(".txt")) return store::read_bytes(path);
    return std::visit([](auto const& trained) { return circuits::neural::to_text(trained); },
                      store::read_weights(path).trained);
}

void attach_files(circuits::Parameters& parameters) {
    for (auto const& info : parameters.infos())
        if (!info.folder.empty() && circuits::is_path(parameters.choice(info.name)))
            parameters.attach(info.name, read_attachment(parameters.choice(info.name)));
}

}  // namespace cimchar::app
