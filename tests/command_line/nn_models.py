#!/usr/bin/python3
"""Models of the shift-and-add network and of the pipelined converter as people make and use them: small campaigns, fit with
chips and fresh chips, info, eval, sample, the script with nothing but h5py, and what is refused.

usage: nn_models.py CIMCHAR
"""
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

CIMCHAR = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parents[2]
SUMS, CONVERTERS = ROOT / "examples/nn_shift_add", ROOT / "examples/nn_adc"

# The same arithmetic in another language; sums of 0.5 V over a hundred terms in double precision.
SAME_V = 1e-9

spec = importlib.util.spec_from_file_location("evaluate_model", ROOT / "examples/evaluate_model.py")
evaluate_model = importlib.util.module_from_spec(spec)
spec.loader.exec_module(evaluate_model)


def cimchar(*arguments, expect=0, missed=False):
    """With `missed` a limit of the campaign may be missed."""
    done = subprocess.run([CIMCHAR, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == expect or (missed and done.returncode == 1), (arguments, done.returncode, done.stdout, done.stderr)
    return done


def refused(words, *arguments):
    message = cimchar(*arguments, expect=2).stderr
    assert len(message.splitlines()) == 1 and words in message, (words, message)


def run(folder, name, campaign, **sets):
    changes = [word for key, value in sets.items() for word in ("--set", f"{key.replace('__', '.')}={value}")]
    cimchar("run", campaign, "-o", folder / name, "-j", 1, *changes, missed=True)
    return folder / name


def as_json(*arguments):
    return json.loads(cimchar(*arguments, "--json").stdout)


def sums(folder):
    nominal = run(folder, "nominal", SUMS / "nnsa_130nm_errors.toml", circuit__parameters__random=60,
                  circuit__parameters__corners="off")
    few = {"circuit__parameters__random": 4, "monte_carlo__samples": 22}
    chips = run(folder, "chips", SUMS / "nnsa_130nm_chips.toml", **few)
    fresh = run(folder, "fresh", SUMS / "nnsa_130nm_chips.toml", **few, campaign__seed=2,
                circuit__parameters__input_seed=2)
    path = folder / "sums.h5"
    certificate = as_json("fit", nominal, "--chips", chips, "--fresh", fresh, "-o", path)
    held = certificate["held_out_conversions"]
    assert held["n"] == 12, held  # a fifth of 60
    # Sixty conversions are few for a network, but a line they can decide.
    assert held["model"]["rms_v"] < 1.2 * held["ideal"]["rms_v"] and held["model"]["max_v"] < 10e-3, held
    assert certificate["held_out_chips"]["n"] == 22
    assert certificate["held_out_chips"]["functions"]["rms_v"] < 0.5 * certificate["held_out_chips"]["nominal"]["rms_v"]
    assert [p["fresh"] for p in certificate["populations"]] == [False, True]
    again = folder / "again.h5"
    cimchar("fit", nominal, "--chips", chips, "--fresh", fresh, "-o", again)
    with h5py.File(path) as a, h5py.File(again) as b:
        for name in ("network/weights", "mismatch/scores", "validation/populations/ks"):
            assert (a[name][:] == b[name][:]).all(), name

    text = cimchar("model", "info", path).stdout
    for words in ("9 inputs -> sum, 2 cycles a conversion", "tanh units", "Certificate of nn_shift_add", "22 fresh chips"):
        assert words in text, (words, text)
    # The network against the simulation it was fitted to: single cycles with the previous sums that were simulated.
    with h5py.File(nominal / "results.h5") as f:
        cycle_v, result_v = f["curves/cycle_v"][0], f["curves/result_v"][0]
    assert (cycle_v[1::2] == result_v).all()

    cycles = folder / "cycles.csv"
    rows = np.random.default_rng(1).uniform(0.05, 0.4, (6, 9))
    cycles.write_text("# v0 … v7, previous\n" + "".join(",".join(map(repr, map(float, row))) + "\n" for row in rows))
    slices = folder / "slices.csv"
    slices.write_text("".join(",".join(map(repr, map(float, row[:8]))) + "\n" for row in rows))
    with h5py.File(path) as f:
        for inputs, x in ((cycles, rows), (slices, rows[:, :8])):
            got = as_json("model", "eval", path, "--inputs", inputs)
            assert np.abs(evaluate_model.evaluate_shift_add(f, x) - got["output_v"]).max() < SAME_V
            assert np.abs(np.subtract(got["output_v"], got["ideal_v"])).max() < 20e-3
            for chip in as_json("model", "sample", path, "--inputs", inputs, "--chips", 4)["chips"]:
                want = evaluate_model.evaluate_shift_add(f, x, chip["global"], chip["scores"])
                assert np.abs(want - chip["output_v"]).max() < SAME_V
    script = subprocess.run([sys.executable, ROOT / "examples/evaluate_model.py", path, "--inputs", slices],
                            capture_output=True, text=True, check=True).stdout
    assert len(script.splitlines()) == 3
    one, many = (cimchar("model", "sample", path, "--chips", n, "--csv").stdout.splitlines() for n in (2, 5))
    assert many[:3] == one and len(many) == 6

    refused("several); use --inputs", "model", "eval", path, "--input", "0:5")
    refused("there are no inputs", "model", "eval", path)
    refused("outside the model's domain", "model", "eval", path, "--inputs", "0.1,0.1,0.1,0.1,0.9,0.1,0.1,0.1,0.1")
    refused("rows of 3 numbers", "model", "eval", path, "--inputs", "0.1,0.1,0.1")
    refused("not a finite number", "model", "eval", path, "--inputs", "0.1,x")
    refused("alone", "model", "eval", path, "--inputs", cycles, "--temperature", 80)
    refused("same ones, not fresh", "fit", nominal, "--chips", chips, "--fresh", chips, "-o", folder / "x.h5")
    refused("no Monte Carlo chips", "fit", nominal, "--chips", nominal, "--fresh", nominal, "-o", folder / "x.h5")
    refused("--hold-out", "fit", nominal, "--hold-out", "tt,27,1.2", "-o", folder / "x.h5")
    other = run(folder, "other", SUMS / "nnsa_130nm_chips.toml", circuit__parameters__random=2, monte_carlo__samples=1,
                circuit__parameters__clock_hz="10meg")
    refused("clock_hz", "fit", nominal, "--chips", other, "-o", folder / "x.h5")
    corners = run(folder, "corners", SUMS / "nnsa_130nm_errors.toml", circuit__parameters__random=2,
                  circuit__parameters__corners="off", conditions__temperature_c="[27, 80]")
    refused("2 conditions", "fit", corners, "-o", folder / "x.h5")
    alone = as_json("fit", nominal, "-o", folder / "alone.h5")
    assert any("no Monte Carlo chips" in concern for concern in alone["concerns"])
    refused("holds no mismatch", "model", "sample", folder / "alone.h5")
    assert not (folder / "x.h5").exists()
    return nominal, path


def converters(folder, nominal, sums_path):
    chips = run(folder, "converters", CONVERTERS / "nnadc_130nm_chips.toml", monte_carlo__samples=22)
    path = folder / "converter.h5"
    certificate = as_json("fit", chips, "-o", path)
    assert certificate["held_out_chips"]["n"] == 22
    assert set(certificate["population"]["ks"]) >= {"offset_lsb", "inl_max_lsb", "missing_codes"}
    assert "comparators" in cimchar("model", "info", path).stdout
    with h5py.File(chips / "results.h5") as f, h5py.File(path) as m:
        transition_v, enob = f["curves/transition_v"][0], f["measures/enob_bit"][0]
        # Also a comparator that decides over the whole sweep, or nowhere in it, has its place.
        assert np.isfinite(f["curves/decides_v"][:]).all()
        got = as_json("model", "eval", path)
        # The model composes the nominal chip's levels of the same numbers in the same way.
        assert np.array_equal(got["transition_v"], transition_v) and got["enob_bit"] == enob
        stages = evaluate_model.evaluate(m, "tt", 27, 1.2, m["static/points"][:])
        assert np.array_equal(evaluate_model.converter_levels(m, stages), transition_v)
        inputs = [0.0123, 0.25, 0.4]
        codes = as_json("model", "eval", path, "--input", ",".join(map(str, inputs)))["code"]
        assert codes == [int(np.searchsorted(transition_v, v)) for v in inputs], codes
        for chip in as_json("model", "sample", path, "--chips", 3)["chips"]:
            stages = evaluate_model.evaluate(m, "tt", 27, 1.2, m["static/points"][:], chip["global"], chip["scores"])
            levels = evaluate_model.converter_levels(m, stages)
            # An input of the ramp may fall on either side of a decision by rounding.
            assert np.abs(levels - chip["transition_v"]).max() <= 1.01 * m["pipeline"].attrs["step_v"]
            assert len(set(np.round(chip["transition_v"], 9))) <= 255 and chip["enob_bit"] > 0
    levels = cimchar("model", "eval", path, "--csv").stdout.splitlines()
    assert levels[0] == "code,transition_v" and len(levels) == 256
    cimchar("fit", chips, "--curve", "transition_v", "-o", folder / "curve.h5")  # as it was before
    refused("use --input", "model", "eval", path, "--inputs", "0.1,0.2")
    refused("--chips is for", "fit", chips, "--chips", chips, "-o", folder / "x.h5")
    refused("must be of 'nn_shift_add'", "fit", nominal, "--chips", chips, "-o", folder / "x.h5")
    refused("same ones, not fresh", "fit", chips, "--fresh", chips, "-o", folder / "x.h5")
    assert sums_path.exists() and not (folder / "x.h5").exists()


with tempfile.TemporaryDirectory() as place:
    converters(Path(place), *sums(Path(place)))
print("nn_models: passed")
