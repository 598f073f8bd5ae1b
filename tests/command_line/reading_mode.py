#!/usr/bin/python3
"""Resistance reading mode: Eq. 23 gives the element back, and a larger one reads larger.

usage: reading_mode.py CIMCHAR CAMPAIGN
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

PROGRAM, CAMPAIGN = sys.argv[1:3]

with tempfile.TemporaryDirectory() as name:
    subprocess.run([PROGRAM, "run", CAMPAIGN, "-o", str(Path(name) / "r"), "-j", "1", "--set", "monte_carlo.samples=0"],
                   capture_output=True, check=True)
    with h5py.File(Path(name) / "r" / "results.h5") as f:
        read = f["curves/r_read_ohm"][0]
        element = f["axes/r_read_ohm"][:]
        error = f["measures/r_read_error"][0]
# The cell's current is set for the nominal element, so there Eq. 23 holds but for settling, leakage and kick-back.
assert abs(error) < 0.05, error
assert np.all(np.diff(read) > 0), read
# A fixed gate does not hold the read voltage when the current halves or doubles: a quarter is the most it may give.
assert np.all(np.abs(read / element - 1) < 0.25), read / element
