#!/usr/bin/python3
"""The sample-and-hold of examples/sample_hold: the campaign's figures at tt, 27 °C, 1.2 V against plain ngspice on the same
netlist, and both against closed forms: charges of the switch, kT/C, droop by the leakage, slewing of the follower.

usage: sample_hold.py CIMCHAR REPOSITORY
"""
import json
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from library_cards import library_cards

PROGRAM, ROOT = sys.argv[1], Path(sys.argv[2])
EXAMPLE = ROOT / "examples/sample_hold"
NETLIST = (EXAMPLE / "sample_hold_130nm.cir").read_text().removesuffix(".end\n")
KT = 1.380649e-23 * 300.15
# Of the NMOS card: oxide, overlap and its bias-dependent part; drawn length less what the card takes off on both sides.
COX = 3.9 * 8.8542e-12 / 2.25e-9
OVERLAP_F_PER_M = 2.4e-10 + 2.653e-10
WIDTH, LENGTH = 500e-9, 130e-9 - 60e-9 - 2 * 10.5e-9
STEP_UP_V = 20 * 25e-3 * 0.907  # the follower's gain: tests/command_line/source_follower.py


def check(what, good):
    if not good:
        sys.exit(f"FAILED: {what}")


def near(what, ours, expected, relative=0.0, absolute=0.0):
    check(f"{what}: {ours:.6g}, expected {expected:.6g}", abs(ours - expected) <= relative * abs(expected) + absolute)


def plain(control, count, netlist=NETLIST, **parameters):
    """Figures that plain ngspice prints, `count` of them."""
    for name, value in parameters.items():
        netlist, n = re.subn(rf"^(\.param .*\b{name}=)\S+", rf"\g<1>{value}", netlist, flags=re.M)
        check(f"one parameter {name}", n == 1)
    deck = f"""{netlist}
.options reltol=1e-6
{library_cards(ROOT / "netlists/cards/n130.lib", "tt")}
.control
{control}
.endc
.end
"""
    done = subprocess.run(["ngspice", "-b"], input=deck, capture_output=True, text=True, check=False)
    found = [float(x) for x in re.findall(r"^\S+\s+=\s+(-?\d\S*)", done.stdout, re.M)]
    check(f"{count} figures of plain ngspice, {len(found)} found: {done.stderr}", len(found) == count)
    return found


def steps(**parameters):
    """By plain ngspice: pedestals at the lowest, the middle and the highest level, and what a step up lacks after 12.5 ns."""
    *pedestals, rest_down, rest_up, tracking = plain("""tran 1n 2650n 0 0.25n
let d = v(h) - v(op)
meas tran p0 find d at=52n
meas tran p1 find d at=1252n
meas tran p2 find d at=2452n
meas tran r0 find v(h) at=2549.9n
meas tran r1 find v(h) at=2649.9n
meas tran t1 find v(h) at=2612.5n
""", 6, **parameters)
    return pedestals, (rest_up - tracking) / (rest_up - rest_down)


def droop(**parameters):
    """By plain ngspice, over 1 µs: of the highest and of the lowest level [V/s]."""
    a, b, c, d = plain("""alter rcks=1e9
alter rckl=1
alter rsteps=1e9
alter rjumps=1
tran 1n 2400n
meas tran a find v(h) at=115n
meas tran b find v(h) at=1115n
meas tran c find v(h) at=1315n
meas tran d find v(h) at=2315n
""", 4, **parameters)
    return (b - a) / 1e-6, (d - c) / 1e-6


def noise_v(**parameters):
    return plain("alter vsteps dc=12\nnoise v(h) vlow dec 20 1k 100g 1\nsetplot noise2\nprint onoise_total", 1, **parameters)[0]


def switch_noise(chold):
    """By plain ngspice, where an ideal source drives the switch: noise of the hold node, its density at 1 MHz over that of a
    resistor as large as the switch (of powers)."""
    netlist = re.sub(r"^(mpd|mps|mpf|ibp|cp) .*\n", "", NETLIST, flags=re.M) + "vop op 0 dc 0.72 ac 1\n"
    density, total, resistance = plain("""noise v(h) vop dec 20 1k 1000g 1
setplot noise1
print onoise_spectrum[60]
setplot noise2
print onoise_total
tf v(h) vop
print output_impedance_at_v(h)
""", 3, netlist=netlist, chold=chold)
    return total, density ** 2 / (4 * KT * resistance)


def campaign(name, *sets):
    """Measures by condition."""
    overrides = [word for one in sets for word in ("--set", one)]
    done = subprocess.run([PROGRAM, "run", EXAMPLE / "sample_hold_130nm.toml", "-o", name, "--json",
                           "--set", "monte_carlo.samples=0", *overrides], capture_output=True, text=True, check=False)
    check(f"the campaign: {done.stderr}", done.returncode == 0)
    return {(c["process"], c["temperature_c"], c["supply_v"]): {m: f["nominal"] for m, f in c["measures"].items()}
            for c in json.loads(done.stdout)["conditions"]}


with tempfile.TemporaryDirectory() as folder:
    at = campaign(f"{folder}/some", "conditions.process=tt,ff", "conditions.temperature_c=27,80", "conditions.supply_v=1.2")
    bare, = campaign(f"{folder}/bare", "conditions.process=tt", "conditions.temperature_c=27", "conditions.supply_v=1.2",
                     "circuit.parameters.dummies=0").values()
ours = at["tt", 27, 1.2]
check("four conditions", len(at) == 4)

# The same netlist and steps: what may differ is how a value is read between two points of time.
pedestals, left = steps()
for end, expected in zip(("low", "mid", "high"), pedestals):
    near(f"pedestal_{end}_v", ours[f"pedestal_{end}_v"], expected, absolute=1e-6)
near("transfer_up_12n5", ours["transfer_up_12n5"], left, relative=0.01)
droops = droop()
near("droop_high_1u_v_per_s", ours["droop_high_1u_v_per_s"], droops[0], relative=0.01)
near("droop_low_1u_v_per_s", ours["droop_low_1u_v_per_s"], droops[1], relative=0.01)
near("noise_v", ours["noise_v"], noise_v(), relative=1e-3)
bare_pedestals, _ = steps(dummies=0)
for end, expected in zip(("low", "mid", "high"), bare_pedestals):
    near(f"pedestal_{end}_v without dummies", bare[f"pedestal_{end}_v"], expected, absolute=1e-6)

# Charges. The NMOS takes charge off, the PMOS brings some; low levels turn the NMOS on harder, high ones the PMOS. Neither
# has more than its channel at full overdrive and its overlap over the whole swing.
check("without dummies, negative at the lowest level and positive at the highest",
      bare["pedestal_low_v"] < -1e-4 and bare["pedestal_high_v"] > 1e-4)
most_c = WIDTH * (COX * LENGTH * 0.75 + OVERLAP_F_PER_M * 1.2)
check("no more charge than one switch has", max(abs(bare["pedestal_low_v"]), bare["pedestal_high_v"]) * 200e-15 < most_c)
# With the level, one channel gains what the other loses: at most W·L·Cox of both.
check(f"slope without dummies {bare['pedestal_slope']:.3g}", 0 < bare["pedestal_slope"] * 200e-15 < 2 * COX * WIDTH * LENGTH)
check("dummies take nine tenths of it",
      max(abs(ours[f"pedestal_{e}_v"]) for e in ("low", "high"))
      < 0.1 * max(abs(bare[f"pedestal_{e}_v"]) for e in ("low", "high")))
# A charge q upon C and the node's own Cp: C/q + Cp/q is a straight line in C. The charge is not quite the same at all C, for
# it divides by the two impedances of the switch.
inverse = [1 / steps(dummies=0, chold=f"{c}f")[0][2] for c in (100, 200, 400)]
near("pedestal over C", inverse[1] - inverse[0], (inverse[2] - inverse[0]) / 3, relative=0.05)
own_f = 100e-15 * inverse[0] / ((inverse[2] - inverse[0]) / 3) - 100e-15
check(f"the node's own capacitance {own_f:.3g} F", 0 < own_f < 40e-15)

# kT/C: 1/noise² of the switch alone is C/kT + Cp/kT, but for what the model's channel has more than a resistor at rest.
(small_v, excess), (large_v, _) = switch_noise("100f"), switch_noise("400f")
check(f"noise of a channel at rest, over that of a resistor: {excess:.4f}", 1 <= excess < 1.15)
near("kT/C of the switch", (1 / large_v**2 - 1 / small_v**2) / 300e-15 * excess, 1 / KT, relative=0.005)
near("ktc_v", ours["ktc_v"], math.sqrt(KT / 200e-15), relative=1e-9)
near("noise by its causes", math.hypot(ours["noise_switch_v"], ours["noise_follower_v"]), ours["noise_v"], relative=0.01)
# A pole: noise is its density times the root of π/2 bandwidths. The wire's capacitance makes a second pole, far above.
density, bandwidth_hz = plain("""alter vsteps dc=12
noise v(h) vlow dec 20 1k 100g 1
setplot noise1
print onoise_spectrum[80]
ac dec 100 1meg 10g
let m = vm(h)/vm(h)[0]
meas ac f when m=0.70711
""", 2)
near("noise by density and bandwidth", ours["noise_v"], density * math.sqrt(math.pi / 2 * bandwidth_hz), relative=0.03)
check("more than kT/C with the follower, less than twice", ours["ktc_v"] < ours["noise_v"] < 2 * ours["ktc_v"])

# Droop: the leakage upon C and the node's own capacitance.
for end in ("high", "low"):
    total_f = ours[f"leak_{end}_a"] / ours[f"droop_{end}_1u_v_per_s"]
    check(f"leakage over droop of the {end}est level {total_f:.3g} F", 200e-15 < total_f < 240e-15)
    check(f"the {end}est level droops faster at ff, 80 °C",
          abs(at["ff", 80, 1.2][f"droop_{end}_1u_v_per_s"]) > 1.5 * abs(ours[f"droop_{end}_1u_v_per_s"]))

# A step up slews by the current of the follower, then settles with its resistance and the switch's, 8 kΩ together at most.
slewing_s = 200e-15 * STEP_UP_V / 10e-6
check(f"settling_up_s {ours['settling_up_s']:.3g}, slewing {slewing_s:.3g}",
      slewing_s < ours["settling_up_s"] < slewing_s + math.log(STEP_UP_V / (ours["lsb_v"] / 2)) * 8e3 * 220e-15)
check("twice the current leaves a tenth at most of what a step up lacks", steps(ibias="20u")[1] < 0.1 * left)
