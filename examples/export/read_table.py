#!/usr/bin/python3
"""The spread over chips of an exported table: every row's input, nominal output, mean and deviation.

    cimchar export model.h5 --to csv --chips 50 -o model.csv
    examples/export/read_table.py model.csv
"""
import sys

import numpy as np

with open(sys.argv[1]) as f:
    names = f.readline().strip().split(",")
rows = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, ndmin=2)
chips = [i for i, name in enumerate(names) if name.startswith("chip_")]
if len(chips) < 2:
    sys.exit("the table has no chips; export it with --chips 50")
nominal = chips[0] - 1
print(f"{names[0]:>12} {names[nominal]:>14} {'mean':>12} {'deviation':>12}")
for row in rows:
    print(f"{row[0]:12g} {row[nominal]:14.6g} {row[chips].mean():12.6g} {row[chips].std(ddof=1):12.3g}")
