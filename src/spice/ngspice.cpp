#include "spice/ngspice.hpp"

#include "core/error.hpp"

#include <fcntl.h>
#include <ngspice/sharedspice.h>
#include <unistd.h>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace cimchar::spice {

namespace {

int on_text(char* line, int /*id*/, void* /*user*/) {
    ngspice_log().add(line);
    return 0;
}

int on_exit_wish(int /*status*/, bool /*immediate*/, bool /*quit*/, int /*id*/, void* user) {
    *static_cast<bool*>(user) = true;
    return 0;
}

int on_background(bool /*running*/, int /*id*/, void* /*user*/) {
    return 0;
}

/// While it lives, the working directory holds an empty .spiceinit. ngspice reads the one it finds there and then
/// looks for no other, so that the user's cannot change results.
class OwnSpiceinit {
public:
    OwnSpiceinit() : home_(open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        auto pattern = (std::filesystem::temp_directory_path() / "cimchar-XXXXXX").string();
        if (home_ < 0 || mkdtemp(pattern.data()) == nullptr)
            throw InputError("cannot make a directory in " + std::filesystem::temp_directory_path().string() +
                             " (ngspice starts in one of its own); free space there or set TMPDIR");
        folder_ = pattern;
        std::ofstream(folder_ / ".spiceinit") << "* empty on purpose\n";
        if (chdir(folder_.c_str()) != 0) throw InputError("cannot enter " + folder_.string() + "; check TMPDIR");
    }
    ~OwnSpiceinit() {
        if (fchdir(home_) != 0) {
        }  // the directory was removed meanwhile: nothing depends on being there
        close(home_);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    OwnSpiceinit(OwnSpiceinit const&) = delete;
    OwnSpiceinit& operator=(OwnSpiceinit const&) = delete;

private:
    int home_;
    std::filesystem::path folder_;
};

}  // namespace

Ngspice& Ngspice::instance() {
    static Ngspice ngspice;
    return ngspice;
}

Ngspice::Ngspice() {
    setenv("OMP_NUM_THREADS", "1", 1);
    OwnSpiceinit const own;
    ngSpice_Init(on_text, nullptr, on_exit_wish, nullptr, nullptr, on_background, &gave_up_);
    // The environment is not enough: the BSIM models ask for two threads unless this variable says otherwise.
    command("set num_threads=1");
}

void Ngspice::command(std::string text) {
    CIMCHAR_EXPECT(!gave_up_);
    ngSpice_Command(text.data());
}

void Ngspice::load(std::vector<std::string> cards) {
    CIMCHAR_EXPECT(!gave_up_);
    std::vector<char*> lines;
    lines.reserve(cards.size() + 1);
    for (auto& card : cards) lines.push_back(card.data());
    lines.push_back(nullptr);
    ngSpice_Circ(lines.data());
}

std::vector<std::string> Ngspice::plots() const {
    std::vector<std::string> names;
    for (char** plot = ngSpice_AllPlots(); plot != nullptr && *plot != nullptr; ++plot)
        if (std::string_view(*plot) != "const") names.emplace_back(*plot);
    return names;
}

std::vector<std::string> Ngspice::vectors_of(std::string const& plot) const {
    std::vector<std::string> names;
    auto writable = plot;
    for (char** name = ngSpice_AllVecs(writable.data()); name != nullptr && *name != nullptr; ++name)
        names.emplace_back(*name);
    return names;
}

std::optional<SimVector> Ngspice::vector(std::string const& plot, std::string const& name) const {
    auto full = plot + "." + name;
    auto const* info = ngGet_Vec_Info(full.data());
    if (info == nullptr || info->v_length < 1) return std::nullopt;
    SimVector copy;
    auto const length = static_cast<std::size_t>(info->v_length);
    if (info->v_realdata != nullptr) {
        copy.re.assign(info->v_realdata, info->v_realdata + length);
    } else if (info->v_compdata != nullptr) {
        for (std::size_t i = 0; i < length; ++i) {
            copy.re.push_back(info->v_compdata[i].cx_real);
            copy.im.push_back(info->v_compdata[i].cx_imag);
        }
    } else {
        return std::nullopt;
    }
    return copy;
}

std::optional<double> Ngspice::quantity(std::string name) const {
    auto const* info = ngGet_Vec_Info(name.data());
    if (info == nullptr || info->v_length < 1 || info->v_realdata == nullptr) return std::nullopt;
    return info->v_realdata[info->v_length - 1];
}

}  // namespace cimchar::spice
