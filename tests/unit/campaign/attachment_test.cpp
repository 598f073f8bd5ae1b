// Files that a circuit's parameters name: read once by the caller, then part of the campaign's text.
#include "campaign/spec.hpp"
#include "circuits/neural/weights_text.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;

namespace {

std::string campaign_with(std::string const& weights) {
    return "[campaign]\nname = \"c\"\n[circuit]\nname = \"nn_shift_add\"\nparameters = { weights = \"" + weights +
           "\", random = 3, corners = \"off\" }\n[monte_carlo]\nsamples = 2\n";
}

std::string small_weights() {
    return circuits::neural::to_text(
        circuits::neural::make_weights(circuits::neural::shift_add_rows, 2, 1, 1, {1e-7, 1e-6}));
}

}  // namespace

TEST_CASE("attachments: a file is read once, from beside the campaign, and then lies in its text", "[campaign]") {
    std::string asked;
    auto const spec =
        campaign::read_spec_text(campaign_with("w.h5"), "folder/c.toml", {}, [&](std::string const& path) {
            asked = path;
            return small_weights();
        });
    CHECK(asked == "folder/w.h5");
    CHECK(spec.parameters.text("weights") == small_weights());
    auto const again = campaign::read_spec_text(spec.text, "elsewhere/c.toml");
    CHECK(again.parameters.text("weights") == small_weights());
    CHECK(again.text == spec.text);
    // Nominal supply and spreads are those of the circuit's process.
    CHECK(spec.conditions.at(0).supply_v == 1.2);
    CHECK(spec.mismatch == "n130");
    CHECK(spec.warnings.empty());
}

TEST_CASE("attachments: what cannot be read, or is something else, is refused where it is named", "[campaign]") {
    CHECK_THROWS_WITH(campaign::read_spec_text(campaign_with("w.h5"), "c.toml"),
                      Catch::StartsWith("'w.h5' is not in the campaign's text") && Catch::Contains("c.toml:5"));
    CHECK_THROWS_WITH(campaign::read_spec_text(campaign_with("nn_shift_ad"), "c.toml"),
                      Catch::Contains("nn_shift_add_4bit") && Catch::Contains("c.toml:5"));
    CHECK_THROWS_WITH(campaign::read_spec_text(campaign_with("w.h5"), "c.toml", {},
                                               [](std::string const&) { return std::string("something else\n"); }),
                      Catch::Contains("no weights") && Catch::Contains("c.toml"));
}
