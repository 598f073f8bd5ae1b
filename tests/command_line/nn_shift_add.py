#!/usr/bin/python3
"""The shift-and-add network from training to circuit: same seed, same bytes; the network at rest as training takes it
against the circuit simulator, on the same inputs; in process against plain `ngspice -b`; a weights file of one's own survives its deletion.

usage: nn_shift_add.py CIMCHAR
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py

from network_at_rest import Network

CIMCHAR = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples/nn_shift_add"

# The training judges single sums at rest over its own inputs, the circuit makes whole conversions of others: its errors
# must lie in the same range but for what the devices' curves leave out (a cubic between 241 points, loads as a parabola)
# and for what the switches and the previous sum's error add.
MODEL_AGAINST_CIRCUIT_V = 1.5e-3
# On the same inputs. What is left is pedestals of the switches, and levels of the output that loads of the hold switches
# move; 0.085 mV measured.
SAME_INPUTS_V = 0.3e-3
# Two transients of the same circuit that begin differently: 2 uV was measured between tolerances.
PLAIN_V = 10e-6


def cimchar(*arguments, expect=0):
    done = subprocess.run([CIMCHAR, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == expect, (arguments, done.returncode, done.stdout, done.stderr)
    return done


def training_file(folder, **changes):
    text = (EXAMPLES / "nnsa_130nm.toml").read_text()
    changes = {"curves": f'"{folder}/curves"', "restarts": 1, "moves": 100000, "validation_inputs": 2000, **changes}
    for key, value in changes.items():
        text, n = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        assert n == 1, key
    path = folder / "training.toml"
    path.write_text(text)
    return path


def campaign_file(folder, name, **parameters):
    path = folder / f"{name}.toml"
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in parameters.items())
    path.write_text(f'[campaign]\nname = "{name}"\n[circuit]\nname = "nn_shift_add"\n[circuit.parameters]\n{lines}'
                    "[simulator]\ntimeout_s = 600\n")
    return path


def errors_of(folder, name, **parameters):
    path = campaign_file(folder, name, **parameters)
    cimchar("run", path, "-o", folder / name)
    with h5py.File(folder / name / "results.h5") as f:
        return f["curves/result_v"][0], f["curves/ideal_v"][0]


def inputs_of(netlist, slices):
    """Bit-line voltages of the printed deck's conversions, shape (conversions, slices, bit lines)."""
    lines = []
    for k in range(8):
        numbers = [float(x) for x in re.search(rf"^vin{k} .*pwl\((.*)\)", netlist, re.M)[1].split()]
        lines.append(numbers[5::4])  # after "0 0": begin and end of each edge, time and voltage
    cycles = list(zip(*lines))
    return [cycles[i:i + slices] for i in range(0, len(cycles), slices)]


def network_of(folder, weights):
    with h5py.File(folder / "curves/results.h5") as f, h5py.File(weights) as w:
        conditions = list(zip(f["conditions/process"].asstr()[:], f["conditions/temperature_c"][:],
                              f["conditions/supply_v"][:]))
        row = list(f["trials/condition"][:]).index(conditions.index(("tt", 27, 1.2)))
        parameters = dict(zip(f["parameters/name"].asstr()[:], f["parameters/value"].asstr()[:]))
        curves = {name: f["curves"][name][row] for name in f["curves"]}
        return Network(w["network"], curves, [float(parameters[name]) for name in ("iinv", "ifol")], 1.2)


def main(folder):
    cimchar("run", EXAMPLES / "neurons_130nm.toml", "--set", "monte_carlo.samples=0", "-o", folder / "curves")
    a, b, c = (folder / f"{name}.h5" for name in "abc")
    cimchar("train", training_file(folder), "-o", a)
    cimchar("train", training_file(folder), "-o", b)
    assert a.read_bytes() == b.read_bytes(), "the same training gave other bytes"
    cimchar("train", training_file(folder, seed=2), "-o", c)
    assert a.read_bytes() != c.read_bytes(), "another seed gave the same weights"

    # The range of the errors of conversions lies where the training says that of single sums does.
    result, ideal = errors_of(folder, "errors", weights="a.h5", corners="off", random=60)
    error = result - ideal
    with h5py.File(a) as f:
        low, high = f["training/figures/error_min_v"][0], f["training/figures/error_max_v"][0]
    print(f"circuit {1e3 * error.min():.2f} ... {1e3 * error.max():.2f} mV, "
          f"training {1e3 * low:.2f} ... {1e3 * high:.2f} mV")
    assert low - MODEL_AGAINST_CIRCUIT_V < error.min() and error.max() < high + MODEL_AGAINST_CIRCUIT_V
    assert ideal.max() - ideal.min() > 0.2

    # Plain ngspice on the netlist that is printed, of the same inputs.
    netlist = cimchar("netlist", "nn_shift_add", "--set", f"weights={a}", "--set", "corners=off").stdout
    (folder / "plain.cir").write_text(netlist)
    plain = subprocess.run(["ngspice", "-b", "plain.cir"], cwd=folder, capture_output=True, text=True).stdout
    values = [float(v) for v in re.findall(r"^result\d+\s*=\s*(\S+)", plain, re.M)]
    assert len(values) == 8, plain[-2000:]
    worst = max(abs(p - r) for p, r in zip(values, result))
    print(f"plain ngspice differs by {1e6 * worst:.2f} uV at most")
    assert worst < PLAIN_V

    # A second program for the network at rest, on the inputs of the printed deck.
    network = network_of(folder, a)
    predicted = [network.conversion_v(slices) for slices in inputs_of(netlist, 2)]
    worst = max(abs(p - r) for p, r in zip(predicted, result))
    print(f"the network at rest differs by {1e3 * worst:.3f} mV at most on the same inputs")
    assert worst < SAME_INPUTS_V

    # The run directory keeps the weights.
    a.unlink()
    cimchar("replay", folder / "errors", 0)
    missing = cimchar("check", campaign_file(folder, "again", weights="a.h5"), expect=2)
    assert len(missing.stderr.splitlines()) == 1 and "a.h5" in missing.stderr, missing.stderr

    # Mistakes.
    for change, words in (({"dac_bits": 3}, "1, 2 or 4"), ({"curves": '"nowhere"'}, "nowhere"),
                          ({"temperature_c": 28}, "not taken at"), ({"inverters": 7}, "even")):
        refused = cimchar("train", training_file(folder, **change), "-o", folder / "x.h5", expect=2).stderr
        assert len(refused.splitlines()) == 1 and words in refused, refused
        assert not (folder / "x.h5").exists()
    typo = training_file(folder)
    typo.write_text(typo.read_text().replace("bias_cells = 3", "bias_cels = 3"))
    assert "bias_cells" in cimchar("train", typo, "-o", folder / "x.h5", expect=2).stderr


with tempfile.TemporaryDirectory() as folder:
    main(Path(folder))
print("nn_shift_add: passed")
