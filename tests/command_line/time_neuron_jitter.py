#!/usr/bin/python3
"""The neuron's jitter two ways: from spectra and the comparator's memory, and the spread of pulses of conversions with
noise in the transient.

usage: time_neuron_jitter.py CIMCHAR

The spread of n normal values has a relative standard deviation of 1/√(2n): 0.11 at 40 conversions. They are seeded; the
bounds are those that another seed would pass in 999 of 1,000 cases if both ways agreed.
"""
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
import transient_noise

PROGRAM = sys.argv[1]
CAMPAIGN = '[campaign]\nname = "point"\n[circuit]\nname = "time_neuron"\n[circuit.parameters]\nsweep = "point"\n'


def closed_form():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "point.toml").write_text(CAMPAIGN)
        done = subprocess.run([PROGRAM, "run", str(folder / "point.toml"), "-o", str(folder / "point"), "-j", "1", "--json"],
                              capture_output=True, text=True, check=True)
    measures = json.loads(done.stdout)["conditions"][0]["measures"]
    return {name: figures["nominal"] for name, figures in measures.items()}


def main():
    closed = closed_form()
    neuron = transient_noise.Neuron(PROGRAM, sum=128)
    assert neuron.conversion(1) == neuron.conversion(1), "the same seed must give the same pulse"
    assert neuron.conversion(1, ()) == neuron.pulse_s, "without noise there is one pulse"
    for sources, measure, number in ((transient_noise.SOURCES, "jitter_s", 40),
                                     (("comparator",), "comparator_jitter_s", 24)):
        seen = transient_noise.pulses(neuron, number, 1, sources)
        ratio = seen.std(ddof=1) / closed[measure]
        print(f"{measure}: {closed[measure] * 1e12:.1f} ps, in the transient {seen.std(ddof=1) * 1e12:.1f} ps")
        assert abs(ratio - 1) < 3.3 / math.sqrt(2 * number), (measure, ratio)


if __name__ == "__main__":
    main()
