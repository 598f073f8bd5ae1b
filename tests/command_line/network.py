#!/usr/bin/env python3
"""cimchar train and cimchar network on made-up images: same bytes, same numbers, and what is refused.

usage: network.py PROGRAM
"""
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

PROGRAM = sys.argv[1]
CLASSES = 4
PAGES = Path(__file__).resolve().parents[2] / "docs/formats"


def images(rng, count):
    """8×8 images of a bright quarter, which is the class, in noise."""
    labels = rng.integers(0, CLASSES, count).astype(np.uint8)
    pixels = rng.integers(0, 120, (count, 8, 8)).astype(np.uint8)
    for image, label in zip(pixels, labels):
        image[4 * (label // 2):4 * (label // 2) + 4, 4 * (label % 2):4 * (label % 2) + 4] += 100
    return pixels, labels


def write_idx(folder):
    rng = np.random.default_rng(1)
    folder.mkdir()
    for part, count in (("train", 2000), ("t10k", 300)):
        pixels, labels = images(rng, count)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(struct.pack(">4i", 0x803, count, 8, 8) + pixels.tobytes())
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(struct.pack(">2i", 0x801, count) + labels.tobytes())


TRAINING = """
[training]
name = "quarters"
seed = 3
epochs = 3
batch = 50
shift_pixels = 0
[data]
folder = "images"
[network]
input = [1, 8, 8]
layers = ["convolution 6 3x3", "batch_norm", "relu", "maximum 2", "fully_connected 4"]
[quantization]
weight_bits = 4
input_bits = 4
epochs = 2
"""
EXPERIMENT = """
[network]
name = "quarters_on_arrays"
file = "a.h5"
data = "images"
chips = 2
[arrays]
rows = 16
spread = 0.2
[conversion]
bits = 6
noise_lsb = 0.2
"""
NEURONS = EXPERIMENT[:EXPERIMENT.index("[arrays]")] + """
[neurons]
layers = 1
cell_spread = 0.1
"""


def run(folder, *arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def good(folder, *arguments):
    done = run(folder, *arguments)
    assert done.returncode == 0, f"{arguments} ended with {done.returncode}: {done.stderr}"
    return done.stdout


def refused(folder, words, *arguments):
    done = run(folder, *arguments)
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2 and len(lines) == 1 and words in lines[0], f"{arguments}: {done.returncode} {done.stderr}"


def keys_are_those_of_the_page(folder, command, text, page):
    """Every section of the file has the keys that the page lists, and no others."""
    page = (PAGES / page).read_text()
    for section in re.findall(r"(?m)^\[(\w+)\]", text):
        message = run(folder, command, typo(folder, f"[{section}]\n", f"[{section}]\n{20 * 'z'} = 1\n", text)).stderr
        valid = set(re.search(r"valid: (.*)", message)[1].rstrip(")").split(", "))
        listed = {name.split(".")[1] if name[0] == "." or name.split(".")[0] == section else None
                  for cell in re.findall(r"(?m)^\| (`[^|]*) \|", page) if cell.startswith(f"`{section}.")
                  for name in re.findall(r"`([^`]+)`", cell)}
        assert valid == listed, (command, section, valid ^ listed)


def main():
    if not (Path(PROGRAM).parent / "cimchar_gradients.so").exists():
        print("SKIPPED: built without libtorch")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_idx(folder / "images")
        (folder / "t.toml").write_text(TRAINING)
        said = good(folder, "train", "t.toml", "-o", "a.h5")
        good(folder, "train", "t.toml", "-o", "b.h5")
        assert (folder / "a.h5").read_bytes() == (folder / "b.h5").read_bytes(), "the same training gave another file"
        (folder / "other.toml").write_text(TRAINING.replace("seed = 3", "seed = 4"))
        good(folder, "train", "other.toml", "-o", "c.h5")
        assert (folder / "a.h5").read_bytes() != (folder / "c.h5").read_bytes(), "the seed does not matter"

        (folder / "n.toml").write_text(EXPERIMENT)
        found = json.loads(good(folder, "network", "n.toml", "--json", "-j", 1))
        again = json.loads(good(folder, "network", "n.toml", "--json", "-j", 3))
        for one in (found, again):
            del one["seconds"]
        assert found == again, "results depend on the threads"
        # Guessing has a quarter right; the quarters are easy to tell.
        assert found["integers"]["share"] > 0.97, said
        assert f"({found['integers']['right']} of 300)" in said, "training and experiment count differently"
        assert [one["chip"] for one in found["outcomes"]] == [0, 1, 2]
        # 6×6 windows of one row block; 3·3·6 = 54 inputs of the last layer are 4 blocks of 16 rows.
        windows, last = found["layers"]
        assert windows["products"] == 36 * 300 and last["products"] == 300
        # 4 slices of weights; 8 slices of the image's bits and 4 of the activations'.
        assert windows["conversions"] == 36 * 300 * 6 * 4 * 8
        assert last["conversions"] == 300 * 4 * 4 * 4 * 4

        # With bits enough and perfect cells nothing is lost.
        (folder / "exact.toml").write_text(EXPERIMENT.replace("spread = 0.2", "spread = 0").replace("noise_lsb = 0.2", ""))
        exact = json.loads(good(folder, "network", "exact.toml", "--json"))
        assert all(one["accuracy"] == exact["integers"] for one in exact["outcomes"])
        text = good(folder, "network", "n.toml")
        assert "quarters_on_arrays: quarters on 300 images" in text and "2 chips" in text, text

        refused(folder, "did you mean 'spread'", "network", typo(folder, "spread", "spred"))
        refused(folder, "none.h5 cannot be read as a network", "network", typo(folder, "a.h5", "none.h5"))
        refused(folder, "conversion.strategy is 'analogue'", "network",
                typo(folder, "bits = 6", 'strategy = "analogue"'))
        refused(folder, "17", "network", typo(folder, "bits = 6", "bits = 17"))
        refused(folder, "no such layer", "train", typo(folder, "relu", "rely", TRAINING))
        refused(folder, "does not fit", "train", typo(folder, "3x3", "9x9", TRAINING))
        refused(folder, "the data set has 1×8×8", "train", typo(folder, "[1, 8, 8]", "[1, 9, 9]", TRAINING))
        refused(folder, "3 outputs", "train", typo(folder, "fully_connected 4", "fully_connected 3", TRAINING))

        (folder / "pulses.toml").write_text(NEURONS)
        pulses = json.loads(good(folder, "network", "pulses.toml", "--json"))
        layer, = pulses["pulses"]
        # A quarter of a unit of 16 or so is what the DAC's steps leave, and counted sums in the middle go either way.
        assert pulses["outcomes"][0]["accuracy"]["share"] > 0.95, pulses
        assert layer["pulses"] == 36 * 300 * 6 and layer["arrays"] == 1 and 0 < layer["silent"] < layer["pulses"], layer
        assert "layer with neurons" in good(folder, "network", "pulses.toml")
        refused(folder, "did you mean 'cell_spread'", "network", typo(folder, "cell_spread", "cells_spread", NEURONS))
        refused(folder, "[neurons] stand beside", "network", typo(folder, "[neurons]", "[arrays]\n[neurons]", NEURONS))
        refused(folder, "behind it there must be relu", "network", typo(folder, "layers = 1", "layers = 2", NEURONS))
        refused(folder, "[conditions] are of a model", "network", typo(folder, "[neurons]", "[conditions]\n[neurons]", NEURONS))
        (folder / "a.h5").write_bytes((folder / "a.h5").read_bytes()[:1000])
        refused(folder, "a.h5", "network", "n.toml")
        keys_are_those_of_the_page(folder, "train", TRAINING, "network-training.md")
        keys_are_those_of_the_page(folder, "network", EXPERIMENT + "[conditions]\n", "network.md")
        keys_are_those_of_the_page(folder, "network", NEURONS, "network.md")
        assert not os.path.exists(folder / "results"), "something was written where nothing was asked for"


def typo(folder, what, instead, text=EXPERIMENT):
    (folder / "typo.toml").write_text(text.replace(what, instead))
    return "typo.toml"


main()
