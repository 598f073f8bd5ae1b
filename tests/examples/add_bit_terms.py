#!/usr/bin/env python3
"""Gives a Chebyshev model.h5 made-up terms of the bits (docs/formats/model.md): add_bit_terms.py MODEL.h5"""
import sys

import h5py
import numpy as np

with h5py.File(sys.argv[1], "r+") as f:
    static = f["static"]
    assert static.attrs["basis"] == "chebyshev" and static.attrs["bits"] == 0
    bits = int(f["domain/input"][1]).bit_length()
    smooth = static["coefficients"][:]
    unit = static["coefficients"].attrs["unit"]
    steps = 1e-3 * np.arange(1, 2 * bits) * np.ones((*smooth.shape[:2], 1))  # 1 mV with bit 0, 2 mV with bit 1, …
    del static["coefficients"]
    static["coefficients"] = np.concatenate([smooth, steps], axis=2)
    static["coefficients"].attrs["unit"] = unit
    static.attrs["bits"] = np.uint64(bits)
