#!/usr/bin/python3
"""Spreads of a user's resistors and capacitors: the corner frequency of every chip is that of its drawn values, in
closed form, the drawn values have the spread asked for, and a chip's printed netlist gives the same in plain ngspice.

usage: own_passives.py CIMCHAR
"""
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

PROGRAM = sys.argv[1]
CHIPS, LAST = 400, 400
R_OHM, C_F = 1000, 0.5e-9
SPREAD = {"x1.r1.value": 0.02, "x2.r1.value": 0.02, "x1.c1.value": 0.01, "x2.c1.value": 0.01, "*.r1.common": 0.1}
# The crossing is read between points 0.01 % apart in frequency, where the curve is straight to 1e-8.
SAME = 1e-6
# 99.9 % interval of a standard deviation of 400 normal numbers: ±3.29/sqrt(2·400).
RELATIVE_SPREAD = 3.29 / math.sqrt(2 * CHIPS)

NETLIST = """two low passes of a subcircuit
.param vdd=1
.subckt low in out r=1k
r1 in out {r}
c1 out 0 {1n/2}
.ends
vin in 0 dc 0 ac 1
x1 in a low
ebuf b 0 a 0 1
x2 b out low r=2k
.end
"""
CAMPAIGN = """[campaign]
name = "passives"
seed = 3
[circuit]
netlist = "low.cir"
[circuit.spread_pct]
"x?.r1" = 2
"x*.c1" = 1
[circuit.common_spread_pct]
"*.r1" = 10
[[analyses]]
name = "response"
line = "ac dec 20000 100k 1meg"
[[measures]]
name = "corner_hz"
unit = "Hz"
kind = "crossing"
analysis = "response"
of = "v(a)"
level = "1/sqrt(2)"
[monte_carlo]
samples = 400
"""


def check_plain(folder):
    """The same corner frequency from the printed netlist of the last chip."""
    printed = folder / "chip.cir"
    done = subprocess.run([PROGRAM, "replay", str(folder / "out"), str(LAST), "--netlist", str(printed)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text = printed.read_text()
    assert "alter r.x2.r1" in text, text
    measured = text.replace(".endc", "meas ac corner when vm(a)=0.70710678118654752\n.endc")
    printed.write_text(measured)
    plain = subprocess.run(["ngspice", "-b", str(printed)], capture_output=True, text=True, check=False).stdout
    return float(re.search(r"^corner\s*=\s*([-+.\deE]+)", plain, re.MULTILINE).group(1))


with tempfile.TemporaryDirectory() as text:
    scratch = Path(text)
    (scratch / "low.cir").write_text(NETLIST)
    (scratch / "low.toml").write_text(CAMPAIGN)
    ran = subprocess.run([PROGRAM, "run", str(scratch / "low.toml"), "-o", str(scratch / "out")], capture_output=True,
                         text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    with h5py.File(scratch / "out" / "results.h5") as results:
        names = [name.decode() for name in results["drawn/names"][()]]
        drawn = dict(zip(names, results["drawn/values"][()].T))
        corner_hz = results["measures/corner_hz"][()]
    for name, spread in SPREAD.items():
        assert abs(drawn[name][1:].std() / spread - 1) < RELATIVE_SPREAD, (name, drawn[name][1:].std())
    r_ohm = R_OHM * (1 + drawn["x1.r1.value"]) * (1 + drawn["*.r1.common"])
    expected_hz = 1 / (2 * math.pi * r_ohm * C_F * (1 + drawn["x1.c1.value"]))
    off = np.abs(corner_hz / expected_hz - 1).max()
    assert off < SAME, off
    plain_hz = check_plain(scratch)
    assert abs(plain_hz / corner_hz[LAST] - 1) < SAME, (plain_hz, corner_hz[LAST])
print(f"passives: {CHIPS} chips within {off:.1e} of 1/(2πRC), and the last one in plain ngspice")
