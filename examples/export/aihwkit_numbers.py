#!/usr/bin/python3
"""The numbers for aihwkit of an exported file; with aihwkit, its IOParameters too.

    cimchar export model.h5 --to aihwkit -o cimchar_io.py
    examples/export/aihwkit_numbers.py cimchar_io.py
"""
import importlib.util
import sys

spec = importlib.util.spec_from_file_location("cimchar_io", sys.argv[1])
io = importlib.util.module_from_spec(spec)
spec.loader.exec_module(io)
for name, value in vars(io).items():
    if name.isupper():
        print(f"{name:14} {value}")
try:
    print(io.io_parameters())
except ImportError:
    print("aihwkit is not installed: numbers only")
