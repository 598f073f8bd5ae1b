// monte_carlo.around: where the chips of importance sampling are drawn.
#include "campaign/result_sink.hpp"
#include "campaign/spec_parts.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::campaign {

namespace {
constexpr Range part_share_range{"", 1e-6, 1};
constexpr Range shift_range{"σ", -100, 100};
/// Shares are written with a few digits.
constexpr double share_tolerance = 1e-6;

/// `names`: what a chip draws.
std::vector<netlist::ShiftedPart> read_parts(std::string const& text, std::string const& place,
                                             std::vector<std::string> const& names) {
    auto const parsed = parse_toml(text, place);
    Section const file(parsed, "", place);
    file.allow_only({"title", "parts"});
    std::vector<netlist::ShiftedPart> parts;
    double sum = 0;
    for (auto const& section : file.sections("parts")) {
        section.allow_only({"share", "shift_sigma"});
        section.require("share", "and it says how many chips are drawn there", "write share = 1 for a single part");
        auto& part = parts.emplace_back();
        part.share = section.number("share", part_share_range, 1);
        sum += part.share;
        auto const shifts = section.section("shift_sigma");
        for (auto const& [key, value] : shifts.table()) {
            std::string const name(key.str());
            if (std::find(names.begin(), names.end(), name) == names.end())
                refuse_at(fmt::format("a chip of this campaign draws no '{}'{}", name, suggestion(name, names)),
                          shifts.where(name));
            part.by[name] = shifts.number(name, shift_range, 0);
        }
    }
    if (parts.empty()) refuse("there are no [[parts]]", place, "let `cimchar aim` write the file");
    if (!(std::abs(sum - 1) <= share_tolerance))
        refuse(fmt::format("the shares of [[parts]] are {:g} in all", sum), place, "let them be 1 in all");
    for (auto& part : parts) part.share /= sum;
    return parts;
}
}  // namespace

void read_importance(Section const& section, NamedFiles& files, CampaignSpec& spec) {
    if (spec.sampling.scheme != netlist::SamplingScheme::importance) {
        if (section.has("around"))
            refuse("monte_carlo.around is of scheme = \"importance\"", section.where("around"),
                   "set the scheme, or leave it out");
        return;
    }
    section.require("around", "and it says where failures are", "name the file that `cimchar aim` wrote");
    if (spec.sampling.samples == 0) return;
    auto const names = schema_of(spec).drawn;
    std::string place;
    auto const text = files.read("around", section.word("around", ""), section.where("around"), place);
    spec.sampling.parts = read_parts(text, place, names);
}

}  // namespace cimchar::campaign
