#!/usr/bin/python3
"""`cimchar system`: figures that follow from the published tables by other means, and chips' files that it must refuse.

usage: system.py CIMCHAR SOURCE_FOLDER
"""
import csv
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, SOURCE = sys.argv[1], Path(sys.argv[2])
SCRATCH = tempfile.TemporaryDirectory()
DATA = Path(SCRATCH.name)


def system(*arguments, data=SOURCE):
    return subprocess.run([PROGRAM, "system", *arguments], capture_output=True, text=True, check=False,
                          env={**os.environ, "CIMCHAR_DATA_DIR": str(data)})


def figures(*arguments):
    done = system(*arguments, "--json")
    assert done.returncode == 0 and not done.stderr, (arguments, done.stderr)
    return json.loads(done.stdout)


def near(got, want, relative):
    assert abs(got - want) <= relative * abs(want), (got, want)


def check_chips(chips):
    """The files against the papers' own sums and ratios, to what is printed of them."""
    isaac, cascade, neural_pim = (chips[name] for name in ("isaac", "cascade", "neural_pim"))
    assert neural_pim["tiles"] == 280  # Table 2
    assert [c["samples_per_value_and_pass"] for c in (isaac, cascade, neural_pim)] == [64, 15, 1]
    assert [c["input_cycles"] for c in (isaac, cascade, neural_pim)] == [8, 8, 2]
    # Table 3: cells and their area by a tile's, two digits each.
    for chip, percent, cells_per_mm2 in ((isaac, 0.68, 4.5e6), (cascade, 0.76, 5.0e6), (neural_pim, 0.71, 4.6e6)):
        near(100 * 64 * 25e-6 / chip["tile_area_mm2"], percent, 0.01)
        near(64 * 128 * 128 / chip["tile_area_mm2"], cells_per_mm2, 0.02)
    # ISAAC's table: its rows add up to the 24.08 mW of an IMA, which has 8 of the arrays, at the rates of its 8-bit converters.
    power = {c["name"]: c["energy_j"] * c["rate_hz"] * c["per_tile"] / 8 for c in isaac["components"]}
    ima = sum(power[name] for name in ("dac", "sample_hold", "crossbar", "input_register", "output_register", "accumulator"))
    near(ima + 8 * 1.667e-12 * 1.2e9, 24.08e-3, 0.005)
    # Rows of Neural-PIM's Table 2.
    power = {c["name"]: c["energy_j"] * c["rate_hz"] * c["per_tile"] for c in neural_pim["components"]}
    for name, printed_w in (("adc", 6e-3), ("dac", 0.1), ("accumulator", 1.9e-2), ("crossbar", 9.6e-2), ("input_register", 4e-2),
                            ("link", 10.4)):
        near(power[name], printed_w, 1e-9)
    for chip in (isaac, cascade, neural_pim):
        assert all(entry["source"] for entry in chip["components"] + chip["structure"])


def check_networks(all_figures):
    """One layer's energy by hand, from the table and the file, and what must hold of all."""
    for network in all_figures["networks"]:
        for result in network["results"].values():
            near(sum(result["energy_by_part_j"].values()), result["energy_j"], 1e-9)
            near(2 * network["products"] / result["energy_j"], 1e9 * result["gops_s_w"], 1e-9)
            assert 0 < result["busy"] <= 1
    vgg = next(n for n in all_figures["networks"] if n["name"] == "vgg16")
    rows = list(csv.DictReader(line for line in (SOURCE / "data/networks/shapes/vgg16.csv").read_text().splitlines()
                               if not line.startswith("#")))
    conversions = arrays = 0
    for row in rows:
        inputs = int(row["kernel_height"]) * int(row["kernel_width"]) * int(row["in_channels"])
        blocks, outputs = math.ceil(inputs / 128), int(row["out_channels"])
        arrays += blocks * math.ceil(outputs / 8)
        conversions += blocks * outputs * int(row["output_height"]) * int(row["output_width"])
    for name, samples in (("isaac", 64), ("cascade", 15), ("neural_pim", 1)):
        result = vgg["results"][name]
        assert result["arrays"] == arrays
        assert result["events_by_part"]["adc"] == samples * conversions
    near(vgg["results"]["neural_pim"]["energy_by_part_j"]["adc"], conversions * 6e-3 / 4 / 1.2e9, 1e-9)
    gains = all_figures["gains"]
    for k, network in enumerate(all_figures["networks"]):
        near(gains["energy"]["isaac"]["of_network"][k],
             network["results"]["isaac"]["energy_j"] / network["results"]["neural_pim"]["energy_j"], 1e-9)


def check_sweep(sweep):
    best, *others = (design["gops_s_mm2"] for design in sweep["designs"])
    assert all(value <= best for value in others)
    own = sweep["designs"][sweep["published"]["our_rank"] - 1]
    # 280 tiles of 64 arrays of 1024 weights, two operations, one copy and two slices of 100 ns, 86.4 mm².
    near(own["gops_s_mm2"], 280 * 64 * 1024 * 2 / 300e-9 / 86.4 * 1e-9, 1e-6)
    # Table 2's heading and section 5.2.4 to the letter: four elements in a tile, nine cycles.
    literal = next(r for r in sweep["readings"] if r["arrays_per_tile"] == 256 and r["pass_cycles"] == 9 and r["area_mm2"] > 80)
    near(literal["gops_s_mm2"], 280 * 4 * 64 * 1024 * 2 / 900e-9 / 86.4 * 1e-9, 1e-6)


def check_shapes_are_generated():
    subprocess.run([sys.executable, SOURCE / "tools/network_shapes", DATA], check=True)
    shipped = sorted((SOURCE / "data/networks/shapes").glob("*.csv"))
    assert len(shipped) == 9
    for file in shipped:
        assert (DATA / file.name).read_bytes() == file.read_bytes(), f"run tools/network_shapes: {file.name} is not what it writes"


def check_refusals():
    (DATA / "netlists").mkdir()
    shutil.copytree(SOURCE / "data", DATA / "data")
    chip = DATA / "data/system/isaac.toml"
    changes = DATA / "data/system/sensitivity.toml"
    table = DATA / "data/networks/shapes/alexnet.csv"
    cases = ((chip, "rate_hz = 1e7", "rate_hzz = 1e7", "did you mean 'rate_hz'?"),
             (chip, "[components.dac]", "[components.dacs]", "did you mean 'dac'?"),
             (chip, "energy_pj = 1.42", "energy_pj = 1.42\npower_w = 1", "both power_w and energy_pj"),
             (chip, 'hops = { value = 2, source = "none"', "hops = { value = 2", "hops.source is missing"),
             (chip, "rows = { value = 128", "rows = { value = 100", "give 2, 4, … 512"),
             (chip, "tile_area_mm2 = { value = 0.23529", "tile_area_mm2 = { value = 100", "tiles fit beside the link"),
             (chip, 'strategy = "A"', 'strategy = "D"', '"A", "B" or "C"'),
             (changes, "isaac.components.crossbar.power_w", "isaac.components.crosbar.power_w", "did you mean 'crossbar'?"),
             (table, "conv1,convolution,11", "conv1,convolution,0", "alexnet.csv:5"))
    for file, old, new, word in cases:
        text = file.read_text()
        assert old in text, old
        file.write_text(text.replace(old, new, 1))
        done = system("--sensitivity", data=DATA)
        file.write_text(text)
        assert done.returncode == 2 and not done.stdout and done.stderr.count("\n") == 1, (new, done)
        assert word in done.stderr and file.name in done.stderr, (new, done.stderr)
    for arguments, word in ((["--chip", "isac"], "'isaac'"), (["--network", "vgg"], "'vgg16'"), (["--swep"], "'--sweep'"),
                            (["--chip", "isaac", "--sensitivity"], "leave --chip out"), (["--chip", "cascade", "--sweep"], "leave --chip out")):
        done = system(*arguments)
        assert done.returncode == 2 and not done.stdout and word in done.stderr, (arguments, done.stderr)


def main():
    everything = figures("--sweep", "--sensitivity")
    check_chips({chip["name"]: chip for chip in everything["chips"]})
    check_networks(everything)
    check_sweep(everything["sweep"])
    near(everything["published"]["neural_pim_gops_s_w"], 1904 * 86.4 / 67.7, 1e-9)
    near(everything["published"]["isaac_16_bit_gops_s_w"], 2 * 168 * 96 * 2048 / 1.6e-6 / 65.8 * 1e-9, 1e-9)
    assert len(everything["sensitivity"]) == len({change["name"] for change in everything["sensitivity"]})
    one = figures("--chip", "neural_pim", "--network", "alexnet")
    assert [c["name"] for c in one["chips"]] == ["neural_pim"] and "gains" not in one
    for arguments in ([], ["--network", "vgg16"], ["--chip", "isaac"], ["--sweep", "--sensitivity"]):
        text = system(*arguments).stdout
        assert text and all(len(line) <= 118 for line in text.splitlines()), [line for line in text.splitlines() if len(line) > 118]
    check_shapes_are_generated()
    check_refusals()


if __name__ == "__main__":
    main()
