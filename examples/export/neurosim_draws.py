#!/usr/bin/python3
"""Draws outputs from an exported table as NeuroSim V1.5 does: the row of the ideal sum, a normal number, rounded.

    cimchar export converter.h5 --to neurosim -o output_noise.csv
    examples/export/neurosim_draws.py output_noise.csv
"""
import sys

import numpy as np

output, mean, std = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, unpack=True)
last = len(output) - 1
rng = np.random.default_rng(1)
print(f"{'ideal':>6} {'drawn':>18}")
for ideal in np.linspace(0, last, 9).astype(int):
    drawn = np.clip(np.rint(rng.normal(mean[ideal], std[ideal], 1000)), 0, last)
    print(f"{ideal:6} {drawn.mean():9.2f} ± {drawn.std():6.2f}")
