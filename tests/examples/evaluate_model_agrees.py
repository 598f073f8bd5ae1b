#!/usr/bin/env python3
"""examples/evaluate_model.py and `cimchar model eval` and `model sample` must give the same numbers.

    evaluate_model_agrees.py CIMCHAR MODEL.h5

Checks every process at the middle and the ends of its domain, and five virtual chips; exit 1 beyond 1 nV.
"""
import importlib.util
import json
import pathlib
import subprocess
import sys

import h5py
import numpy as np

example = pathlib.Path(__file__).resolve().parents[2] / "examples" / "evaluate_model.py"
spec = importlib.util.spec_from_file_location("evaluate_model", example)
evaluate_model = importlib.util.module_from_spec(spec)
spec.loader.exec_module(evaluate_model)


def cimchar(program, *arguments):
    return json.loads(subprocess.run([program, "model", *arguments, "--json"], check=True, capture_output=True).stdout)


def main():
    program, path = sys.argv[1:]
    worst, count = 0.0, 0
    with h5py.File(path, "r") as f:
        codes = f["static/points"][:]
        codes = np.sort(np.concatenate([codes, codes[:-1] + 0.37 * np.diff(codes)]))
        inputs = ",".join(repr(float(code)) for code in codes)
        for p, process in enumerate(f["domain/process"].asstr()[:]):
            temperatures, supplies = f["domain/temperature_c"][p], f["domain/supply_v"][p]
            for t, v in {(temperatures[0], supplies[0]), (temperatures[1], supplies[1]), (temperatures.mean(), supplies.mean())}:
                at = ["--process", process, "--temperature", repr(float(t)), "--supply", repr(float(v)), "--input", inputs]
                want = cimchar(program, "eval", path, *at)["output_v"]
                worst = max(worst, np.abs(evaluate_model.evaluate(f, process, t, v, codes) - want).max())
                count += 1
                if "mismatch" not in f:
                    continue
                for chip in cimchar(program, "sample", path, *at, "--chips", "5")["chips"]:
                    got = evaluate_model.evaluate(f, process, t, v, codes, chip["global"], chip["scores"])
                    worst = max(worst, np.abs(got - chip["output_v"]).max())
                    count += 1
    print(f"{count} curves of {len(codes)} points: largest difference {worst:.2g} V")
    sys.exit(0 if count > 0 and worst < 1e-9 else 1)


if __name__ == "__main__":
    main()
