#!/usr/bin/python3
"""A kernel end to end: bit lines as the cells of a chip make them, cell by cell in plain `ngspice -b`; all of it in one
clocked netlist gives the codes of its parts; chips see inputs of their own; calibrated ones err less; a converter trained
on the network's results.

usage: nn_kernel.py CIMCHAR
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

CIMCHAR = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parents[2]
ROWS, WORD_LINE_V, SUPPLY_V = 12, 0.8, 1.2
# Both solve the same linear network; sources are printed with nine digits.
BIT_LINE_V = 1e-7
# Codes of one clocked netlist against the converter at rest behind the network's own transient: sampling's offset and gain,
# which are within 0.6 codes of a converter alone, and a code's own width.
CLOCKED_CODES = 2


def cimchar(*arguments, expect=0):
    done = subprocess.run([CIMCHAR, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == expect, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def run(folder, name, samples=0, **parameters):
    path = folder / f"{name}.toml"
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in parameters.items())
    chips = f'[monte_carlo]\nsamples = {samples}\nmismatch = "n130"\n' if samples else ""
    path.write_text(f'[campaign]\nname = "{name}"\n[circuit]\nname = "nn_kernel"\n[circuit.parameters]\n{lines}{chips}'
                    "[simulator]\ntimeout_s = 600\n")
    cimchar("run", path, "-o", folder / name)
    return folder / name


def ngspice(text, folder):
    (folder / "plain.cir").write_text(text)
    return subprocess.run(["ngspice", "-b", "plain.cir"], cwd=folder, capture_output=True, text=True).stdout


def sources(netlist, name):
    """Voltages of a line over the cycles, from its source."""
    return [float(x) for x in re.search(rf"^{name} .*pwl\((.*)\)", netlist, re.M)[1].split()][5::4]


def cells_of(folder, chip):
    """Relative deviations of a chip's cells by name."""
    with h5py.File(folder / "results.h5") as f:
        row = list(f["trials/sample"][:]).index(chip)
        return dict(zip(f["drawn/names"].asstr()[:], f["drawn/values"][row]))


def check_bit_lines(folder, netlist, drawn):
    """The first cycle's bit lines cell by cell, from the weights and inputs that the printed deck names: the lower four
    bits of each input come first."""
    weights = [int(w) for w in re.search(r"weights of the rows: (.*)", netlist)[1].split()]
    inputs = [int(x) for x in re.search(r"conversion 0 of \S+ V: inputs (.*);", netlist)[1].split()]
    assert len(weights) == len(inputs) == ROWS
    deck = ["* bit lines, cell by cell"]
    for row, x in enumerate(inputs):
        word_v = WORD_LINE_V * (x & 15) / 15
        deck += [f"vrw{row} rw{row} 0 {word_v:.12g}", f"vfw{row} fw{row} 0 {SUPPLY_V - word_v:.12g}"]
    deck += ["vrg rg 0 0", f"vfg fg 0 {SUPPLY_V}"]
    for kind in "rf":
        for k in range(8):
            for row, weight in enumerate(weights):
                for to, one in (("w", weight >> k & 1), ("g", 1 - (weight >> k & 1))):
                    ohm = (1e6 if one else 25e6) / (1 + drawn[f"{kind}bl{k}.row{row}.{to}.g"])
                    deck.append(f"r{kind}{k}_{row}{to} {kind}{k} {kind}{to}{row if to == 'w' else ''} {ohm:.12g}")
    deck += [".control", "set numdgt=12", "op"] + [f"print v({kind}{k})" for kind in "rf" for k in range(8)] + \
        [".endc", ".end"]
    out = ngspice("\n".join(deck), folder)
    for kind, name in (("r", "vin"), ("f", "vinb")):
        for k in range(8):
            cell_by_cell = float(re.search(rf"v\({kind}{k}\) = (\S+)", out)[1])
            apart = abs(cell_by_cell - sources(netlist, f"{name}{k}")[0])
            assert apart < BIT_LINE_V, (kind, k, apart)


def check_clocked(folder, run_folder):
    """All of it in plain ngspice, against the codes that the run put together."""
    netlist = cimchar("netlist", "nn_kernel", "--set", "clocked=3").stdout
    out = ngspice(netlist, folder)
    with h5py.File(run_folder / "results.h5") as f:
        expected = f["curves/code"][0]
    for c in range(3):
        high = [sum(float(v) > SUPPLY_V / 2 for v in re.findall(rf"decision{c}_{k}_\d+\s*=\s*(\S+)", out)) for k in range(4)]
        code = 128 + 32 * (high[0] - 3) + 8 * (high[1] - 3) + 2 * (high[2] - 3) + high[3] - 3
        assert abs(code - expected[c]) <= CLOCKED_CODES, (c, code, expected[c])


def check_calibration(folder):
    """Chips with what is measured on each of them: the same inputs, smaller errors."""
    error_v = {}
    for calibration in ("off", "on"):
        place = run(folder, f"calibration_{calibration}", samples=2, conversions=4, clocked=1, calibration=calibration)
        with h5py.File(place / "results.h5") as f:
            error_v[calibration] = f["measures/error_rms_v"][:]
            assert ("weight_lsb" in f["curves"]) == (calibration == "on")
            ideal_v = f["curves/ideal_v"][:]
            if calibration == "on":
                assert f["measures/clocked_shift_lsb"][0] <= CLOCKED_CODES
        assert ideal_v.shape == (3, 4)
    # Every chip gains, one that errs little less; together they keep less than a third of it (of hundreds of chips, a fifth).
    rms_v = {calibration: np.sqrt(np.mean(v[1:] ** 2)) for calibration, v in error_v.items()}
    assert (error_v["on"][1:] < error_v["off"][1:]).all() and rms_v["on"] < rms_v["off"] / 3, error_v
    message = cimchar("fit", folder / "calibration_on", "-o", folder / "model.h5", expect=2).stderr
    assert len(message.splitlines()) == 1, message


def check_training(folder, results):
    """A converter is trained on the network's results, and says on which."""
    text = (ROOT / "examples/nn_kernel/nnadc_130nm_kernel.toml").read_text()
    for key, value in (("curves", f'"{folder}/curves"'), ("inputs", f'"{results}"'), ("restarts", 1), ("moves", 3000)):
        text, n = re.subn(rf"(?m)^{key} = \S+", f"{key} = {value}", text)
        assert n == 1, key
    (folder / "training.toml").write_text(text)
    cimchar("run", ROOT / "examples/nn_adc/neurons_195nm.toml", "--set", "monte_carlo.samples=0", "-o", folder / "curves")
    message = cimchar("train", folder / "training.toml", "-o", folder / "few.h5", expect=2).stderr
    assert len(message.splitlines()) == 1 and "too few" in message, message


def main(folder):
    chips = run(folder, "chips", samples=2, conversions=2, rows=ROWS)
    cimchar("replay", chips, 1, "--netlist", folder / "chip1.cir")
    check_bit_lines(folder, (folder / "chip1.cir").read_text(), cells_of(chips, 1))
    with h5py.File(chips / "results.h5") as f:
        ideal_v, result_v = f["curves/ideal_v"][:], f["curves/result_v"][:]
    assert len({tuple(row) for row in ideal_v}) == 3, "chips that see the same inputs"
    assert np.abs(result_v - ideal_v).max() > 1e-6
    check_calibration(folder)
    nominal = run(folder, "nominal", conversions=3, clocked=1)
    check_clocked(folder, nominal)
    check_training(folder, nominal)
    message = cimchar("netlist", "nn_kernel", "--set", "lrs_ohm=2meg", "--set", "hrs_ohm=1meg", expect=2).stderr
    assert len(message.splitlines()) == 1 and "smaller one first" in message, message


with tempfile.TemporaryDirectory() as place:
    main(Path(place))
