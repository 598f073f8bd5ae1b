#include "campaign/included_files.hpp"

#include "circuits/user/netlist_text.hpp"
#include "core/content_hash.hpp"
#include "core/error.hpp"
#include "core/forbidden_cards.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace cimchar::campaign {

namespace {
namespace fs = std::filesystem;

/// Libraries of processes go 5 deep; ngspice, at some thousands, runs out of stack.
constexpr int deepest = 100;

bool is_regular(fs::path const& file) {
    std::error_code ignored;
    return fs::is_regular_file(file, ignored);
}

bool is_there(fs::path const& file) {
    std::error_code ignored;
    return fs::exists(file, ignored);
}

/// What refers to what; a file or a section that comes back to itself keeps ngspice busy for ever, or crashes it.
class References {
public:
    void add(std::string const& from, std::string const& to) { next_[from].insert(to); }

    /// One that comes back to itself; empty if none does.
    [[nodiscard]] std::string in_a_circle() const {
        std::set<std::string> begun;
        std::set<std::string> done;
        for (auto const& [first, ignored] : next_) {
            std::vector<std::string> path{first};  // not by recursion: a library may chain any number of sections
            while (!path.empty()) {
                auto const node = path.back();
                begun.insert(node);
                auto const to = next_.find(node);
                auto open = to == next_.end()
                                ? std::string()
                                : first_of(to->second, [&](auto const& one) { return !done.contains(one); });
                if (open.empty()) {
                    done.insert(node);
                    path.pop_back();
                } else if (begun.contains(open)) {
                    return open;
                } else {
                    path.push_back(open);
                }
            }
        }
        return {};
    }

private:
    template <typename Condition>
    static std::string first_of(std::set<std::string> const& names, Condition condition) {
        auto const one = std::find_if(names.begin(), names.end(), condition);
        return one == names.end() ? std::string() : *one;
    }

    std::map<std::string, std::set<std::string>> next_;
};

class Walk {
public:
    void into(fs::path const& file, int depth) {
        if (!seen_.insert(file.string()).second) return;
        if (depth > deepest)
            throw InputError(
                fmt::format("included files go deeper than {} ('{}'), where ngspice may crash; include what "
                            "is needed directly",
                            deepest, file.string()));
        if (is_there(file) && !is_regular(file))
            throw InputError(fmt::format("'{}' is included and is no file (reading it might not end); check the path",
                                         file.string()));
        auto text = read_regular_text(file);
        if (!text) {
            if (depth == 0)
                throw InputError(fmt::format("cannot read the included file '{}'; check the path", file.string()));
            state_ += fmt::format("{} missing\n", file.string());
            return;
        }
        if (text->find('\0') != std::string::npos)
            throw InputError(fmt::format("the included file '{}' is not text; check the path", file.string()));
        state_ += fmt::format("{} {}\n", file.string(), content_hash(*text));
        if (auto const card = forbidden_card(*text))
            throw InputError(
                fmt::format("an included file {} ({}:{}: {}), and a netlist is data; include a file without",
                            card->reason, file.string(), card->line, card->text));
        folders_.insert(file.parent_path());
        std::erase(*text, '\r');  // as ngspice does
        std::string section;
        for (std::string_view rest = *text; !rest.empty();) {
            auto const end = std::min(rest.find('\n'), rest.size());
            take(circuits::user::trimmed(rest.substr(0, end)), file, section, depth);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }

    [[nodiscard]] std::string hash() const { return content_hash(state_); }

    void refuse_circles() const {
        auto circle = files_.in_a_circle();
        if (circle.empty()) circle = sections_.in_a_circle();
        if (!circle.empty())
            throw InputError(
                fmt::format("{} includes itself, which ngspice would go on with for ever; take one of the "
                            "inclusions out",
                            circle));
    }

private:
    void take(std::string_view line, fs::path const& file, std::string& section, int depth) {
        if (!line.starts_with('.')) return;
        auto const first = lower(line.substr(0, 4));
        if (first == ".end") {
            if (lower(line.substr(0, 5)) == ".endl") section.clear();
            return;
        }
        if (first != ".inc" && first != ".lib") return;
        auto const [path, of] = circuits::user::inclusion_of(line);
        if (path.empty()) {
            if (first == ".lib") section = lower(circuits::user::trimmed(line.substr(4)));
            return;
        }
        for (auto const& place : places_of(path, file)) {
            sections_.add(name(file, section), name(place, lower(of)));
            if (first == ".inc") files_.add(name(file, ""), name(place, ""));
            into(place, depth + 1);
        }
        refuse_another_here(path, file);
    }

    /// ngspice looks in the working directory first, where a file of the name may be there by chance.
    static void refuse_another_here(std::string const& path, fs::path const& file) {
        std::error_code ignored;
        auto const here = read_regular_text(fs::current_path(ignored) / path);
        if (!here) return;
        auto const beside = read_regular_text(file.parent_path() / path);
        if (beside && *here != *beside)
            throw InputError(fmt::format(
                "'{}', which '{}' includes, is in the working directory too, where ngspice takes another file "
                "of that name; start in another directory",
                path, file.string()));
    }

    static std::string name(fs::path const& file, std::string const& section) {
        return section.empty() ? fmt::format("'{}'", file.string())
                               : fmt::format("section '{}' of '{}'", section, file.string());
    }

    /// Where ngspice may find a file: in the working directory, beside the file that includes it, at home for "~/…",
    /// and if it is not beside, where files were read before. It cuts a name at what begins a comment.
    [[nodiscard]] std::set<fs::path> places_of(std::string const& path, fs::path const& file) const {
        auto const beside = (file.parent_path() / path).lexically_normal();
        std::set<fs::path> places{beside};
        if (char const* const home = std::getenv("HOME"); home != nullptr && path.starts_with("~/"))
            places.insert((fs::path(home) / path.substr(2)).lexically_normal());
        std::set<std::string> names{path};
        for (auto const* comment : {";", "$", "//"})
            if (auto const cut = path.find(comment); cut != std::string::npos && cut > 0)
                names.insert(path.substr(0, cut));
        std::error_code ignored;
        auto folders = is_there(beside) ? std::set<fs::path>{file.parent_path()} : folders_;
        folders.insert(fs::current_path(ignored));
        for (auto const& name : names)
            for (auto const& folder : folders)
                if (auto const full = (folder / name).lexically_normal();
                    is_there(full) && !fs::is_directory(full, ignored))
                    places.insert(full);
        return places;
    }

    std::set<std::string> seen_;
    std::set<fs::path> folders_;
    std::string state_;
    References files_;     ///< by .include, which reads a whole file
    References sections_;  ///< by either, of a file or a section of it
};
}  // namespace

std::string hash_with_inclusions(fs::path const& file) {
    // ngspice is given the path in single quotes, and begins a comment within them too.
    auto const path = file.string();
    if (path.find_first_of("'\";") != std::string::npos || path.find(" $") != std::string::npos)
        throw InputError(
            fmt::format("ngspice cannot read a file whose path has quotes, ';' or ' $' ({}); rename it", path));
    Walk walk;
    walk.into(file, 0);
    walk.refuse_circles();
    return walk.hash();
}

}  // namespace cimchar::campaign
