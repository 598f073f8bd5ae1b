#!/usr/bin/python3
"""A few vectors through the whole chain of two layers, against composed models of single neurons (the thin version of
bench/neuron_chain_figures), and one of them against plain `ngspice -b` on the printed netlist.

usage: neuron_chain_composes.py CIMCHAR
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

PROGRAM = sys.argv[1]
CLOCK_S = 2e-9
SAME_S = 2e-12  # plain and in-process solve the same deck
GROUPS = 3
# Models of the sum alone; the charge that both columns hold besides is worth up to 0.25 LSB of them
# (docs/circuits/neuron_chain_figures.md).
RMS_LSB = 0.25
FIRST_LSB = 0.1  # the driver's load, and the cubic beside a kink
CAMPAIGN = '[campaign]\nname = "{0}"\n[circuit]\nname = "{0}"\n[circuit.parameters]\n{1}\n[simulator]\ntimeout_s = 600\n'


def run(folder, circuit, parameters):
    (folder / f"{circuit}.toml").write_text(CAMPAIGN.format(circuit, parameters))
    subprocess.run([PROGRAM, "run", str(folder / f"{circuit}.toml"), "-o", str(folder / circuit), "-j", "1"], check=True,
                   capture_output=True)
    return folder / circuit / "results.h5"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = folder / "model.h5"
        neuron = run(folder, "time_neuron", "")
        subprocess.run([PROGRAM, "fit", str(neuron), "-o", str(model), "--curve", "transfer_s"], check=True,
                       capture_output=True)
        with h5py.File(run(folder, "neuron_chain", "vectors = 8")) as f:
            seen = {name: f["curves"][name][0] for name in f["curves"]}
        deck = subprocess.run([PROGRAM, "netlist", "neuron_chain"], capture_output=True, text=True, check=True).stdout
        (folder / "plain.cir").write_text(deck)
        done = subprocess.run(["ngspice", "-b", str(folder / "plain.cir")], capture_output=True, text=True, check=False)
        plain = {name: float(value) for name, value in re.findall(r"^(out\d?)_s\s+=\s+([-+.\deE]+)", done.stdout, re.M)}
        inside = {"out": seen["pulse_s"][0], **{f"out{g}": seen[f"first{g}_s"][0] for g in range(GROUPS)}}
        for node, width_s in inside.items():
            print(f"{node}: in process {width_s * 1e9:.4f} ns, plain ngspice {plain.get(node, 0) * 1e9:.4f} ns")
            assert abs(width_s - plain.get(node, 0)) < SAME_S, (node, width_s, plain)

        def pulse_s(sums):
            done = subprocess.run([PROGRAM, "model", "eval", str(model), "--json", "--outside", "clamp",
                                   "--input=" + ",".join(f"{s:.12g}" for s in sums)], check=True, capture_output=True, text=True)
            return np.array(json.loads(done.stdout)["output_s"])

        total = np.zeros(8)
        for g in range(GROUPS):
            first_s = pulse_s(seen[f"sum{g}"])
            left = np.abs(first_s - seen[f"first{g}_s"]).max() / CLOCK_S
            print(f"first layer, neuron {g}: {left:.3f} LSB")
            assert left < FIRST_LSB
            total += (seen[f"positive{g}"] - seen[f"negative{g}"]) * first_s / CLOCK_S
        errors = (seen["pulse_s"] - pulse_s(total)) / CLOCK_S
        print("chain less models [LSB]:", " ".join(f"{e:+.3f}" for e in errors))
        assert (seen["pulse_s"] > 0).sum() >= 4, seen["pulse_s"]
        assert np.sqrt(np.mean(errors**2)) < RMS_LSB


main()
