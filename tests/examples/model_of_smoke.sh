#!/usr/bin/env bash
# Fits a model to the short campaign and compares examples/evaluate_model.py with the program's own evaluation.
set -euo pipefail
program=$1 source=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$program" run "$source/montecarlo/campaigns/integrator_smoke.toml" -o "$scratch/run" --set monte_carlo.samples=12 >/dev/null 2>&1
"$program" fit "$scratch/run" -o "$scratch/model.h5" >/dev/null
/usr/bin/python3 "$source/tests/examples/evaluate_model_agrees.py" "$program" "$scratch/model.h5"
# Its curves are smooth. The same model with made-up steps at its major carries:
/usr/bin/python3 "$source/tests/examples/add_bit_terms.py" "$scratch/model.h5"
/usr/bin/python3 "$source/tests/examples/evaluate_model_agrees.py" "$program" "$scratch/model.h5"
