// The text of a campaign, made self-contained: the user's file, followed by comments that hold the overrides of
// --set and the files the campaign names. Running such a text again gives the same campaign, whatever has become of
// those files. Format: docs/formats/campaign.md, "The copy in a run directory".
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::campaign {

struct CampaignText {
    std::string toml;                    ///< as the user wrote it
    std::vector<std::string> overrides;  ///< "section.key=value", in order
    std::map<std::string, std::string>
        files;  ///< text of each named file by "corners NAME", "mismatch NAME", "netlist
                ///< PATH"; "PARAMETER VALUE"; by "included PATH" where a file is and what it held
};

/// One text: the user's lines unchanged, then comments that start with "#:" and "#|". Pure.
[[nodiscard]] std::string put_together(CampaignText const& parts);

/// Inverse of put_together; a text without such comments is all `toml`. Pure.
[[nodiscard]] CampaignText take_apart(std::string_view text);

}  // namespace cimchar::campaign
