#!/usr/bin/env python3
"""Plots a measure of a campaign against a drawn parameter.

    examples/plot_measure.py results.h5 enob_bit bl0.t0.vth_v -o plot.png

Needs h5py and matplotlib (Debian: python3-h5py python3-matplotlib).
"""
import argparse
import difflib
import sys

import h5py


def read(path, measure, parameter):
    """Values of both in every good Monte Carlo trial, and the measure's unit."""
    with h5py.File(path, "r") as f:
        if f.attrs.get("file_type") != "cimchar-results":
            sys.exit(f"{path} is not a results file; give a results.h5")
        names = list(f["drawn/names"].asstr()[:])
        if measure not in f["measures"]:
            sys.exit(f"no measure '{measure}' in {path}; {suggest(measure, list(f['measures']))}")
        if parameter not in names:
            sys.exit(f"no drawn parameter '{parameter}' in {path}; {suggest(parameter, names)}")
        good = (f["trials/status"][:] == 0) & (f["trials/sample"][:] > 0)
        x = f["drawn/values"][:, names.index(parameter)][good]
        y = f["measures"][measure][:][good]
        return x, y, f["measures"][measure].attrs["unit"]


def suggest(word, valid):
    near = difflib.get_close_matches(word, valid, 1)
    if near:
        return f"did you mean '{near[0]}'?"
    return "valid: " + (", ".join(valid[:20]) + (" …" if len(valid) > 20 else "") if valid else "none")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", help="results.h5")
    arguments.add_argument("measure")
    arguments.add_argument("parameter")
    arguments.add_argument("-o", "--output", help="image to write; without it a window opens")
    a = arguments.parse_args()
    try:
        x, y, unit = read(a.file, a.measure, a.parameter)
    except OSError as error:
        sys.exit(f"cannot read {a.file} ({error}); give a results.h5")
    try:
        import matplotlib
    except ImportError:
        sys.exit("matplotlib is not installed; apt install python3-matplotlib")
    if a.output:
        matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.plot(x, y, ".")
    plt.xlabel(f"{a.parameter} ({'V' if a.parameter.endswith('_v') else 'relative'})")
    plt.ylabel(f"{a.measure} ({unit})")
    plt.title(f"{len(x)} chips")
    plt.savefig(a.output) if a.output else plt.show()


if __name__ == "__main__":
    main()
