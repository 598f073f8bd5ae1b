// Campaigns on a netlist of the user's: what is read, and what is refused.
#include "campaign/engine.hpp"
#include "campaign/spec.hpp"
#include "circuits/user/description.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

using namespace cimchar;
using Catch::Matchers::Contains;

namespace {
/// A folder for one test, with a netlist and a library in it.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "cimchar_own_XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
        write("d.cir",
              "* Divider\n.param r=1k k=2\n.param r2={k*r}\nvdd vdd 0 1\nr1 vdd out {r}\nr2 out 0 {r2}\n"
              "m1 out out 0 0 n45_nmos w=1u l=50n\n.end\n");
        write("lib.inc", "* cards\n.param process=1\n");
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;

    void write(std::string const& name, std::string const& text) const { std::ofstream(path_ / name) << text; }
    [[nodiscard]] std::string file() const { return (path_ / "c.toml").string(); }

private:
    std::filesystem::path path_;
};

std::string const head = "[campaign]\nname = \"x\"\n[circuit]\nnetlist = \"d.cir\"\n";
std::string const analysis = "[[analyses]]\nname = \"bias\"\nline = \"op\"\n";
std::string const measure =
    "[[measures]]\nname = \"out_v\"\nunit = \"V\"\nkind = \"value\"\nanalysis = \"bias\"\nof = \"v(out)\"\n";

std::string message_of(Folder const& folder, std::string const& text, std::vector<std::string> const& overrides = {}) {
    try {
        static_cast<void>(campaign::read_spec_text(text, folder.file(), overrides));
    } catch (InputError const& error) {
        return error.what();
    }
    return "accepted";
}
}  // namespace

TEST_CASE("own circuit: parameters come from the netlist, and computed ones follow a changed one", "[campaign]") {
    Folder const folder;
    auto const spec = campaign::read_spec_text(head + analysis + measure, folder.file(), {"circuit.parameters.r=3k"});
    CHECK(spec.circuit == "d");
    REQUIRE(spec.parameters.infos().size() == 3);
    auto const& circuit = campaign::circuit_of(spec);
    REQUIRE(circuit.varied_devices(spec.parameters).size() == 1);
    CHECK(circuit.varied_devices(spec.parameters)[0].width_m == Approx(1e-6));
    Simulation asked;
    auto const observation =
        circuit.observe(spec.parameters, spec.conditions[0], {}, spec.simulator, [&](Simulation const& simulation) {
            asked = simulation;
            return Waveforms{{"point", "v(out)"}, {{0}, {0.25}}};
        });
    CHECK(observation.scalars.at("out_v") == 0.25);
    CHECK_THAT(*asked.deck, Contains("r=3000") && Contains("r2={k*r}") && Contains("n45_nmos nmos"));
    CHECK(asked.analysis == "op");
    CHECK(asked.vectors == std::vector<std::string>{"v(out)"});
    CHECK(asked.alterations == std::vector<Alteration>{{"vdd", 1.0}});
}

TEST_CASE("own circuit: a chip alters threshold and mobility of its transistors", "[campaign]") {
    Folder const folder;
    auto const spec = campaign::read_spec_text(head + analysis + measure, folder.file());
    netlist::Chip const chip({{"process", "nmos_vth_v", 0.01}, {"m1", "vth_v", 0.02}, {"m1", "beta", -0.1}});
    std::vector<Alteration> altered;
    static_cast<void>(campaign::circuit_of(spec).observe(spec.parameters, spec.conditions[0], chip, spec.simulator,
                                                         [&](Simulation const& simulation) {
                                                             altered = simulation.alterations;
                                                             return Waveforms{{"point", "v(out)"}, {{0}, {0.25}}};
                                                         }));
    REQUIRE(altered.size() == 3);
    CHECK(altered[0].target == "@m1[delvto]");
    CHECK(altered[0].value == Approx(0.03));
    CHECK(altered[1].target == "@m1[mulu0]");
    CHECK(altered[1].value == Approx(0.9));
}

TEST_CASE("own circuit: coefficients of another process are warned of", "[campaign]") {
    Folder const folder;
    auto const warnings = [&](std::string const& pdk, std::string const& mismatch) {
        auto const text =
            head + pdk + analysis + measure + "[monte_carlo]\nsamples = 2\nmismatch = \"" + mismatch + "\"\n";
        return campaign::read_spec_text(text, folder.file()).warnings;
    };
    std::string const corners = "[pdk.corners]\ntt = \".include 'lib.inc'\"\n";
    std::string const sky130 = "[pdk]\nprocess = \"sky130\"\n" + corners;
    CHECK(warnings("", "assumed_45nm").empty());
    CHECK(warnings(sky130, "sky130").empty());
    CHECK(warnings("[pdk]\nprocess = \"45 nm\"\n" + corners, "assumed_45nm").empty());
    REQUIRE(warnings(sky130, "assumed_45nm").size() == 1);
    CHECK_THAT(warnings(sky130, "assumed_45nm")[0], Contains("'45 nm'") && Contains("'sky130'"));
    REQUIRE(warnings(corners, "assumed_45nm").size() == 1);
    CHECK_THAT(warnings(corners, "assumed_45nm")[0], Contains("pdk.process = \"45 nm\""));
    REQUIRE(warnings("", "sky130").size() == 1);
    folder.write("mine.toml", "[local]\nsource = \"mine\"\nper = \"device\"\nnmos_vth_mv_um = 3\n");
    CHECK(warnings(sky130, "./mine.toml").empty());
}

TEST_CASE("own circuit: a parameter that carries no mismatch is neither drawn nor altered", "[campaign]") {
    Folder const folder;
    struct Case {
        std::string pdk;
        std::string target;
        std::size_t drawn;
    };
    for (auto const& [pdk, target, drawn] :
         {Case{"vth_parameter", "@m1[mulu0]", 1}, Case{"beta_parameter", "@m1[delvto]", 1}}) {
        INFO(pdk);
        auto const spec =
            campaign::read_spec_text(head + "[pdk]\n" + pdk + " = \"\"\n" + analysis + measure, folder.file());
        auto const& circuit = campaign::circuit_of(spec);
        netlist::VariationModel model;
        model.nmos_vth_v_m = 1e-9;
        model.nmos_beta_m = 1e-8;
        auto const chip =
            netlist::draw_chip({}, 1, 1, circuit.varied_devices(spec.parameters), model, {.global = false});
        CHECK(chip.deviations().size() == drawn);
        std::vector<Alteration> altered;
        static_cast<void>(circuit.observe(spec.parameters, spec.conditions[0], chip, spec.simulator,
                                          [&](Simulation const& simulation) {
                                              altered = simulation.alterations;
                                              return Waveforms{{"point", "v(out)"}, {{0}, {0.25}}};
                                          }));
        REQUIRE(altered.size() == 2);  // and the supply
        CHECK(altered[0].target == target);
    }
    auto const chips = [&](std::string const& more) {
        return head + "[pdk]\nvth_parameter = \"\"\n" + more + analysis + measure + "[monte_carlo]\nsamples = 2\n";
    };
    CHECK_THAT(message_of(folder, chips("")), Contains("global = false"));
    CHECK(message_of(folder, chips("") + "global = false\n") == "accepted");
    CHECK_THAT(message_of(folder, chips("beta_parameter = \"\"\n") + "global = false\n"), Contains("both empty"));
}

TEST_CASE("own circuit: the text of a run is self-contained, but for libraries, which must not change", "[campaign]") {
    Folder const folder;
    auto const text = head + "[pdk.corners]\ntt = \".include 'lib.inc'\"\n" + analysis + measure;
    auto const spec = campaign::read_spec_text(text, folder.file());
    CHECK_THAT(spec.text, Contains("#: file netlist d.cir") && Contains("#| vdd vdd 0 1"));
    folder.write("d.cir", "* something else\n");
    auto const again = campaign::read_spec_text(spec.text, "/nowhere/c.toml");
    CHECK(again.text == spec.text);
    CHECK(again.parameters.infos().size() == 3);
    folder.write("lib.inc", "* cards\n.param process=2\n");
    CHECK_THAT(message_of(folder, spec.text), Contains("has changed since this campaign was run"));
}

TEST_CASE("own circuit: mistakes are named with their place and the nearest valid word", "[campaign]") {
    Folder const folder;
    auto const all = head + analysis + measure;
    struct Bad {
        std::string text;
        std::vector<std::string> fragments;
    };
    std::vector<Bad> const bad{
        {"[campaign]\nname = \"x\"\n[circuit]\nnetlist = \"e.cir\"\n", {"e.cir", "c.toml:4"}},
        {head + measure, {"no [[analyses]]"}},
        {head + analysis, {"no [[measures]]"}},
        {head + "[pdk]\nsuply = \"vdd\"\n" + analysis + measure, {"'suply'", "'supply'"}},
        {head + "[pdk]\nsupply = \"vd\"\n" + analysis + measure, {"'vd'", "did you mean 'vdd'"}},
        {head + "[pdk.corners]\ntt = \"shell ls\"\n" + analysis + measure, {"does not select a corner"}},
        {head + "[pdk.corners]\ntt = \".include 'no.inc'\"\n" + analysis + measure, {"no.inc", "cannot read"}},
        {head + "[pdk.corners]\ntt = \".include '$CIMCHAR_NONE/x'\"\n" + analysis + measure, {"CIMCHAR_NONE"}},
        {head + "[pdk.corners]\nss = \".include 'lib.inc'\"\n" + analysis + measure, {"corner tt", "ss"}},
        {head + "[circuit.units]\nrr = \"V\"\n" + analysis + measure, {"'rr'", "'r'"}},
        {head + "[circuit.spread_pct]\nr3 = 1\n" + analysis + measure, {"circuit.spread_pct", "'r3'", "'r1'"}},
        {head + "[circuit.spread_pct]\nr1 = 99\n" + analysis + measure, {"circuit.spread_pct.r1", "30 %"}},
        {head + "[circuit.spread_pct]\nr1 = 1\n\"r*\" = 1\n" + analysis + measure, {"both name r1"}},
        {head +
             "[circuit.common_spread_pct]\nr2 = 1\n[[analyses]]\nname = \"bias\"\nline = \"op\"\nset = { r2 = 1 }\n" +
             measure,
         {"'bias' sets r2", "keep one"}},
        {head + "[[analyses]]\nname = \"b\"\nline = \"opp\"\n", {"'opp'", "'op'"}},
        {head + "[[analyses]]\nname = \"b\"\nline = \"dc vd 0 1 1\"\n", {"'vd'", "'vdd'"}},
        {head + "[[analyses]]\nname = \"b\"\nline = \"op\"\nset = { vd = 1 }\n", {"'vd'", "'vdd'"}},
        {head + analysis + "[[measures]]\nname = \"a\"\nkind = \"valu\"\n", {"'valu'", "'value'"}},
        {head + analysis + "[[measures]]\nname = \"A\"\nkind = \"expression\"\nvalue = 1\n", {"'A'", "small letters"}},
        {head + analysis + "[[measures]]\nname = \"a\"\nkind = \"slope\"\nanalysis = \"bias\"\nof = \"v(out)\"\n",
         {"measures.at is missing", "slope"}},
        {head + analysis + "[[measures]]\nname = \"a\"\nkind = \"value\"\nanalysis = \"bia\"\nof = \"v(out)\"\n",
         {"'bia'", "'bias'"}},
        {head + analysis + "[[measures]]\nname = \"a\"\nkind = \"value\"\nanalysis = \"bias\"\nof = \"v(oot)\"\n",
         {"'oot'", "'out'", "c.toml:12"}},
        {all + "[[measures]]\nname = \"b\"\nkind = \"expression\"\nvalue = \"2*out_w\"\n", {"out_w", "out_v"}},
        {all + measure, {"named twice"}},
        {all + "[[limits]]\nmeasure = \"out\"\nmin = 1\n", {"'out'", "'out_v'"}},
    };
    for (auto const& [text, fragments] : bad) {
        auto const message = message_of(folder, text);
        INFO(text);
        INFO(message);
        for (auto const& fragment : fragments) CHECK_THAT(message, Contains(fragment));
        CHECK_THAT(message, !Contains("\n"));
    }
    CHECK_THAT(message_of(folder, all, {"circuit.parameters.rr=1"}), Contains("'rr'") && Contains("'r'"));
}

TEST_CASE("own circuit: passives vary by their patterns, through the hierarchy", "[campaign]") {
    Folder const folder;
    folder.write("d.cir",
                 "* Divider\n.param vdd=1\n.subckt part a b r=1k\nr1 a b {2*r}\nc1 b 0 1p\n.ends\nvdd vdd 0 {vdd}\n"
                 "x1 vdd out part r=3k\nr2 out 0 5k\n.end\n");
    auto const spec = campaign::read_spec_text(
        head + "[circuit.spread_pct]\n\"X1.*\" = 2\n[circuit.common_spread_pct]\n\"*r?\" = 10\n" + analysis + measure,
        folder.file());
    auto const& circuit = campaign::circuit_of(spec);
    auto const sigma = netlist::standard_deviations(circuit.varied_devices(spec.parameters), {}, {});
    std::map<std::string, double> drawn;
    for (auto const& [device, parameter, value] : sigma) drawn[device + "." + parameter] = value;
    CHECK(drawn["x1.r1.value"] == Approx(0.02));
    CHECK(drawn["x1.c1.value"] == Approx(0.02));
    CHECK(drawn["*r?.common"] == Approx(0.1));
    CHECK_FALSE(drawn.contains("r2.value"));
    netlist::Chip const chip({{"x1.r1", "value", 0.1}, {"x1.c1", "value", -0.1}, {"*r?", "common", 0.5}});
    Simulation asked;
    static_cast<void>(
        circuit.observe(spec.parameters, spec.conditions[0], chip, spec.simulator, [&](Simulation const& simulation) {
            asked = simulation;
            return Waveforms{{"point", "v(out)"}, {{0}, {0.25}}};
        }));
    std::map<std::string, double> altered;
    for (auto const& [target, value] : asked.alterations) altered[target] = value;
    CHECK(altered["r.x1.r1"] == Approx(6e3 * 1.1 * 1.5));
    CHECK(altered["c.x1.c1"] == Approx(0.9e-12));
    CHECK(altered["r2"] == Approx(5e3 * 1.5));
}

TEST_CASE("own circuit: what draws no mismatch is told", "[campaign]") {
    Folder const folder;
    std::string const chips = "[monte_carlo]\nsamples = 2\nglobal = false\n";
    folder.write("d.cir", "* d\n.subckt part a\nxr a 0 res\n.ends\nvdd out 0 1\nx1 out part\n.end\n");
    CHECK_THAT(message_of(folder, head + analysis + measure), Contains("'x1.xr'") && Contains("no such subcircuit"));
    auto const text = head + "[pdk.corners]\ntt = \".include 'lib.inc'\"\n" + analysis + measure;
    CHECK(campaign::read_spec_text(text, folder.file()).warnings.empty());
    auto const warnings = campaign::read_spec_text(text + chips, folder.file()).warnings;
    CHECK(std::any_of(warnings.begin(), warnings.end(),
                      [](auto const& warning) { return warning.find("'res'") != std::string::npos; }));
}

// Whatever a size is written with: a function, a parameter of a library, a branch, a multiplier of what is around it.
TEST_CASE("own circuit: ngspice tells the sizes of the transistors", "[campaign][spice]") {
    Folder const folder;
    folder.write("lib.inc", "* library\n.param wmin=120n\n");
    folder.write("d.cir",
                 "* Pair\n.include 'lib.inc'\n.param vdd=1 big=2\n.func f(x) {2*x}\n"
                 ".subckt pair d wide=1\nma d d 0 0 n45_nmos w={f(wide)*wmin} l=50n\n"
                 ".if (wide>1)\nmb d d 0 0 n45_nmos w=5u l=50n\n.else\nmc d d 0 0 n45_nmos w=7u l=50n\n.endif\n.ends\n"
                 "vdd out 0 {vdd}\nx1 out pair\nx2 out pair wide={big} m=3\n.end\n");
    auto const spec = campaign::read_spec_text(head + analysis + measure, folder.file());
    std::map<std::string, double> width_m;
    for (auto const& device : campaign::circuit_of(spec).varied_devices(spec.parameters))
        width_m[device.name] = device.width_m;
    CHECK(width_m.size() == 4);
    CHECK(width_m["x1.ma"] == Approx(240e-9));
    CHECK(width_m["x1.mc"] == Approx(7e-6));
    CHECK(width_m["x2.ma"] == Approx(3 * 480e-9));
    CHECK(width_m["x2.mb"] == Approx(3 * 5e-6));
}

TEST_CASE("own circuit: sizes that a chip's mismatch cannot rest on are refused", "[campaign][spice]") {
    Folder const folder;
    auto const refused = [&](std::string const& size) -> std::string {
        folder.write("d.cir",
                     "* Diode\n.param vdd=1\nvdd out 0 {vdd}\nm1 out out 0 0 n45_nmos " + size + " l=50n\n.end\n");
        auto const spec = campaign::read_spec_text(head + analysis + measure, folder.file());
        try {
            static_cast<void>(campaign::circuit_of(spec).varied_devices(spec.parameters));
        } catch (InputError const& error) {
            return error.what();
        }
        return "accepted";
    };
    CHECK(refused("w=1u") == "accepted");
    CHECK_THAT(refused("w={vdd*1u}"), Contains("'m1' depends on the condition (d.cir:4") && Contains("1.1e-06"));
    CHECK_THAT(refused("w={(1+temper/100)*1u}"), Contains("'m1' depends on the condition") && Contains("77 °C"));
    CHECK_THAT(
        refused("w=1u l=50n\n.if (vdd > 1)\nm2 out out 0 0 n45_nmos w=1u l=50n\n.endif\nm3 out out 0 0 n45_nmos w=1u"),
        Contains("'m2' depends on the condition") && Contains("none at"));
    CHECK_THAT(refused("w={wmin}"), Contains("ngspice refused the circuit") && Contains("wmin"));
}

TEST_CASE("own circuit: commands are refused, in included files too", "[campaign]") {
    Folder const folder;
    folder.write("lib.inc", "* cards\n.include deep.inc\n");
    folder.write("deep.inc", "* cards\n.control\nshell touch owned\n.endc\n");
    auto const text = head + "[pdk.corners]\ntt = \".include 'lib.inc'\"\n" + analysis + measure;
    CHECK_THAT(message_of(folder, text), Contains("deep.inc:2") && Contains("commands"));
    folder.write("deep.inc", "* cards\n.model m \\\\\n D_PROCESS(process_file=\"x\")\n");
    CHECK_THAT(message_of(folder, text), Contains("deep.inc:3") && Contains("runs a program"));
    folder.write("deep.inc", "* cards\n.include lib.inc\n");
    CHECK_THAT(message_of(folder, text), Contains("includes itself"));
    folder.write("deep.inc", ".lib a\n.lib deep.inc b\n.endl\n.lib b\n.lib deep.inc a\n.endl\n");
    CHECK_THAT(message_of(folder, text), Contains("section") && Contains("includes itself"));
    folder.write("deep.inc", ".lib a\n.lib deep.inc b\n.endl\n.lib b\n.lib deep.inc c\n.endl\n.lib c\n.endl\n");
    CHECK_THAT(message_of(folder, text), !Contains("includes itself"));  // libraries do that
    folder.write("deep.inc", "* cards\n");
    folder.write("d.cir", "* d\n.control\nshell touch owned\n.endc\n");
    CHECK_THAT(message_of(folder, head + analysis + measure), Contains("d.cir:2"));
}
