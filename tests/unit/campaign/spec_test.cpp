// What a good campaign file means.
#include "campaign/spec.hpp"
#include "campaign/campaign_template.hpp"
#include "campaign/campaign_text.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>

using namespace cimchar;
using campaign::read_spec_text;

namespace {
std::string const head = "[campaign]\nname = \"x\"\n[circuit]\nname = \"integrator\"\n";
}

TEST_CASE("spec: two names are enough; the rest has defaults", "[campaign]") {
    auto const spec = read_spec_text(head, "c.toml");
    CHECK(spec.name == "x");
    CHECK(spec.seed == 1);
    CHECK(spec.conditions == std::vector<Condition>{{"tt", 27, 1.0}});
    CHECK(spec.sampling.samples == 0);
    CHECK(spec.monte_carlo_at.empty());
    CHECK(spec.timeout_s == 120);
    CHECK(spec.allowed_failures == 0.02);
    CHECK(spec.simulator.reltol == circuits::SimulatorSettings().reltol);
    CHECK(spec.warnings.empty());
    CHECK(spec.text == head);
}

TEST_CASE("spec: the full factorial runs process, then temperature, then supply", "[campaign]") {
    auto const spec = read_spec_text(
        head + "[conditions]\nprocess = [\"tt\", \"ss\"]\ntemperature_c = [-40, 80]\nsupply_v = 0.9\n", "c");
    CHECK(spec.conditions ==
          std::vector<Condition>{{"tt", -40, 0.9}, {"tt", 80, 0.9}, {"ss", -40, 0.9}, {"ss", 80, 0.9}});
}

TEST_CASE("spec: pvt9 is tt at 27 °C and 1 V, and eight corners", "[campaign]") {
    auto const spec = read_spec_text(head + "[conditions]\nset = \"pvt9\"\n", "c.toml");
    REQUIRE(spec.conditions.size() == 9);
    CHECK(spec.conditions.front() == Condition{"tt", 27, 1.0});
    CHECK(spec.conditions.back() == Condition{"ss", 80, 1.1});
}

TEST_CASE("spec: numbers may be strings with SPICE suffixes", "[campaign]") {
    auto const spec = read_spec_text(head + "[simulator]\nreltol = \"100u\"\ntimeout_s = \"1.5k\"\n", "c.toml");
    CHECK(spec.simulator.reltol == Approx(1e-4).epsilon(1e-15));
    CHECK(spec.timeout_s == 1500);
}

TEST_CASE("spec: a pair's mismatch is √2 of a device's", "[campaign]") {
    // 2 mV·µm of a pair: 2e-9/√2 V·m of a device; 1 %·µm: 1e-8/√2 m.
    auto const spec = read_spec_text(head + "[monte_carlo]\nsamples = 1\n", "c.toml");
    CHECK(spec.mismatch == "assumed_45nm");
    CHECK(spec.variation.nmos_vth_v_m == Approx(2e-9 / std::numbers::sqrt2).epsilon(1e-12));
    CHECK(spec.variation.pmos_beta_m == Approx(1e-8 / std::numbers::sqrt2).epsilon(1e-12));
    CHECK(spec.variation.global_pmos_vth_v == Approx(9e-3).epsilon(1e-12));
    CHECK(spec.variation.rram_relative == 0.2);
    CHECK(spec.variation.capacitor_relative == Approx(0.01).epsilon(1e-12));
    CHECK(spec.variation.capacitor_reference_f == Approx(1e-15).epsilon(1e-12));
}

TEST_CASE("spec: global variation at a corner is warned of, and only then", "[campaign]") {
    auto const corner = head + "[conditions]\nprocess = [\"tt\", \"ff\"]\n[monte_carlo]\nsamples = 2\n";
    CHECK(read_spec_text(corner, "c").warnings.size() == 1);
    CHECK(read_spec_text(corner + "global = false\n", "c").warnings.empty());
    CHECK(read_spec_text(corner + "at = [{}]\n", "c").warnings.empty());
    CHECK(read_spec_text(corner, "c", {"monte_carlo.samples=0"}).warnings.empty());
}

TEST_CASE("spec: overrides replace values, need no quotes or brackets, and stay in the text", "[campaign]") {
    auto const spec =
        read_spec_text(head + "[conditions]\nset = \"pvt9\"\n", "c.toml",
                       {"conditions.process=ff,ss", "conditions.temperature_c=-40,80", "campaign.name=y",
                        "circuit.parameters.rows=3", "monte_carlo.samples=4", "monte_carlo.global=false"});
    CHECK(spec.name == "y");
    CHECK(spec.conditions.size() == 4);
    CHECK(spec.parameters.number("rows") == 3);
    CHECK(spec.sampling.samples == 4);
    CHECK(spec.monte_carlo_at.size() == 4);
    auto const again = read_spec_text(spec.text, "elsewhere/campaign.toml");
    CHECK(again.text == spec.text);
    CHECK(again.conditions == spec.conditions);
    CHECK(again.name == "y");
}

TEST_CASE("spec: a sampling scheme with its randomizations", "[campaign]") {
    auto const spec =
        read_spec_text(head + "[monte_carlo]\nsamples = 64\nscheme = \"sobol\"\nrandomizations = 4\n", "c");
    CHECK(spec.sampling.scheme == netlist::SamplingScheme::sobol);
    CHECK(spec.sampling.randomizations == 4);
    CHECK(spec.sampling.block() == 16);
    CHECK(read_spec_text(head, "c", {"monte_carlo.samples=3"}).sampling.scheme == netlist::SamplingScheme::random);
}

TEST_CASE("spec: the text is self-contained: named files are in it", "[campaign]") {
    auto const folder = std::filesystem::temp_directory_path() / "cimchar_spec_test";
    std::filesystem::create_directories(folder);
    auto const write = [&](char const* name, std::string const& text) { std::ofstream(folder / name) << text; };
    write("mine.toml", "[rram]\nsource = \"assumed\"\nrelative = 0.125\n");
    write("c.toml", head + "[monte_carlo]\nsamples = 1\nmismatch = \"./mine.toml\"\n");
    auto const spec = campaign::read_spec((folder / "c.toml").string());
    CHECK(spec.variation.rram_relative == 0.125);
    std::filesystem::remove_all(folder);
    CHECK(read_spec_text(spec.text, "c.toml").variation.rram_relative == 0.125);
}

TEST_CASE("spec: texts are put together and taken apart without loss", "[campaign]") {
    campaign::CampaignText const parts{"a = 1\n", {"x.y=1", "z=\"#: set\""}, {{"corners c", "# one\n\n[two]\n"}}};
    auto const text = campaign::put_together(parts);
    auto const back = campaign::take_apart(text);
    CHECK(back.toml == parts.toml);
    CHECK(back.overrides == parts.overrides);
    CHECK(back.files == parts.files);
    CHECK(campaign::put_together(back) == text);
}

TEST_CASE("spec: the campaign that `init` prints is valid, with every commented parameter too", "[campaign]") {
    for (auto const& circuit : circuits::catalogue()) {
        auto text = campaign::campaign_template(circuit);
        CHECK(read_spec_text(text, "c.toml").circuit == circuit.name);
        for (auto const& parameter : circuit.parameters) {
            auto const place = text.find("# " + parameter.name + " = ");
            REQUIRE(place != std::string::npos);
            text.erase(place, 2);
        }
        CHECK(read_spec_text(text, "c.toml").parameters.listing() ==
              circuits::Parameters(circuit.parameters).listing());
    }
}
