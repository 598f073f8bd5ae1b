#include "training/gradient_network.hpp"

#include "core/error.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <filesystem>
#include <system_error>

namespace cimchar::training {

namespace {

namespace fs = std::filesystem;
using Make = GradientNetwork*(NetworkParts const&, Cells const&);

struct Loaded {
    Make* make = nullptr;
    std::string problem;
};

/// Beside the program in a build, in the library folder of its prefix when installed.
Loaded load() {
    std::error_code no_link;
    auto const program = fs::read_symlink("/proc/self/exe", no_link);
    std::string problem = "it was built without libtorch";
    for (auto const& folder : {program.parent_path(), program.parent_path().parent_path() / CIMCHAR_LIBRARY_DIR}) {
        auto const path = folder / "cimchar_gradients.so";
        std::error_code unreadable;
        if (!fs::exists(path, unreadable)) continue;
        if (void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL))
            if (void* const make = dlsym(library, "cimchar_make_gradient_network"))
                return {reinterpret_cast<Make*>(make), {}};
        problem = dlerror();
    }
    return {nullptr, problem};
}

Loaded const& loaded() {
    static Loaded const once = load();
    return once;
}

}  // namespace

std::unique_ptr<GradientNetwork> make_gradient_network(NetworkParts const& parts, Cells const& log_conductance) {
    if (loaded().make == nullptr)
        throw InputError(
            fmt::format("this cimchar cannot train by gradients ({}); install libtorch-dev and build it again, "
                        "or write method = \"search\" below [training]",
                        loaded().problem));
    return std::unique_ptr<GradientNetwork>(loaded().make(parts, log_conductance));
}

}  // namespace cimchar::training
