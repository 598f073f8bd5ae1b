#!/usr/bin/python3
"""A pulse three ways: `cimchar run`, plain `ngspice -b` on the printed netlist, and t = (Q_p - Q_n)/I_ramp; what a code
of the offset trim moves; and that the window follows the ramp.

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
TRIM_F, RAMP_A, CODES = 0.25e-15, 16 * 66.35e-9, 8
TRIM_S = 0.02 * CODES * TRIM_F / RAMP_A  # levels of the plates: 1 V but for their edges
LEAD_LSB = 0.1  # the window's start is fitted within 0.13 ns, 0.07 LSB
BEFORE_RAMP_S, EARLY_S, LATE_S = 40.9e-9, 43e-9, 44e-9  # the ramp begins at 41 ns, the shortest pulse at 44.8 ns
CAMPAIGN = '[campaign]\nname = "point"\n[circuit]\nname = "time_neuron"\n[circuit.parameters]\nsweep = "point"\n'


def plain(folder, extra, replace=(), **parameters):
    """Measured values of the printed netlist in plain ngspice; `extra` are more measurements, `replace` pairs of text."""
    settings = [word for name, value in parameters.items() for word in ("--set", f"{name}={value}")]
    deck = subprocess.run([PROGRAM, "netlist", "time_neuron", *settings], capture_output=True, text=True,
                          check=True).stdout
    for old, new in replace:
        assert deck.count(old) == 1, old
        deck = deck.replace(old, new)
    measurements = "".join(f"meas tran {name} find v({node}) at={at:g}\n" for name, (node, at) in extra.items())
    (folder / "plain.cir").write_text(deck.replace(".endc", measurements + ".endc"))
    done = subprocess.run(["ngspice", "-b", str(folder / "plain.cir")], capture_output=True, text=True, check=False)
    found = re.findall(r"^(\w+)\s+=\s+([-+.\deE]+)", done.stdout, re.MULTILINE)
    return {name: float(value) for name, value in found}


def in_process(folder, **parameters):
    # A directory of its own for each: results are resumed.
    results = folder / "_".join(f"{name}={value}" for name, value in parameters.items())
    (folder / "point.toml").write_text(CAMPAIGN + "".join(f"{name} = {value}\n" for name, value in parameters.items()))
    command = [PROGRAM, "run", str(folder / "point.toml"), "-o", str(results), "-j", "1", "--json"]
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

        # Code 40 instead of 32: bit 3 besides bit 5. Charge of 8 units more has gone from cn, and cp crosses that earlier.
        ideal = {"sum": 128, "current_source": "ideal", "comparator": "ideal"}
        middle_s = plain(folder, {}, **ideal)["pulse_s"]
        trimmed_s = plain(folder, {}, [("xtrim cn 0 0 0 0 0 kickb", "xtrim cn 0 0 0 kickb 0 kickb")], **ideal)["pulse_s"]
        closed_s = CODES * TRIM_F * 1.0 / RAMP_A
        print(f"8 codes of the trim: {1e9 * (middle_s - trimmed_s):.4f} ns, closed form {1e9 * closed_s:.4f} ns")
        assert abs(middle_s - trimmed_s - closed_s) < TRIM_S, (middle_s, trimmed_s, closed_s)

        # Latency: 16 clock periods of integration, 2 ns after hold, the lead that the window allows, 15 periods.
        for ratio in (4, 8, 16, 31):
            at = in_process(folder, sum=0, step_output=ratio * 0.02)
            allowed_s = at["latency_s"] - 31 * CLOCK_S - 2e-9
            print(f"r = {ratio}: lead {at['lead_s'] * 1e9:.3f} ns, allowed {allowed_s * 1e9:.3f} ns")
            assert abs(at["lead_s"] - allowed_s) < LEAD_LSB * CLOCK_S, (ratio, at["lead_s"], allowed_s)

        assert "pulse_s" not in plain(folder, {}, sum=-64), "a negative sum must give no pulse"


if __name__ == "__main__":
    main()
