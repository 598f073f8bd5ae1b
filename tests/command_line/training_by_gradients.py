#!/usr/bin/python3
"""`cimchar train` by gradients: same seed, same bytes, on one core and on all; better than the same training without the
hardware in it; libtorch is loaded for it and for nothing else; what is refused; the page of keys.

usage: training_by_gradients.py CIMCHAR
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py

CIMCHAR = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples/nn_shift_add"
PAGE = (ROOT / "docs/formats/training.md").read_text()


def cimchar(*arguments, expect=0, program=CIMCHAR, **how):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, **how)
    assert done.returncode == expect, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def with_values(text, changes):
    """Keys that the text has, with other values."""
    for key, value in changes.items():
        text, n = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text, count=1)
        assert n == 1, key
    return text


def training_file(folder, example="nnsa_130nm_gradient", add=(), **changes):
    """The example, small: keys that it has are changed, lines of `add` are appended to their sections."""
    text = (EXAMPLES / f"{example}.toml").read_text()
    if example == "nnsa_130nm_gradient":
        changes = {"method": '"gradient"', **changes}  # without the search that follows
    changes = {"curves": f'"{folder}/curves"', "restarts": 2, "validation_inputs": 500, **changes}
    text = with_values(text, changes)
    for section, line in add:
        text, n = re.subn(rf"(?m)^\[{section}\].*$", f"[{section}]\n{line}", text, count=1)
        assert n == 1, section
    path = folder / "training.toml"
    path.write_text(text)
    return path


def converter_file(folder, method):
    """The converter of a quarter of the range, small."""
    changes = {"curves": f'"{folder}/curves_195nm"', "method": f'"{method}"', "steps": 2000, "moves": 48000, "restarts": 1}
    path = folder / "converter.toml"
    path.write_text(with_values((ROOT / "examples/nn_adc/nnadc_130nm_quarter.toml").read_text(), changes))
    return path


def first_stage_v2(folder, method):
    weights = folder / "converter.h5"
    cimchar("train", converter_file(folder, method), "-o", weights)
    with h5py.File(weights) as f:
        assert ("stage1_descent_steps" in f["training/figures"]) == ("gradient" in method)
        return f["training/figures/stage1_mean_square_v2"][0]


def worst_v(weights):
    with h5py.File(weights) as f:
        figures = f["training/figures"]
        return min(max(-low, high) for low, high in zip(figures["error_min_v"], figures["error_max_v"]))


def refused(folder, words, **how):
    done = cimchar("train", training_file(folder, **how), "-o", folder / "x.h5", expect=2)
    assert len(done.stderr.splitlines()) == 1 and words in done.stderr, done.stderr
    assert not (folder / "x.h5").exists()


def keys_in(message):
    return set(re.search(r"valid: (.*)", message)[1].rstrip(")").split(", "))


def keys_are_those_of_the_page(folder):
    for section in ("training", "network", "search", "gradient"):
        file = training_file(folder, add=[(section, f"{20 * 'z'} = 1")])
        message = cimchar("train", file, "-o", folder / "x.h5", expect=2).stderr
        valid = keys_in(message)
        if section == "network":  # each circuit has some of its own
            file = training_file(folder, circuit='"nn_adc"', add=[(section, f"{20 * 'z'} = 1")])
            valid |= keys_in(cimchar("train", file, "-o", folder / "x.h5", expect=2).stderr)
        listed = set()
        for cell in re.findall(r"(?m)^\| (`.*?) \|", PAGE):
            names = re.findall(r"`([^`]+)`", cell)
            for name in names:
                if names[0].split(".")[0] == section:
                    listed.add(name.split(".")[1])
        assert valid == listed, (section, valid ^ listed)


def main(folder):
    cimchar("run", EXAMPLES / "neurons_130nm.toml", "--set", "monte_carlo.samples=6", "-o", folder / "curves")
    keys_are_those_of_the_page(folder)

    # Neither the program nor a training by search loads the library, nor is it linked.
    linked = subprocess.run(["ldd", CIMCHAR], capture_output=True, text=True).stdout
    assert "libtorch" not in linked and "gradients" not in linked, linked
    trace = {"env": {**os.environ, "LD_DEBUG": "files"}}
    loaded = cimchar("train", training_file(folder, "nnsa_130nm", moves=2000), "-o", folder / "search.h5", **trace).stderr
    assert "libhdf5" in loaded and "libtorch" not in loaded

    short = {"steps": 300}
    one, all_cores, other = (folder / f"{name}.h5" for name in ("one", "all", "other"))
    core = {min(os.sched_getaffinity(0))}
    cimchar("train", training_file(folder, **short), "-o", one, preexec_fn=lambda: os.sched_setaffinity(0, core))
    loaded = cimchar("train", training_file(folder, **short), "-o", all_cores, **trace).stderr
    assert "libtorch" in loaded
    assert one.read_bytes() == all_cores.read_bytes(), "the same training gave other bytes"
    cimchar("train", training_file(folder, seed=2, **short), "-o", other)
    assert one.read_bytes() != other.read_bytes(), "another seed gave the same weights"
    with h5py.File(one) as f:
        assert list(f["training/figures/descent_steps"]) == [100, 200, 300]
        cost = f["training/figures/descent_cost_v"][:]
        assert cost[-1] < cost[0], cost

    # Curves of chips, a search from there, and figures over virtual chips.
    both = folder / "both.h5"
    cimchar("train", training_file(folder, method='"gradient+search"', moves=3000, add=(
        ("training", "validation_chips = 3"), ("gradient", 'curves = "chips"')), **short), "-o", both)
    with h5py.File(both) as f:
        assert len(f["training/figures/history_moves"]) > 0 and len(f["training/figures/chip_error_rms_v"]) == 3

    unaware = folder / "unaware.h5"
    cimchar("train", training_file(folder, "nnsa_130nm_unaware", **short), "-o", unaware)
    print(f"worst case {1e3 * worst_v(one):.1f} mV, without the hardware {1e3 * worst_v(unaware):.1f} mV")
    assert worst_v(unaware) > worst_v(one)

    # A converter: gradients find what a search of a second does not.
    cimchar("run", ROOT / "examples/nn_adc/neurons_195nm.toml", "--set", "monte_carlo.samples=2", "-o", folder / "curves_195nm")
    search, both_v2 = (first_stage_v2(folder, method) for method in ("search", "gradient+search"))
    print(f"first stage {1e3 * both_v2**0.5:.1f} mV rms, by search alone {1e3 * search**0.5:.1f} mV")
    assert both_v2 < 0.25 * search

    # Mistakes.
    refused(folder, '"gradient+search"', method='"adam"')
    refused(folder, 'write method = "gradient"', method='"search"', add=[("training", 'awareness = "none"')])
    refused(folder, '"none"', add=[("training", 'awareness = "some"')])
    refused(folder, '"chips"', add=[("gradient", 'curves = "all"')])
    refused(folder, "curves = \"nominal\"", example="nnsa_130nm_unaware", add=[("gradient", 'curves = "chips"')])
    refused(folder, "gradient.steps is 0", steps=0)
    refused(folder, "input_noise_v", add=[("gradient", "input_noise_v = -1")])
    refused(folder, "of no chips", temperature_c=80, add=[("gradient", 'curves = "chips"')])

    # A program without the library, and with one that is damaged.
    alone = folder / "alone"
    alone.mkdir()
    shutil.copy(CIMCHAR, alone)
    for content in (None, b"no library"):
        if content:
            (alone / "cimchar_gradients.so").write_bytes(content)
        without = cimchar("train", training_file(folder), "-o", folder / "x.h5", expect=2, program=alone / "cimchar").stderr
        assert len(without.splitlines()) == 1 and "libtorch-dev" in without and 'method = "search"' in without, without
        assert ("built without" in without) == (content is None), without


with tempfile.TemporaryDirectory() as folder:
    main(Path(folder))
print("training_by_gradients: passed")
