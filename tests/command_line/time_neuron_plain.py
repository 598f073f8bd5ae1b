#!/usr/bin/python3
"""A pulse three ways: `cimchar run`, plain `ngspice -b` on the printed netlist, and t = (Q_p - Q_n)/I_ramp.

usage: time_neuron_plain.py CIMCHAR

The closed form takes, from a deck with ideal current source and comparator, the voltages that the columns left and the
slope of the ramp, and leaves the rest to arithmetic: the crossing, the replica's start and the gate must add nothing.
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = sys.argv[1]
CLOCK_S = 2e-9
SAME_S = 2e-12  # plain and in-process solve the same deck
CLOSED_FORM_LSB = 0.03  # edges of the gate, which are not in the closed form: 0.015 seen
BEFORE_RAMP_S, EARLY_S, LATE_S = 40.9e-9, 43e-9, 44e-9  # the ramp begins at 41 ns, the shortest pulse at 44.8 ns
CAMPAIGN = '[campaign]\nname = "point"\n[circuit]\nname = "time_neuron"\n[circuit.parameters]\nsweep = "point"\n'


def plain(folder, extra, **parameters):
    """Measured values of the printed netlist in plain ngspice; `extra` are more measurements."""
    settings = [word for name, value in parameters.items() for word in ("--set", f"{name}={value}")]
    deck = subprocess.run([PROGRAM, "netlist", "time_neuron", *settings], capture_output=True, text=True,
                          check=True).stdout
    measurements = "".join(f"meas tran {name} find v({node}) at={at:g}\n" for name, (node, at) in extra.items())
    (folder / "plain.cir").write_text(deck.replace(".endc", measurements + ".endc"))
    done = subprocess.run(["ngspice", "-b", str(folder / "plain.cir")], capture_output=True, text=True, check=False)
    found = re.findall(r"^(\w+)\s+=\s+([-+.\deE]+)", done.stdout, re.MULTILINE)
    return {name: float(value) for name, value in found}


def in_process(folder, **parameters):
    (folder / "point.toml").write_text(CAMPAIGN + "".join(f"{name} = {value}\n" for name, value in parameters.items()))
    command = [PROGRAM, "run", str(folder / "point.toml"), "-o", str(folder / "point"), "-j", "1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measures = json.loads(done.stdout)["conditions"][0]["measures"]
    return {name: figures["nominal"] for name, figures in measures.items()}


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inside, outside = in_process(folder, sum=128)["pulse_s"], plain(folder, {}, sum=128)["pulse_s"]
        print(f"sum 128: in process {inside * 1e9:.4f} ns, plain ngspice {outside * 1e9:.4f} ns")
        assert abs(inside - outside) < SAME_S, (inside, outside)

        levels = {"p": ("cp", BEFORE_RAMP_S), "n": ("cn", BEFORE_RAMP_S), "rp": ("cpr", BEFORE_RAMP_S),
                  "rn": ("cnr", BEFORE_RAMP_S), "early": ("cp", EARLY_S), "late": ("cp", LATE_S)}
        for total in (32, 128, 208):
            v = plain(folder, levels, sum=total, current_source="ideal", comparator="ideal")
            slope = (v["late"] - v["early"]) / (LATE_S - EARLY_S)
            closed_s = ((v["n"] - v["p"]) - (v["rn"] - v["rp"])) / slope
            print(f"sum {total}: simulated {v['pulse_s'] * 1e9:.4f} ns, closed form {closed_s * 1e9:.4f} ns")
            assert abs(v["pulse_s"] - closed_s) < CLOSED_FORM_LSB * CLOCK_S, (total, v["pulse_s"], closed_s)

        assert "pulse_s" not in plain(folder, {}, sum=-64), "a negative sum must give no pulse"


if __name__ == "__main__":
    main()
