#!/usr/bin/python3
"""The reduced 130 nm cards against the full card of the Predictive Technology Model: drain current and conductances of
transistors of 1 µm by 130 nm in plain ngspice; and an inverter campaign on them runs at all corners.

usage: cards_130nm.py CIMCHAR REPOSITORY
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from library_cards import library_cards

PROGRAM, ROOT = sys.argv[1], Path(sys.argv[2])
CARDS = ROOT / "netlists/cards/n130.lib"
# What was left out (gate and body resistance, GIDL, impact ionization, layout) changes these by 0.25 % at most.
SAME = 5e-3
# Type, temperature [°C], |vgs| [V], |vds| [V]; of the full card in ngspice: id [A], gm [S], gds [S].
FULL = (
    ("n", -40, 0.45, 0.6, 8.9768e-05, 9.3252e-04, 7.0522e-05),
    ("n", -40, 0.6, 1.2, 3.0664e-04, 1.1675e-03, 9.2940e-05),
    ("n", -40, 1.2, 0.1, 3.7512e-04, 1.4989e-04, 3.1773e-03),
    ("n", -40, 1.2, 1.2, 9.9050e-04, 1.1085e-03, 1.1743e-04),
    ("n", 27, 0.45, 0.6, 8.0989e-05, 7.6053e-04, 6.2364e-05),
    ("n", 27, 0.6, 1.2, 2.6919e-04, 1.0245e-03, 8.9767e-05),
    ("n", 27, 1.2, 0.1, 2.7685e-04, 1.1753e-04, 2.4228e-03),
    ("n", 27, 1.2, 1.2, 8.7886e-04, 9.8882e-04, 1.2114e-04),
    ("n", 80, 0.45, 0.6, 7.3189e-05, 6.4261e-04, 5.5646e-05),
    ("n", 80, 0.6, 1.2, 2.3746e-04, 8.9160e-04, 8.4302e-05),
    ("n", 80, 1.2, 0.1, 2.1235e-04, 8.8628e-05, 1.8934e-03),
    ("n", 80, 1.2, 1.2, 7.6699e-04, 8.5138e-04, 1.1984e-04),
    ("p", -40, 0.45, 0.6, 4.1962e-05, 4.1243e-04, 4.0033e-05),
    ("p", -40, 0.6, 1.2, 1.5935e-04, 6.7341e-04, 6.7381e-05),
    ("p", -40, 1.2, 0.1, 1.6547e-04, 1.4548e-04, 1.4827e-03),
    ("p", -40, 1.2, 1.2, 6.4139e-04, 8.8111e-04, 1.0962e-04),
    ("p", 27, 0.45, 0.6, 3.0730e-05, 2.6272e-04, 2.8398e-05),
    ("p", 27, 0.6, 1.2, 1.0772e-04, 4.2342e-04, 5.0276e-05),
    ("p", 27, 1.2, 0.1, 8.0926e-05, 5.4656e-05, 7.4833e-04),
    ("p", 27, 1.2, 1.2, 3.9905e-04, 5.1131e-04, 9.4197e-05),
    ("p", 80, 0.45, 0.6, 2.5080e-05, 1.9627e-04, 2.2694e-05),
    ("p", 80, 0.6, 1.2, 8.2777e-05, 3.0366e-04, 4.0060e-05),
    ("p", 80, 1.2, 0.1, 5.1548e-05, 2.8760e-05, 4.8249e-04),
    ("p", 80, 1.2, 1.2, 2.7986e-04, 3.2848e-04, 7.5156e-05),
)


def check(what, good):
    if not good:
        sys.exit(f"FAILED: {what}")


def figures(corner, kind, temperature_c, vgs, vds):
    sign = 1 if kind == "n" else -1
    deck = f"""* one transistor
{library_cards(CARDS, corner)}
.temp {temperature_c}
m1 d g 0 0 n130_{kind}mos w=1u l=0.13u
vd d 0 {sign * vds}
vg g 0 {sign * vgs}
.control
op
print @m1[id] @m1[gm] @m1[gds]
.endc
.end
"""
    done = subprocess.run(["ngspice", "-b"], input=deck, capture_output=True, text=True, check=False)
    found = [float(x) for x in re.findall(r"^@m1\[\w+\] = (\S+)$", done.stdout, re.M)]
    check(f"three figures: {done.stdout}{done.stderr}", len(found) == 3)
    return [abs(x) for x in found]


worst = 0.0
for kind, temperature_c, vgs, vds, *known in FULL:
    for what, ours, full in zip(("id", "gm", "gds"), figures("tt", kind, temperature_c, vgs, vds), known):
        worst = max(worst, abs(ours / full - 1))
        check(f"{what} of {kind} at {temperature_c} °C, {vgs} V, {vds} V: {ours:.4e}, full card {full:.4e}",
              abs(ours / full - 1) < SAME)
print(f"largest departure from the full card: {100 * worst:.2f} %")
for kind in "np":
    slow, typical, fast = (figures(corner, kind, 27, 1.2, 1.2)[0] for corner in ("ss", "tt", "ff"))
    check(f"{kind}: ss {slow:.3e} < tt {typical:.3e} < ff {fast:.3e} A", slow < typical < fast)

with tempfile.TemporaryDirectory() as name:
    done = subprocess.run([PROGRAM, "run", ROOT / "examples/inverter/inverter_130nm.toml", "-o", f"{name}/run", "--json",
                           "--set", "monte_carlo.samples=20"], capture_output=True, text=True, check=False)
    check(f"the inverter's campaign: {done.stderr}", done.returncode == 0)
    at = {(c["process"], c["temperature_c"], c["supply_v"]): c["measures"] for c in json.loads(done.stdout)["conditions"]}
    switching = {p: at[p, 27, 1.2]["switching_v"]["nominal"] for p in ("tt", "ff", "ss", "sf", "fs")}
    # A slow N or a fast P moves the switching point up, the reverse down; fast with fast and slow with slow do little.
    check(f"switching points {switching}", switching["fs"] + 0.02 < switching["tt"] < switching["sf"] - 0.02
          and all(abs(switching[p] - switching["tt"]) < 0.01 for p in ("ff", "ss")))
    unknown = subprocess.run([PROGRAM, "check", ROOT / "examples/inverter/inverter_130nm.toml", "--set", "pdk.cards=n90"],
                             capture_output=True, text=True, check=False)
    check(f"unknown cards: {unknown.stderr}", unknown.returncode == 2 and "n130" in unknown.stderr)
