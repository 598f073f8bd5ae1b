#!/usr/bin/python3
"""Three ways to one product: composed, one transient of all of it, and that transient in plain `ngspice -b`.

usage: composed_full_plain.py CIMCHAR CAMPAIGN CIRCUIT SUPPLY_V

None of the full transients is used to build the composition. The products hold what a composition can get wrong: a bit
after zeros (the carry at 128), alternating bits, weights with set and unset bits, the corners where switches leak most
and where they are slowest, and a chip with mismatch.
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, CAMPAIGN, CIRCUIT = sys.argv[1:4]
SUPPLY_V = float(sys.argv[4])
LSB_MV = 251.6 / 256
COMPOSED_LSB = 0.04  # the most that composed may differ from full; docs/circuits/*_figures.md have what is seen
PLAIN_MV = 0.002  # plain ngspice reads 0.1 ns before the end, where the capacitor only leaks


def run(directory, *settings):
    command = [PROGRAM, "run", CAMPAIGN, "-o", str(directory), "-j", "1", "--json"]
    for setting in (f"circuit.name={CIRCUIT}", f"conditions.supply_v={SUPPLY_V}", "conditions.process=tt",
                    "conditions.temperature_c=27", *settings):
        command += ["--set", setting]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr  # 1: a limit of the campaign, which is for another product
    return json.loads(done.stdout)


def plain_mv(deck):
    done = subprocess.run(["ngspice", "-b", str(deck)], capture_output=True, text=True, check=False)
    return float(re.search(r"^vout_v\s*=\s*(\S+)", done.stdout, re.MULTILINE).group(1)) * 1e3


def product(folder, code, weight, *condition):
    """Checks a product by the campaign's own check, which is one transient; returns its output [mV]."""
    name = f"{code}x{weight}" + "".join(condition)
    measures = run(folder / name, f"circuit.parameters.input={code}", f"circuit.parameters.weight={weight}",
                   "circuit.parameters.check=full", *condition)["conditions"][0]["measures"]
    composed, difference = measures["vout_v"]["nominal"] * 1e3, measures["composed_less_full_lsb"]["nominal"]
    print(f"{name}: composed {composed:.4f} mV, less full {difference:+.4f} LSB")
    assert abs(difference) < COMPOSED_LSB, name
    return composed - difference * LSB_MV


def nominal_products(folder):
    for code, weight in ((128, 255), (85, 170)):
        product(folder, code, weight)
    for process, temperature_c, supply_v in (("ss", -40, SUPPLY_V - 0.1), ("ff", 80, SUPPLY_V + 0.1)):
        product(folder, 186, 236, f"conditions.process={process}", f"conditions.temperature_c={temperature_c}",
                f"conditions.supply_v={supply_v:g}")
    full = product(folder, 186, 236)
    deck = subprocess.run([PROGRAM, "netlist", CIRCUIT, "--supply", str(SUPPLY_V), "--set", "input=186",
                           "--set", "weight=236"],
                          capture_output=True, text=True, check=True).stdout
    (folder / "plain.cir").write_text(deck)
    plain = plain_mv(folder / "plain.cir")
    print(f"plain ngspice: {plain:.4f} mV, full {full:.4f} mV")
    assert abs(plain - full) < PLAIN_MV, (plain, full)


def chip(folder):
    """One chip with all mismatch, its cells too."""
    of = ("monte_carlo.samples=1", "monte_carlo.mismatch=assumed_45nm", "circuit.parameters.check=off")
    values = {}
    for method in ("composed", "full"):
        directory = folder / f"chip_{method}"
        summary = run(directory, f"circuit.parameters.method={method}", *of)
        values[method] = summary["conditions"][0]["measures"]["vout_v"]["mean"] * 1e3
    subprocess.run([PROGRAM, "replay", str(directory), "1", "--netlist", str(folder / "chip.cir")],
                   capture_output=True, check=True)
    plain = plain_mv(folder / "chip.cir")
    difference = (values["composed"] - values["full"]) / LSB_MV
    print(f"chip: composed {values['composed']:.4f} mV, full {values['full']:.4f} mV ({difference:+.4f} LSB), plain "
          f"ngspice {plain:.4f} mV")
    assert abs(difference) < COMPOSED_LSB
    assert abs(plain - values["full"]) < PLAIN_MV


with tempfile.TemporaryDirectory() as name:
    nominal_products(Path(name))
    chip(Path(name))
