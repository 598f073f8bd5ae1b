#!/usr/bin/python3
"""The same campaign gives the same bits with one worker, with two, and after its parent was killed halfway.

usage: same_numbers.py CIMCHAR CAMPAIGN
"""
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py

PROGRAM, CAMPAIGN = sys.argv[1:3]


def command(directory, jobs):
    return [PROGRAM, "run", CAMPAIGN, "-o", str(directory), "-j", str(jobs), "--set", "monte_carlo.samples=8"]


def finish(directory, jobs):
    done = subprocess.run(command(directory, jobs), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def killed_and_resumed(directory):
    """SIGKILL as soon as the first results are durable; at most one restart finishes the rest."""
    run = subprocess.Popen(command(directory, 2), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    segments = directory / "segments"
    while run.poll() is None and not (segments.is_dir() and any(segments.glob("*.h5"))):
        time.sleep(0.01)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    before = len(list(segments.glob("*.h5")))
    assert before > 0 and not (directory / "results.h5").exists(), "killed too late to show anything"
    finish(directory, 2)


def content(directory):
    """Every dataset and attribute outside /run, as bytes."""
    found = {}
    with h5py.File(directory / "results.h5") as f:
        def visit(name, item):
            if name.split("/")[0] != "run" and isinstance(item, h5py.Dataset):
                found[name] = (item.shape, repr(item[()].tolist()) if item.dtype.kind == "O" else item[()].tobytes())
        f.visititems(visit)
    return found


with tempfile.TemporaryDirectory() as scratch:
    one, two, killed = (Path(scratch) / name for name in ("one", "two", "killed"))
    finish(one, 1)
    finish(two, 2)
    killed_and_resumed(killed)
    reference = content(one)
    assert any(name.startswith("measures/") for name in reference)
    for other in (two, killed):
        assert content(other) == reference, [n for n in reference if content(other).get(n) != reference[n]]
print(f"{len(reference)} datasets, three runs, the same bits")
