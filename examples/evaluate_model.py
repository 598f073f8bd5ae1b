#!/usr/bin/env python3
"""Evaluates a model.h5 with nothing but h5py (and numpy, which comes with it).

    examples/evaluate_model.py model.h5 --process tt --temperature 27 --supply 1.0 --input 0:255
    examples/evaluate_model.py nnsa.h5 --inputs 0.1,0.2,0.3,0.4,0.5,0.1,0.2,0.3,0.25

Prints the input and the output: the same numbers as `cimchar model eval … --csv`. Format: docs/formats/model.md.
"""
import argparse
import os
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


def converter_codes(f, stages, volts):
    """Codes of inputs [V] of a pipelined converter (kind "converter") whose stage functions are these [LSB]."""
    p = f["pipeline"]
    a = {name: p.attrs[name] for name in p.attrs}
    count, comparators, flash = int(a["stages"]), int(a["comparators"]), int(a["flash"])
    numbers = stages * p["scale"][:]
    decides, residues = np.split(numbers, [count * comparators + flash])
    residues = residues.reshape(count, comparators + 1, -1)
    held = a["held_gain"] * (np.asarray(volts, dtype=float) - a["range_v"] / 2)
    code = np.zeros(len(held), dtype=int)
    for k in range(count):
        n = (held[:, None] > decides[k * comparators:(k + 1) * comparators]).sum(1)
        code = int(a["gain"]) * code + n - comparators // 2
        axis = p["held"][k]
        at, after = np.clip(held, axis[0], axis[-1]), np.empty_like(held)
        for decided in range(comparators + 1):
            after[n == decided] = pchip(axis, residues[k, decided], at[n == decided])
        held = a["held_gain"] * after
    n = (held[:, None] > decides[count * comparators:]).sum(1)
    codes = int(a["codes"])
    return np.clip(2 * code + n - (flash + 1) // 2 + codes // 2, 0, codes - 1)


def converter_levels(f, stages):
    """Input at which each code begins [V], of a rising ramp by its histogram."""
    a = f["pipeline"].attrs
    ramp = a["first_v"] + np.arange(int(a["steps"])) * a["step_v"]
    count = np.bincount(converter_codes(f, stages, ramp), minlength=int(a["codes"]))
    return a["first_v"] + (np.cumsum(count)[:-1] - 0.5) * a["step_v"]


def shift_add_cycles(f, x, globals_=None, scores=None):
    """Sums [V] of single cycles of a shift-and-add network (kind "shift_add"), inputs x (cycles, bit lines and previous sum)."""
    n = f["network"]
    low, high = n["inputs"][:].T
    u = 2 * (x - low) / (high - low) - 1
    tanh = np.tanh(u @ n["weights"][:].T + n["biases"][:])
    ideal = x @ f["sum/weights"][:]
    y = ideal + n["constant"][0] + u @ n["line"][:] + tanh @ n["outputs"][:]
    if scores is None:
        return y
    d, m = f["deviation"], f["mismatch"]
    terms = [np.ones((len(x), 1))]
    if d.attrs["inputs"]:
        terms.append(u)
    least, most = f["sum/weights"][:] @ low, f["sum/weights"][:] @ high
    t = np.clip(2 * (ideal - least) / (most - least) - 1, -1, 1)
    terms += [np.polynomial.legendre.legval(t, [0] * p + [1])[:, None] for p in range(2, int(d.attrs["degree"]) + 1)]
    if d.attrs["slopes"]:
        terms.append(1 - tanh**2)
    coefficients = m["mean"][:] + np.dot(globals_, m["global"][:]) + np.dot(scores, m["modes"][:])
    return y + f["sum"].attrs["lsb_v"] * np.hstack(terms) @ d["sums"][:].T @ coefficients


def evaluate_shift_add(f, rows, globals_=None, scores=None):
    """Sums [V] of cycles, rows (cycles, inputs), or of conversions, rows (conversions · slices, bit lines)."""
    limits = f["domain/inputs"][:]
    for value, (least, most) in ((v, limit) for row in rows for v, limit in zip(row, limits)):
        if not least - 1e-9 <= value <= most + 1e-9:
            raise ValueError(f"{value:g} V is outside the model's domain ({least:g} to {most:g} V)")
    if rows.shape[1] == len(limits):
        return shift_add_cycles(f, rows, globals_, scores)
    if rows.shape[1] != len(limits) - 1:
        raise ValueError(f"rows of {rows.shape[1]} numbers; the model has {len(limits)} inputs")
    slices = rows.reshape(-1, int(f["sum"].attrs["slices"]), rows.shape[1])
    sums = np.zeros(len(slices))
    for s in range(slices.shape[1]):
        sums = shift_add_cycles(f, np.column_stack([slices[:, s], sums]), globals_, scores)
    return sums


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", help="model.h5")
    arguments.add_argument("--process", default="tt")
    arguments.add_argument("--temperature", type=float, default=27, help="°C")
    arguments.add_argument("--supply", type=float, default=1.0, help="V")
    arguments.add_argument("--input", help="FIRST:LAST, whole codes; without it every code of the model")
    arguments.add_argument("--inputs", help="of a shift-and-add network: v0,…,v7,previous, or a file of such rows")
    a = arguments.parse_args()
    try:
        with h5py.File(a.file, "r") as f:
            if f.attrs.get("kind", "curve") == "shift_add":
                text = open(a.inputs) if os.path.isfile(a.inputs or "") else [a.inputs or ""]
                for i, value in enumerate(evaluate_shift_add(f, np.loadtxt(text, delimiter=",", ndmin=2))):
                    print(f"{i},{float(value)!r}")
                return
            if f.attrs.get("kind", "curve") == "converter":
                stages = evaluate(f, a.process, a.temperature, a.supply, f["static/points"][:])
                print("code,transition_v")
                for code, value in enumerate(converter_levels(f, stages), start=1):
                    print(f"{code},{float(value)!r}")
                return
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
