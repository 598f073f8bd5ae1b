// docs/formats/campaign.md and the reader say the same.
#include "campaign/spec.hpp"
#include "circuits/user/description.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace cimchar;

namespace {
std::string page() {
    std::ifstream stream(CIMCHAR_SOURCE_DIR "/docs/formats/campaign.md");
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// Keys that the message about an unknown one calls valid.
std::set<std::string> valid_keys(std::string const& text, std::string const& file,
                                 std::vector<std::string> const& overrides = {}) {
    try {
        static_cast<void>(campaign::read_spec_text(text, file, overrides));
    } catch (InputError const& error) {
        std::string const message = error.what();
        INFO(message);
        auto const start = message.find("valid: ");
        REQUIRE(start != std::string::npos);
        std::istringstream list(message.substr(start + 7));
        std::set<std::string> keys;
        for (std::string key; std::getline(list, key, ',');) keys.insert(key.substr(key.find_first_not_of(' ')));
        return keys;
    }
    FAIL("an unknown key was accepted");
    return {};
}

std::string const unknown = "zzzzzzzzzzzzzzzzzzzzzzzzz";

std::set<std::string> keys_of(std::string const& section) {
    return valid_keys("[campaign]\nname = \"x\"\n[circuit]\nname = \"integrator\"\n", "c",
                      {fmt::format("{}.{}=1", section, unknown)});
}

/// Valid keys of a section that a campaign on a netlist has; `lines` open the section.
std::set<std::string> keys_of_own(std::string const& lines) {
    std::string folder = (std::filesystem::temp_directory_path() / "cimchar_page_XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    std::ofstream(folder + "/d.cir") << "* Divider\nvdd vdd 0 1\nr1 vdd out 1k\nr2 out 0 1k\n.end\n";
    auto const keys = valid_keys(
        "[campaign]\nname = \"x\"\n[circuit]\nnetlist = \"d.cir\"\n" + lines + unknown + " = 1\n", folder + "/c.toml");
    std::filesystem::remove_all(folder);
    return keys;
}

/// Words in backticks.
std::set<std::string> words_of(std::string const& cell) {
    std::set<std::string> words;
    for (auto at = cell.find('`'); at != std::string::npos; at = cell.find('`', at)) {
        auto const end = cell.find('`', at + 1);
        REQUIRE(end != std::string::npos);
        words.insert(cell.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return words;
}

/// Cells of every row of the page's tables that begins with a word in backticks.
std::vector<std::vector<std::string>> rows_of(std::string const& text) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| `")) continue;
        std::istringstream cells(line.substr(1));
        rows.emplace_back();
        for (std::string cell; std::getline(cells, cell, '|');) rows.back().push_back(cell);
    }
    return rows;
}

/// Keys of a section in the tables; of "pdk.corners.*" it is "corners".
std::set<std::string> keys_on(std::string const& text, std::string const& section) {
    std::set<std::string> keys;
    for (auto const& row : rows_of(text))
        for (auto const& word : words_of(row.front()))
            if (word.starts_with(section + "."))
                keys.insert(word.substr(section.size() + 1, word.find('.', section.size() + 1) - section.size() - 1));
    return keys;
}
}  // namespace

TEST_CASE("campaign page: the complete example is a valid campaign", "[campaign]") {
    auto const text = page();
    auto const start = text.find("```toml\n") + 8;
    auto const spec = campaign::read_spec_text(text.substr(start, text.find("```", start) - start), "campaign.md");
    CHECK(spec.conditions.size() == 27);
    CHECK(spec.sampling.samples == 200);
    CHECK(spec.limits.size() == 1);
}

TEST_CASE("campaign page: every key is on the page, and every key on the page is read", "[campaign]") {
    auto const text = page();
    for (std::string const section : {"campaign", "conditions", "monte_carlo", "simulator"}) {
        INFO(section);
        CHECK(keys_on(text, section) == keys_of(section));
    }
}

TEST_CASE("campaign page: so it is with the keys of a netlist of one's own", "[campaign]") {
    auto const text = page();
    std::string const analyses = "[[analyses]]\n";
    CHECK(keys_on(text, "pdk") == keys_of_own("[pdk]\n"));
    CHECK(keys_on(text, "analyses") == keys_of_own(analyses));
    auto of_value = keys_on(text, "measures");
    of_value.insert("at");  // of the kind "value", in the table of kinds
    std::string const bias = analyses + "name = \"bias\"\nline = \"op\"\n[[measures]]\nname = \"a\"\n";
    CHECK(of_value == keys_of_own(bias + "kind = \"value\"\n"));
    std::string const trigger = "kind = \"delay\"\nanalysis = \"bias\"\ntarget = {}\n[measures.trigger]\n";
    for (auto const& row : rows_of(text))
        if (words_of(row.front()) == std::set<std::string>{"delay"})
            for (auto const& key : keys_of_own(bias + trigger)) CHECK(words_of(row.at(2)).contains(key));
}

TEST_CASE("campaign page: every kind of measure has its required and optional keys there, and no other", "[campaign]") {
    std::map<std::string, std::vector<std::string>> on_page;
    auto const text = page();
    auto const table = text.find("| kind |");
    REQUIRE(table != std::string::npos);
    for (auto const& row : rows_of(text.substr(table, text.find("\n\n", table) - table)))
        for (auto const& kind : words_of(row.front())) on_page[kind] = row;
    CHECK(on_page.size() == circuits::user::kinds().size());
    for (auto const& kind : circuits::user::kinds()) {
        INFO(kind.name);
        auto const row = on_page.find(std::string(kind.name));
        REQUIRE(row != on_page.end());
        auto const& keys = row->second.at(1);
        auto const bracket = keys.find('[');
        std::set<std::string> required(kind.required.begin(), kind.required.end());
        for (auto const* const common : {"analysis", "of"}) required.erase(common);  // rows measures.* have them
        CHECK(words_of(keys.substr(0, bracket)) == required);
        auto const optional = bracket == std::string::npos ? "" : keys.substr(bracket);
        CHECK(words_of(optional) == std::set<std::string>(kind.optional.begin(), kind.optional.end()));
    }
}

TEST_CASE("campaign page: the defaults of numbers are those of the program", "[campaign]") {
    auto const text = page();
    campaign::CampaignSpec const defaults;
    auto const row = [](std::string_view key_and_unit, double value) {
        return fmt::format("| `simulator.{} | {} |", key_and_unit, value);
    };
    CHECK_THAT(text, Catch::Matchers::Contains(row("reltol` |", defaults.simulator.reltol)));
    CHECK_THAT(text, Catch::Matchers::Contains(row("timeout_s` | s", defaults.timeout_s)));
    CHECK_THAT(text, Catch::Matchers::Contains(row("memory_mib` | MiB", defaults.memory_mib)));
    CHECK_THAT(text, Catch::Matchers::Contains(row("allowed_failures` | share", defaults.allowed_failures)));
}
