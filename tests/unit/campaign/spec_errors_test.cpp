// What a campaign file may get wrong, and what the user reads then: what, where, what to do.
#include "campaign/spec.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace cimchar;
using Catch::Matchers::Contains;

namespace {
struct Bad {
    std::string text;
    std::vector<std::string> fragments;  ///< of the message
};

/// Lines 1 to 4 of a good campaign; what is wrong begins in line 5.
std::string const head = "[campaign]\nname = \"x\"\n[circuit]\nname = \"integrator\"\n";

std::string message_of(std::string const& text, std::vector<std::string> const& overrides = {}) {
    try {
        static_cast<void>(campaign::read_spec_text(text, "c.toml", overrides));
    } catch (InputError const& error) {
        return error.what();
    }
    return "accepted";
}

void check(Bad const& bad) {
    auto const message = message_of(bad.text);
    INFO(bad.text);
    INFO(message);
    for (auto const& fragment : bad.fragments) CHECK_THAT(message, Contains(fragment));
    CHECK_THAT(message, !Contains("\n"));
}
}  // namespace

TEST_CASE("spec: an unknown key is named with its line and the nearest valid key", "[campaign]") {
    check({head + "[monte_carlo]\nsampels = 3\n", {"'sampels'", "[monte_carlo]", "c.toml:6", "'samples'"}});
    check({head + "[simulation]\n", {"'simulation'", "c.toml:5", "'simulator'"}});
    check({head + "[circuit.parameters]\nrwos = 3\n", {"'rwos'", "c.toml:6", "'rows'"}});
    check({head + "[conditions]\ntemperature = 27\n", {"'temperature'", "c.toml:6", "'temperature_c'"}});
    check({head + "[[limits]]\nmeasure = \"enob_bit\"\nmaximum = 3\n", {"'maximum'", "c.toml:7"}});
    check(
        {"[campaign]\nname = \"x\"\nseeds = 2\n[circuit]\nname = \"integrator\"\n", {"'seeds'", "c.toml:3", "'seed'"}});
}

TEST_CASE("spec: a missing key says why it matters and what to write", "[campaign]") {
    check({"", {"campaign.name is missing", "c.toml", "name = "}});
    check({"[campaign]\nname = \"x\"\n", {"circuit.name is missing", "cimchar circuits"}});
    check({head + "[[limits]]\nmin = 1\n", {"limits.measure is missing", "c.toml:5"}});
    check({head + "[[limits]]\nmeasure = \"enob_bit\"\n", {"neither min nor max", "c.toml:6"}});
}

TEST_CASE("spec: a wrong type is named, with what would be right", "[campaign]") {
    check({head + "[monte_carlo]\nsamples = \"many\"\n", {"monte_carlo.samples", "whole number", "c.toml:6"}});
    check({head + "[monte_carlo]\nsamples = 2.5\n", {"monte_carlo.samples", "whole number", "c.toml:6"}});
    check({head + "[monte_carlo]\nlocal = 1\n", {"monte_carlo.local", "true or false", "c.toml:6"}});
    check({head + "[monte_carlo]\nat = \"tt\"\n", {"monte_carlo.at", "list of tables", "c.toml:6"}});
    check({head + "[simulator]\nreltol = true\n", {"simulator.reltol", "not a number", "c.toml:6"}});
    check({head + "[simulator]\ntimeout_s = \"soon\"\n", {"simulator.timeout_s", "'soon'", "c.toml:6"}});
    check({head + "conditions = 3\n", {"circuit", "conditions", "c.toml:5"}});
    check({head + "[circuit.parameters]\nrows = [1, 2]\n", {"rows", "a list (c.toml:6); give"}});
}

TEST_CASE("spec: a value out of range is refused with the range", "[campaign]") {
    check({head + "[simulator]\nreltol = 2\n", {"simulator.reltol is 2", "c.toml:6", "1e-09 … 0.1"}});
    check({head + "[simulator]\nallowed_failures = -1\n", {"allowed_failures is -1", "0 … 1"}});
    check({head + "[monte_carlo]\nsamples = -1\n", {"monte_carlo.samples is -1", "c.toml:6"}});
    check({head + "[monte_carlo]\nscheme = \"latin\"\n", {"'latin'", "\"lhs\"", "c.toml:6"}});
    check({head + "[monte_carlo]\nrandomizations = 8\n", {"is of lhs and sobol", "c.toml:6"}});
    auto const until = [](std::string const& rule, std::string const& rest = "") {
        return head + "[monte_carlo]\nsamples = 64\n" + rest + "until = { " + rule + " }\n";
    };
    check({until("measure = \"enob_bits\", half_width = 0.1"), {"'enob_bits'", "c.toml:7", "'enob_bit'"}});
    check({until("half_width = 0.1"), {"until.measure is missing", "c.toml:7"}});
    check({until("measure = \"enob_bit\""), {"until.half_width is missing", "c.toml:7"}});
    check({until("measure = \"enob_bit\", half_width = 0"), {"half_width is 0", "c.toml:7"}});
    check({until("measure = \"enob_bit\", half_width = 0.1, of = \"median\""), {"'median'", "\"mean\""}});
    check({until("measure = \"enob_bit\", half_width = 0.1, of = \"yield\""), {"no limit", "[[limits]]"}});
    check({until("measure = \"enob_bit\", half_width = 0.1, first = 2"), {"until.first is 2", "10 or more"}});
    check({until("measure = \"enob_bit\", half_width = 0.1", "scheme = \"lhs\"\n"), {"independent chips", "c.toml:8"}});
    check({head + "[monte_carlo]\nsamples = 100\nscheme = \"lhs\"\n", {"samples = 100", "write 96", "c.toml:6"}});
    check({head + "[monte_carlo]\nsamples = 96\nscheme = \"sobol\"\n", {"power of two", "write 128", "c.toml:6"}});
    check({head + "[conditions]\ntemperature_c = [27, 4000]\n", {"4000 °C", "-100 °C … 200 °C", "c.toml:6"}});
    check({head + "[conditions]\nsupply_v = 0\n", {"supply_v is 0", "c.toml:6"}});
    check({head + "[circuit.parameters]\nrows = 1000000\n", {"'rows'", "out of range", "c.toml:6"}});
    check({head + "[circuit.parameters]\nrows = 2.5\n", {"'rows'", "not a whole number", "c.toml:6"}});
}

TEST_CASE("spec: words that name something unknown get the nearest or all valid ones", "[campaign]") {
    check(
        {"[campaign]\nname = \"x\"\n[circuit]\nname = \"integrater\"\n", {"'integrater'", "c.toml:4", "'integrator'"}});
    check({head + "[conditions]\nprocess = [\"tt\", \"fss\"]\n", {"'fss'", "c.toml:6", "tt, ff, ss, sf, fs"}});
    check({head + "[conditions]\nset = \"pvt8\"\n", {"pvt8", "c.toml:6", "'pvt9'"}});
    check({head + "[monte_carlo]\nsamples = 1\nmismatch = \"assumed_45mn\"\n", {"c.toml:7", "'assumed_45nm'"}});
    check({head + "[monte_carlo]\nsamples = 1\nmismatch = \"./nix.toml\"\n", {"nix.toml", "c.toml:7", "path"}});
    check({head + "[[limits]]\nmeasure = \"enob_bits\"\nmin = 7\n", {"'enob_bits'", "c.toml:6", "'enob_bit'"}});
}

TEST_CASE("spec: contradictions are refused", "[campaign]") {
    check({head + "[conditions]\nset = \"pvt9\"\nprocess = \"ff\"\n", {"a set and as process", "c.toml:7"}});
    check({head + "[conditions]\npoints = [{}]\nprocess = \"ff\"\n", {"list of points", "keep one"}});
    check({head + "[conditions]\npoints = []\n", {"empty", "c.toml:6"}});
    check({head + "[conditions]\ntemperature_c = [27, 27.0]\n", {"tt 27 °C 1 V is given twice"}});
    check({head + "[monte_carlo]\nsamples = 1\nat = [{process = \"ff\"}]\n", {"ff 27 °C 1 V", "c.toml:7"}});
    check({head + "[monte_carlo]\nsamples = 1\nat = [{}, {}]\n", {"twice", "c.toml:7"}});
    check({head + "[monte_carlo]\nsamples = 1\nlocal = false\nglobal = false\nrram = false\n", {"varies nothing"}});
    check({head + "[[limits]]\nmeasure = \"enob_bit\"\nmin = 8\nmax = 7\n", {"min 8 above max 7", "c.toml:7"}});
    check({head + "[circuit.parameters]\nrows = 16\nlines = 17\n", {"lines = 17", "(c.toml:5)", "rows"}});
    check({"[campaign]\nname = \"a/b\"\n[circuit]\nname = \"integrator\"\n", {"'a/b'", "c.toml:2", "letters"}});
}

TEST_CASE("spec: text that is no TOML is refused with its line", "[campaign]") {
    check({head + "[monte_carlo]\nsamples = \n", {"not valid TOML", "c.toml:6"}});
    check({head + head, {"not valid TOML", "c.toml:5"}});
}

TEST_CASE("spec: an override is checked like the line it stands for, and says so", "[campaign]") {
    CHECK_THAT(message_of(head, {"monte_carlo.sampels=3"}),
               Contains("--set monte_carlo.sampels=3") && Contains("'samples'"));
    CHECK_THAT(message_of(head, {"campaign.name=x\"y"}), Contains("'x\"y' is no value") && Contains("--set campaign"));
    CHECK_THAT(message_of(head, {"simulator.reltol=2"}), Contains("(--set simulator.reltol=2)"));
    CHECK_THAT(message_of(head, {"samples"}), Contains("section.key=value"));
    CHECK_THAT(message_of(head, {"campaign.name.x=1"}), Contains("'name' has no keys"));
    CHECK_THAT(message_of(head, {"monte_carlos.samples=1"}),
               Contains("(--set monte_carlos.samples=1)") && Contains("'monte_carlo'"));
    for (auto const* const assignment : {"limits.min=1", "limits=[]"})
        CHECK_THAT(message_of(head, {assignment}), Contains("limits cannot be overridden") && Contains("--set limits"));
}

TEST_CASE("spec: a file that is not there is one clear line", "[campaign]") {
    CHECK_THROWS_WITH(campaign::read_spec("/nowhere/c.toml"), Contains("/nowhere/c.toml") && Contains("cimchar init"));
    CHECK_THROWS_AS(campaign::read_spec("/tmp"), InputError);
    CHECK_THROWS_WITH(campaign::read_spec("/dev/null"), Contains("campaign.name is missing"));
}
