#!/usr/bin/python3
"""The source followers of examples/source_follower: the campaign's figures at tt, 27 °C, 1.2 V against plain ngspice's
transfer function and operating point of the same netlist, and against the transistors' own conductances.

usage: source_follower.py CIMCHAR REPOSITORY
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from library_cards import library_cards

PROGRAM, ROOT = sys.argv[1], Path(sys.argv[2])
EXAMPLE = ROOT / "examples/source_follower"


def check(what, good):
    if not good:
        sys.exit(f"FAILED: {what}")


def plain():
    title, *rest = (EXAMPLE / "follower_130nm.cir").read_text().splitlines()
    body = "\n".join(line for line in rest if line != ".end")
    deck = f"""{title}
{body}
{library_cards(ROOT / "netlists/cards/n130.lib", "tt")}
.control
op
print v(op) v(on) @mpf[gm] @mpf[gds] @mps[gds] @mnf[gm] @mnf[gmbs] @mnf[gds] @mns[gds]
tf v(op) vin
print transfer_function
tf v(on) vin
print transfer_function
tf v(op) iloadp
print output_impedance_at_v(op)
tf v(on) iloadn
print output_impedance_at_v(on)
.endc
.end
"""
    done = subprocess.run(["ngspice", "-b"], input=deck, capture_output=True, text=True, check=False)
    found = [float(x) for x in re.findall(r"^\S+ = (-?\d\S*)$", done.stdout, re.M)]
    check(f"13 figures of plain ngspice, {len(found)} found: {done.stderr}", len(found) == 13)
    return found


op, on, gmp, gdsp, gds_top, gmn, gmbn, gdsn, gds_tail, gain_p, gain_n, r_p, r_n = plain()
with tempfile.TemporaryDirectory() as name:
    done = subprocess.run([PROGRAM, "run", EXAMPLE / "follower_130nm.toml", "-o", f"{name}/run", "--json",
                           "--set", "monte_carlo.samples=8"], capture_output=True, text=True, check=False)
    check(f"the campaign: {done.stderr}", done.returncode == 0)
    at = {(c["process"], c["temperature_c"], c["supply_v"]): c["measures"] for c in json.loads(done.stdout)["conditions"]}
check("all 45 conditions", len(at) == 45)
ours = {measure: figure["nominal"] for measure, figure in at["tt", 27, 1.2].items()}
# Slopes between samples 2 mV and 0.1 µA apart, and 250 mV may fall between two: half a step of a gain that changes by 0.4
# per volt is 5e-4 of it.
for measure, expected in (("level_p_v", op), ("level_n_v", on), ("gain_p", gain_p), ("gain_n", gain_n),
                          ("resistance_p_ohm", r_p), ("resistance_n_ohm", r_n)):
    check(f"{measure}: {ours[measure]:.6g}, plain ngspice {expected:.6g}", abs(ours[measure] / expected - 1) < 1e-3)
# The well follows the source, so that the PMOS has no body effect; of the NMOS it is what costs gain.
for measure, expected in (("gain_p", gmp / (gmp + gdsp + gds_top)), ("gain_n", -gmn / (gmn + gmbn + gdsn + gds_tail)),
                          ("resistance_p_ohm", 1 / (gmp + gdsp + gds_top)),
                          ("resistance_n_ohm", 1 / (gmn + gmbn + gdsn + gds_tail))):
    check(f"{measure}: {ours[measure]:.6g}, of the transistors' conductances {expected:.6g}",
          abs(ours[measure] / expected - 1) < 1e-3)
slow, fast = at["ss", 27, 1.2], at["ff", 27, 1.2]
# A threshold larger by 25 mV shifts a follower further: the PMOS up, the NMOS down.
check("corners: further at ss, less at ff",
      slow["level_p_v"]["nominal"] - 0.015 > ours["level_p_v"] > fast["level_p_v"]["nominal"] + 0.015
      and slow["level_n_v"]["nominal"] + 0.015 < ours["level_n_v"] < fast["level_n_v"]["nominal"] - 0.015)
