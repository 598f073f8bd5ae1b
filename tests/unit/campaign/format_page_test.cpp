// docs/formats/campaign.md and the reader say the same.
#include "campaign/spec.hpp"
#include "circuits/user/description.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

using namespace cimchar;

namespace {
std::string page() {
    std::ifstream stream(CIMCHAR_SOURCE_DIR "/docs/formats/campaign.md");
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// Valid keys of a section, from the message about an unknown one.
std::vector<std::string> keys_of(std::string const& section) {
    try {
        static_cast<void>(campaign::read_spec_text("[campaign]\nname = \"x\"\n[circuit]\nname = \"integrator\"\n", "c",
                                                   {section + ".zzzzzzzzzzzzzzzzzzzzzzzzz=1"}));
    } catch (InputError const& error) {
        std::string const message = error.what();
        auto const start = message.find("valid: ");
        REQUIRE(start != std::string::npos);
        std::istringstream list(message.substr(start + 7));
        std::vector<std::string> keys;
        for (std::string key; std::getline(list, key, ',');) keys.push_back(key.substr(key.find_first_not_of(' ')));
        return keys;
    }
    FAIL("an unknown key was accepted");
    return {};
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

TEST_CASE("campaign page: every key is on the page", "[campaign]") {
    auto const text = page();
    for (std::string const section : {"campaign", "conditions", "monte_carlo", "simulator"})
        for (auto const& key : keys_of(section)) {
            INFO(section << "." << key);
            CHECK(text.find("`" + section + "." + key + "`") != std::string::npos);
        }
}

TEST_CASE("campaign page: every kind of measure and its keys are on the page", "[campaign]") {
    auto const text = page();
    for (auto const& kind : circuits::user::kinds()) {
        INFO(kind.name);
        CHECK(text.find(fmt::format("`{}`", kind.name)) != std::string::npos);
        for (auto const* const keys : {&kind.required, &kind.optional})
            for (auto const& key : *keys) {
                INFO(key);
                bool const plain = text.find("`" + key + "`") != std::string::npos;
                CHECK((plain || text.find("`measures." + key + "`") != std::string::npos));
            }
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
    CHECK_THAT(text, Catch::Matchers::Contains(row("allowed_failures` | share", defaults.allowed_failures)));
}
