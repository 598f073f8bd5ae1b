#!/usr/bin/python3
"""An exported ADC behind eight columns, with or without CrossSim: what it makes of sums of cells.

    cimchar export converter.h5 --to crosssim --chips 8 -o cimchar_adc.py
    examples/export/crosssim_columns.py cimchar_adc.py
"""
import importlib.util
import sys

import numpy as np

spec = importlib.util.spec_from_file_location("cimchar_adc", sys.argv[1])
adc_file = importlib.util.module_from_spec(spec)
spec.loader.exec_module(adc_file)
if adc_file.xp is not np:
    sys.exit("CrossSim is installed: import the file and set params.xbar.adc.mvm.model instead (docs/how-to/export/crosssim.md)")
name = next(n for n in vars(adc_file) if n.startswith("Cimchar") and not n.endswith("Cell"))
adc = getattr(adc_file, name)(bits=getattr(adc_file, "BITS", 0), limits=(0.0, 64.0))
adc.set_limits(np.zeros((8, 64)))  # 8 columns of 64 cells
sums = np.repeat(np.linspace(8, 56, 7)[None], 8, axis=0)
print(f"{name}: sums of cells in, what CrossSim computes with out; a row per column")
print("   in", "".join(f"{v:9.3f}" for v in sums[0]))
for column, values in enumerate(adc.convert(sums)):
    print(f"{column:5}", "".join(f"{v:9.3f}" for v in values))
