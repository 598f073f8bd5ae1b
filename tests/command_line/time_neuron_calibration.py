#!/usr/bin/python3
"""Chips of the time-domain neuron before and after calibration, of their own mismatch and with nominal cells.

usage: time_neuron_calibration.py CIMCHAR
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = sys.argv[1]
CHIPS = 3
STEP_S = 0.25e-15 * 1.0 / (16 * 66.35e-9)  # of the trim's code: charge of its unit over the ramp current
CROSSING_S = 0.75 * STEP_S  # half a step, and half of that again: 8 steps of a ramp that is 3 % off
GAIN = 0.012  # half of a DAC step of 1 in 60, and 0.3 % that the line of three sums differs from that of two
CAMPAIGN = """[campaign]
name = "chips"
seed = 11
[circuit]
name = "time_neuron"
[circuit.parameters]
sweep = "line"
cells = "nominal"
[monte_carlo]
samples = 3
"""


def chips(folder, calibration):
    (folder / "chips.toml").write_text(CAMPAIGN)
    command = [PROGRAM, "run", str(folder / "chips.toml"), "-o", str(folder / calibration), "-j", "1", "--json", "--set",
               f"circuit.parameters.calibration={calibration}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["conditions"][0]["measures"]


def worst(figures):
    return max(abs(figures["min"]), abs(figures["max"]))


def main():
    with tempfile.TemporaryDirectory() as name:
        before, after = (chips(Path(name), calibration) for calibration in ("off", "on"))
    for measures, when in ((before, "before"), (after, "after")):
        print(f"{when}: crossing {worst(measures['zero_crossing_s']) * 1e12:.0f} ps, gain "
              f"{100 * worst(measures['gain_error']):.2f} % at most")
        assert measures["gain_error"]["n"] == CHIPS
    assert worst(before["zero_crossing_s"]) > 4 * STEP_S and worst(before["gain_error"]) > 2 * GAIN, "nothing to calibrate"
    assert worst(after["zero_crossing_s"]) < CROSSING_S, after["zero_crossing_s"]
    assert worst(after["gain_error"]) < GAIN, after["gain_error"]
    assert after["trim_code"]["std"] > 0, "chips differ, and so must their codes"


if __name__ == "__main__":
    main()
