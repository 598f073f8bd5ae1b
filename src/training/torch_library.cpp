#include "training/torch_library.hpp"

#include "core/error.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <filesystem>
#include <system_error>

namespace cimchar::training {

namespace {

namespace fs = std::filesystem;

struct Loaded {
    void* library = nullptr;
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
        if (void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) return {library, {}};
        problem = dlerror();
    }
    return {nullptr, problem};
}

}  // namespace

void* torch_function(std::string const& name, std::string const& remedy) {
    static Loaded const loaded = load();
    std::string problem = loaded.problem;
    if (loaded.library != nullptr) {
        if (void* const function = dlsym(loaded.library, name.c_str())) return function;
        problem = dlerror();
    }
    throw InputError(fmt::format("this cimchar cannot train by gradients ({}); {}", problem, remedy));
}

}  // namespace cimchar::training
