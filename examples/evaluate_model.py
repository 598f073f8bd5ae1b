#!/usr/bin/env python3
"""Evaluates a model.h5 with nothing but h5py (and numpy, which comes with it).

    examples/evaluate_model.py model.h5 --process tt --temperature 27 --supply 1.0 --input 0:255

Prints the input and the output: the same numbers as `cimchar model eval … --csv`. Format: docs/formats/model.md.
"""
import argparse
import sys

import h5py
import numpy as np


def pvt(coefficients, static, supply_v, temperature_c):
    """Sum over the terms v^i t^j; coefficients (terms, …)."""
    center, scale = static["supply_v"][:]
    v = (supply_v - center) / scale
    center, scale = static["temperature_c"][:]
    t = (temperature_c - center) / scale
    i, j = static["exponents"][:].T.astype(float)
    return np.tensordot(v**i * t**j, coefficients, axes=1)


def bit_terms(codes, bits):
    """Bits of whole codes, least significant first, and products of neighbouring bits: (codes, 2·bits − 1)."""
    b = (codes.astype(int)[:, None] >> np.arange(bits) & 1).astype(float)
    return np.hstack([b, b[:, :-1] * b[:, 1:]])


def pchip(x, y, at):
    """Monotone cubic through (x, y): Fritsch and Butland's slopes, one-sided at the ends."""
    h = np.diff(x)
    d = np.diff(y) / h
    s = np.empty_like(y)
    s[0], s[-1] = d[0], d[-1]
    w1, w2 = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    turns = d[:-1] * d[1:] <= 0
    with np.errstate(divide="ignore", invalid="ignore"):
        s[1:-1] = np.where(turns, 0, (w1 + w2) / (w1 / d[:-1] + w2 / d[1:]))
    k = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    u = (at - x[k]) / h[k]
    return (
        (1 + 2 * u) * (1 - u) ** 2 * y[k]
        + u * (1 - u) ** 2 * h[k] * s[k]
        + u**2 * (3 - 2 * u) * y[k + 1]
        + u**2 * (u - 1) * h[k] * s[k + 1]
    )


def evaluate(f, process, temperature_c, supply_v, codes, globals_=None, scores=None):
    """Output of the nominal circuit in its unit, or of the chip with these coordinates (see `cimchar model sample --json`)."""
    static = f["static"]
    p = list(f["domain/process"].asstr()[:]).index(process)
    low, high = f["domain/input"][:]
    limits = f["domain/temperature_c"][p], f["domain/supply_v"][p]
    for value, (least, most) in ((temperature_c, limits[0]), (supply_v, limits[1]), *((c, (low, high)) for c in codes)):
        if not least - 1e-9 <= value <= most + 1e-9:
            raise ValueError(f"{value:g} is outside the model's domain ({least:g} to {most:g})")
    c = pvt(static["coefficients"][p], static, supply_v, temperature_c)
    if static.attrs["basis"] == "pchip":
        y = pchip(static["knots"][:], c, codes)
    else:
        bits = int(static.attrs["bits"])
        smooth = len(c) - (2 * bits - 1 if bits else 0)
        y = np.polynomial.chebyshev.chebval(2 * (codes - low) / (high - low) - 1, c[:smooth])
        if bits:
            whole = np.floor(codes)
            here, after = bit_terms(whole, bits) @ c[smooth:], bit_terms(whole + 1, bits) @ c[smooth:]
            y = y + here + (codes - whole) * (after - here)
    points = static["points"][:]
    y = y + np.interp(codes, points, static["pattern"][:])
    if scores is not None:
        m = f["mismatch"]
        deviation = m["mean"][:] + np.dot(globals_, m["global"][:]) + np.dot(scores, m["modes"][:])
        y = y + pvt(static["lsb"][p], static, supply_v, temperature_c) * np.interp(codes, points, deviation)
    return y


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", help="model.h5")
    arguments.add_argument("--process", default="tt")
    arguments.add_argument("--temperature", type=float, default=27, help="°C")
    arguments.add_argument("--supply", type=float, default=1.0, help="V")
    arguments.add_argument("--input", help="FIRST:LAST, whole codes; without it every code of the model")
    a = arguments.parse_args()
    try:
        with h5py.File(a.file, "r") as f:
            first, last = (int(part) for part in (a.input.split(":") if a.input else f["domain/input"][:]))
            codes = np.arange(first, last + 1, dtype=float)
            unit = f["ports/unit"].asstr()[1].lower()
            output = evaluate(f, a.process, a.temperature, a.supply, codes)
    except (OSError, KeyError, ValueError) as error:
        sys.exit(f"cannot evaluate {a.file}: {error}")
    print(f"input,output_{unit}")
    for code, value in zip(codes, output):
        print(f"{code:g},{float(value)!r}")


if __name__ == "__main__":
    main()
