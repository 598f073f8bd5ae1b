#!/usr/bin/python3
"""`cimchar mapping`: its closed form against one computed here, its figures against themselves, and what it refuses.

usage: mapping.py CIMCHAR
"""
import json
import math
import subprocess
import sys

PROGRAM = sys.argv[1]


def mapping(*arguments):
    return subprocess.run([PROGRAM, "mapping", *arguments], capture_output=True, text=True, check=False)


def figures(*arguments):
    """What --json prints: nothing but JSON on standard output, nothing on standard error."""
    done = mapping(*arguments, "--json")
    assert done.returncode == 0 and not done.stderr, (arguments, done.stderr)
    return json.loads(done.stdout)


def check_error():
    options = ("error", "--input", "180", "--weight", "75", "--lines", "128", "--sigma", "0.2", "--samples", "1400", "--seed", "1")
    plain = figures(*options)
    # 75 = 64 + 8 + 2 + 1
    expected = 0.2 * 180 * math.sqrt(64**2 + 8**2 + 2**2 + 1) / (256 * math.sqrt(128))
    assert abs(plain["closed_form_sigma_lsb"] - expected) < 1e-12, plain
    # Four standard errors of a σ from 1400 samples
    assert abs(plain["sigma_lsb"]["value"] / expected - 1) < 4 / math.sqrt(2 * 1400), plain
    assert plain["mean_lsb"]["lower"] < plain["mean_lsb"]["value"] < plain["mean_lsb"]["upper"], plain
    assert figures(*options) == plain
    mapped = figures(*options, "--method", "bit_lines")
    assert "closed_form_sigma_lsb" not in mapped and mapped["sigma_lsb"]["value"] < plain["sigma_lsb"]["value"] / 3, mapped
    text = mapping(*options).stdout.splitlines()
    assert [line.split()[0] for line in text] == ["mean", "sigma"], text
    assert f"{plain['sigma_lsb']['value']:.4f} LSB" in text[1], text


def check_quantize():
    options = ("quantize", "--bits", "4", "--lines", "16", "--samples", "50")
    got = figures(*options, "--exhaustive")
    assert [f["method"] for f in got] == ["plain", "resistance", "bit_lines", "exhaustive"], got
    assert got[3]["best_share"] == 1 and got[3]["mean_loss"] < got[2]["mean_loss"] < got[0]["mean_loss"], got
    assert len(figures(*options)) == 3
    assert mapping(*options).stdout.splitlines()[0].split()[0] == "method"


def check_refusals():
    for arguments, words in ((("error", "--input", "256"), "0 to 255"), (("error", "--sigma", "-1"), "0 or more"),
                             (("error", "--samples", "1"), "at least 2"), (("error", "--method", "magic"), "magic"),
                             (("error", "--sigma", "nan"), "finite"), (("error", "--read-step=-1"), "0 or more"),
                             (("error", "--lines", "0"), "whole number"), (("quantize", "--bits", "17"), "whole number"),
                             (("quantize", "--bits", "10", "--exhaustive"), "at most 9")):
        done = mapping(*arguments)
        assert done.returncode == 2 and words in done.stderr and done.stderr.count("\n") == 1, (arguments, done.stderr)
        assert not done.stdout, (arguments, done.stdout)


check_error()
check_quantize()
check_refusals()
print("mapping: figures, closed form and refusals as they should be")
