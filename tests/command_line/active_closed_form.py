#!/usr/bin/python3
"""The active core with ideal op amps and switches against V_ref + Q/C: the whole multiplication on paper.

usage: active_closed_form.py CIMCHAR SOURCE_DIR

The current of a cell comes from an operating point in plain ngspice, not from cimchar. A closed switch has 200 Ω: with S1
closed the output is above V_ref by the drop of the current, and C_k lags behind a rising output through S2. Without that
the output would be V_ref + I·T/C.
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from library_cards import library_cards

PROGRAM, SOURCE = sys.argv[1], Path(sys.argv[2])
ROWS, C_F, V_REF = 256, 1.302e-12, 0.35
CLOSED_S = 5e-3
S1_OPENS_S, S2_OPENS_S, EDGE_S = 9e-9, 29e-9, 0.1e-9
TOLERANCE_LSB = 0.05  # what the solver leaves at the edges of switches that have no capacitance is 20 to 30 µV; see trtol


def cell_currents_a():
    """Of a driven and of an idle cell."""
    deck = f"""* currents of nominal cells at the reference
{library_cards(SOURCE / "netlists/cards/n45.lib", "tt")}
{(SOURCE / "netlists/elements.cir").read_text()}
.options reltol=1e-7 abstol=1e-15 vntol=1e-10
irep 0 vg2 {16 * 66.35e-9}
xrep vg2 vg2 cell_1r1t w=0.1u l=0.1u r=2meg b=4 m=16
vbl bl 0 {V_REF}
ewl wl 0 vg2 0 1
xdriven bl wl cell_1r1t w=0.1u l=0.1u r=2meg b=4
vidle blidle 0 {V_REF}
xidle blidle 0 cell_1r1t w=0.1u l=0.1u r=2meg b=4
.control
op
print i(vbl) i(vidle)
.endc
.end
"""
    with tempfile.NamedTemporaryFile("w", suffix=".cir") as f:
        f.write(deck)
        f.flush()
        done = subprocess.run(["ngspice", "-b", f.name], capture_output=True, text=True, check=False)
    return [-float(re.search(rf"i\({source}\) = (\S+)", done.stdout).group(1)) for source in ("vbl", "vidle")]


def held_above_v(current_a, c_feedback_f):
    """What every C_k holds above V_ref: C dv/dt = I - g1(t)·v and C_k du/dt = g2(t)·(v - u), by Euler's rule."""
    c_k = C_F * 2.0 ** (np.arange(8) - 8)
    step_s = 0.25e-12
    v, u = current_a / CLOSED_S, np.full(8, current_a / CLOSED_S)
    for t in np.arange(S1_OPENS_S, S2_OPENS_S + EDGE_S, step_s):
        dv = (current_a - conductance_s(t, S1_OPENS_S) * v) / c_feedback_f
        u = u + step_s * conductance_s(t, S2_OPENS_S) * (v - u) / c_k
        v += step_s * dv
    return u


def conductance_s(t, opens_s):
    """A switch and its complement cross in the middle of their edges; there it is open."""
    return CLOSED_S * min(1.0, max(0.0, 1 - 2 * (t - opens_s) / EDGE_S))


def expected_v(current_a, c_feedback_f):
    """Bits of the weight by charge sharing, bits of the input by halving; all of them are set."""
    return V_REF + (2.0 ** (np.arange(8) - 8) * held_above_v(current_a, c_feedback_f)).sum() * 255 / 256


def simulated(lines, c_feedback_f):
    settings = {"circuit.name": "active_integrator", "conditions.supply_v": 1.1, "monte_carlo.samples": 0}
    parameters = {"sweep": "point", "method": "full", "amplifier": "ideal", "switches": "ideal", "input": 255,
                  "weight": 255, "lines": lines, "c_feedback_f": c_feedback_f}
    settings.update({f"circuit.parameters.{name}": value for name, value in parameters.items()})
    with tempfile.TemporaryDirectory() as folder:
        command = [PROGRAM, "run", str(SOURCE / "montecarlo/campaigns/cores.toml"), "-o", folder, "-j", "1", "--json"]
        for name, value in settings.items():
            command += ["--set", f"{name}={value}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["conditions"][0]["measures"]["vout_v"]["nominal"]


driven_a, idle_a = cell_currents_a()
lsb_v = 0.2516 / 256
for lines, c_feedback_f in ((256, 1.275e-12), (256, 2.55e-12), (64, 1.275e-12)):
    want = expected_v(lines * driven_a + (ROWS - lines) * idle_a, c_feedback_f)
    got = simulated(lines, c_feedback_f)
    print(f"{lines} lines on {c_feedback_f * 1e12:g} pF: {got * 1e3:.4f} mV, on paper {want * 1e3:.4f} mV "
          f"({(got - want) / lsb_v:+.4f} LSB)")
    assert abs(got - want) < TOLERANCE_LSB * lsb_v, (got, want)
