#!/usr/bin/python3
"""The pipelined converter from training to circuit: same seed, same bytes; the shipped weights' levels at rest as the
training says; all of it clocked, in plain `ngspice -b`, gives the codes of the levels at rest; chips, calibrated as well;
what is refused.

usage: nn_adc.py CIMCHAR
"""
import json
import re
import subprocess
import sys
import tempfile
from bisect import bisect
from pathlib import Path

import h5py
import numpy as np

CIMCHAR = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples/nn_adc"

LSB_V = 0.5 / 256
# Largest distance of a level at rest in the circuit from where the training, by the devices' curves, puts it: curves between
# 241 points and loads as a parabola, times a gain of two to eight; 0.35 mV of a stage's ports were measured, 0.1 LSB.
CURVES_AGAINST_CIRCUIT_LSB = 0.35
# Clocked conversions have offset and gain of their own sampling beside what training knows: 0.8 mV of the first stage's
# held input were measured, 0.4 LSB, and a quarter of that from each stage after it.
CLOCKED_LSB = 1.2


def cimchar(*arguments, expect=0):
    done = subprocess.run([CIMCHAR, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == expect, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def training_file(folder, **changes):
    text = (EXAMPLES / "nnadc_130nm.toml").read_text()
    changes = {"curves": f'"{folder}/curves"', "restarts": 1, "moves": 3000, **changes}
    for key, value in changes.items():
        text, n = re.subn(rf"(?m)^{key} = \S+", f"{key} = {value}", text)
        assert n == 1, key
    path = folder / "training.toml"
    path.write_text(text)
    return path


def campaign_file(folder, name, more="", **parameters):
    path = folder / f"{name}.toml"
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in parameters.items())
    path.write_text(f'[campaign]\nname = "{name}"\n[circuit]\nname = "nn_adc"\n[circuit.parameters]\n{lines}{more}')
    return path


def run(folder, name, more="", **parameters):
    cimchar("run", campaign_file(folder, name, more, **parameters), "-o", folder / name)
    with h5py.File(folder / name / "results.h5") as f:
        return f["curves/transition_v"][:], {m: f[f"measures/{m}"][:] for m in f["measures"]}


def clocked_codes():
    """Inputs and codes of the printed deck, in plain ngspice."""
    deck = cimchar("netlist", "nn_adc").stdout
    with tempfile.NamedTemporaryFile("w", suffix=".cir") as file:
        file.write(deck)
        file.flush()
        out = subprocess.run(["ngspice", "-b", file.name], capture_output=True, text=True).stdout
    inputs = [float(v) for v in re.findall(r"conversion \d+ of (\S+) V", deck)]
    codes = []
    for c in range(len(inputs)):
        high = [sum(float(v) > 0.6 for v in re.findall(rf"decision{c}_{k}_\d+\s*=\s*(\S+)", out)) for k in range(4)]
        codes.append(128 + 32 * (high[0] - 3) + 8 * (high[1] - 3) + 2 * (high[2] - 3) + high[3] - 3)
    return inputs, codes


def check_calibration(folder):
    """What decisions weigh on a chip, as good as a fit by numpy to the decisions of the stored stages."""
    chips = "[monte_carlo]\nsamples = 2\nmismatch = \"n130\"\n"
    run(folder, "calibrated", more=chips, clocked=2, calibration="on")
    with h5py.File(folder / "shipped/results.h5") as f, h5py.File(folder / "calibrated/results.h5") as g:
        designed, measured = f["measures/enob_bit"][:], g["measures/enob_bit"][:]
        assert (f["curves/decides_v"][:] == g["curves/decides_v"][:]).all(), "another chip"
        weights = g["curves/weight_lsb"][:]
        decides_v, residue_v = g["curves/decides_v"][:], g["curves/residue_v"][:]
        assert g["measures/clocked_shift_lsb"][0] < CLOCKED_LSB
    assert (measured[1:] > designed[1:] + 0.3).all(), (designed, measured)
    assert abs(measured[0] - designed[0]) < 0.1, (designed, measured)
    sweep_v = (np.arange(8 * 256) + 0.5) / 8 * LSB_V
    for chip in range(3):
        decided = decisions(decides_v[chip], residue_v[chip], sweep_v)
        occurs = np.concatenate([np.eye(7)[n] for n in decided.T], axis=1)[:, :27]
        best = np.linalg.lstsq(occurs, sweep_v / LSB_V, rcond=None)[0]
        rms = [np.sqrt(np.mean((occurs @ w - sweep_v / LSB_V)**2)) for w in (best, weights[chip])]
        # Stages are linear between their points here and cubic there, which moves decisions by a tenth of a code.
        assert rms[1] < 1.05 * rms[0] + 0.02, (chip, rms)
    message = cimchar("fit", folder / "calibrated", "-o", folder / "model.h5", expect=2).stderr
    assert len(message.splitlines()) == 1 and "calibration=off" in message, message


def decisions(decides_v, residue_v, input_v):
    """How many comparators decide in each stage of a chip, shape (inputs, 4)."""
    swing = float(re.search(r"(?m)^swing (\S+)", (ROOT / "netlists/weights/nn_adc_8bit.txt").read_text())[1])
    held_v, out = 0.987 * (input_v - 0.25), []
    for k in range(3):
        axis_v = np.arange(-32, 33) / 32 * (4 / 3 * 0.25 * swing**k)
        n = (held_v[:, None] > decides_v[6 * k:6 * k + 6]).sum(axis=1)
        residues = residue_v[7 * 65 * k:7 * 65 * (k + 1)].reshape(7, 65)
        held_v = 0.987 * np.array([np.interp(v, axis_v, residues[d]) for v, d in zip(held_v, n)])
        out.append(n)
    out.append((held_v[:, None] > decides_v[18:]).sum(axis=1))
    return np.array(out).T


def main(folder):
    cimchar("run", EXAMPLES / "neurons_195nm.toml", "--set", "monte_carlo.samples=2", "-o", folder / "curves")
    one, again = folder / "one.h5", folder / "again.h5"
    for weights in (one, again):
        cimchar("train", training_file(folder), "-o", weights)
    assert one.read_bytes() == again.read_bytes(), "the same training gave other bytes"
    longer = folder / "longer.h5"
    cimchar("train", training_file(folder, moves=40000), "-o", longer)
    with h5py.File(longer) as f:
        trained_v = f["training/figures/transition_v"][:]
    # A short training is no good converter, but the circuit is the one that it says. Single codes may be apart: where they
    # fall and rise again, the training looks for one edge and the circuit for the mean of all.
    circuit_v, _ = run(folder, "longer", weights=str(longer), clocked=1)
    apart = np.abs(circuit_v[0] - trained_v) / LSB_V
    assert np.quantile(apart, 0.95) < CURVES_AGAINST_CIRCUIT_LSB, np.quantile(apart, (0.5, 0.8, 0.95, 1))

    levels, measures = run(folder, "shipped", more="[monte_carlo]\nsamples = 2\nmismatch = \"n130\"\n", clocked=8)
    assert measures["missing_codes"][0] == 0 and measures["enob_bit"][0] > 7.7, measures
    assert measures["clocked_shift_lsb"][0] < CLOCKED_LSB, measures
    assert len({tuple(row) for row in levels}) == 3, "chips that do not differ"
    inputs, codes = clocked_codes()
    assert len(codes) == 8
    for v, code in zip(inputs, codes):
        low = levels[0][code - 1] if code > 0 else 0
        high = levels[0][code] if code < 255 else 1
        assert low - CLOCKED_LSB * LSB_V < v < high + CLOCKED_LSB * LSB_V, (v, code, bisect(levels[0], v))

    check_calibration(folder)

    for changes, words in (({"levels": 64}, "up to 16"), ({"norm": 3}, "2, 4, 8, 16"), ({"swing": 3}, "swing"), ({"range_v": 0.7}, "range_v")):
        message = cimchar("train", training_file(folder, **changes), "-o", folder / "x.h5", expect=2).stderr
        assert len(message.splitlines()) == 1 and words in message, message
    training_file(folder)
    for section, line in (("training", "validation_chips = 3"), ("search", "random_inputs = 9"), ("gradient", "curves = 'chips'")):
        text = (folder / "training.toml").read_text()
        added = text.replace(f"[{section}]\n", f"[{section}]\n{line}\n") if f"[{section}]" in text else \
            f"{text}\n[{section}]\n{line}\n"
        (folder / "ignored.toml").write_text(added)
        message = cimchar("train", folder / "ignored.toml", "-o", folder / "x.h5", expect=2).stderr
        assert len(message.splitlines()) == 1 and "leave it out" in message, message
    assert not (folder / "x.h5").exists()
    message = cimchar("run", campaign_file(folder, "other", weights=str(ROOT / "netlists/weights/nn_shift_add_4bit.txt")),
                      "-o", folder / "other", expect=2).stderr
    assert len(message.splitlines()) == 1 and "nn_adc weights 1" in message, message


with tempfile.TemporaryDirectory() as place:
    main(Path(place))
