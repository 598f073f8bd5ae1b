#include "campaign/included_files.hpp"

#include "circuits/user/netlist_text.hpp"
#include "core/content_hash.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <set>
#include <string_view>

namespace cimchar::campaign {

namespace {
class Walk {
public:
    void into(std::filesystem::path const& file, bool is_first) {
        if (!seen_.insert(file.string()).second) return;
        auto const text = read_text(file);
        if (!text) {
            if (is_first)
                throw InputError(fmt::format("cannot read the included file '{}'; check the path", file.string()));
            state_ += fmt::format("{} missing\n", file.string());
            return;
        }
        state_ += fmt::format("{} {}\n", file.string(), content_hash(*text));
        int number = 0;
        for (std::string_view rest = *text; !rest.empty();) {
            auto const end = std::min(rest.find('\n'), rest.size());
            take(rest.substr(0, end), file, ++number);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }

    [[nodiscard]] std::string hash() const { return content_hash(state_); }

private:
    void take(std::string_view line, std::filesystem::path const& file, int number) {
        auto const start = line.find_first_not_of(" \t\r");
        if (start == std::string_view::npos) return;
        line.remove_prefix(start);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.front() != '.' && !line.starts_with("*#")) return;
        auto const first = lower(line.substr(0, line.find_first_of(" \t=")));
        bool const runs_program = first == ".model" && (line.find("d_process") != std::string_view::npos ||
                                                        line.find("d_cosim") != std::string_view::npos);
        if (runs_program || first.starts_with(".cont") || first == ".endc" || first.starts_with("*#"))
            throw InputError(
                fmt::format("an included file brings commands ({}:{}: {}), and a netlist is data; include "
                            "a file without",
                            file.string(), number, line));
        if (!first.starts_with(".inc") && !first.starts_with(".lib")) return;
        auto const [path, section] = circuits::user::inclusion_of(line);
        if (!path.empty()) into((file.parent_path() / path).lexically_normal(), false);
    }

    std::set<std::string> seen_;
    std::string state_;
};
}  // namespace

std::string hash_with_inclusions(std::filesystem::path const& file) {
    Walk walk;
    walk.into(file, true);
    return walk.hash();
}

}  // namespace cimchar::campaign
