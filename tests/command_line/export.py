#!/usr/bin/python3
"""cimchar export: every file is used as its tool uses it, as far as the tool is here, and gives what `cimchar model`
gives of the same chips: SPICE by ngspice, beside the circuits that the models were made of; Python files by numpy, with
stand-ins for the classes of CrossSim and aihwkit; Verilog-A by the small reader of verilog_a.py; tables as they are.

usage: export.py CIMCHAR
"""
import csv
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

from library_cards import library_cards
from verilog_a import modules

CIMCHAR = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parents[2]

# The same formula in another language: of a few hundred terms of at most 2 V, each to 2e-16 of itself.
SAME_V = 1e-12
# ngspice stops when nothing changes by more than reltol, here 1e-9 of at most 2 V.
SPICE_V = 2e-9
CHIPS = 3


def cimchar(*arguments, expect=0, missed=False):
    """With `missed` a limit of the campaign may be missed."""
    done = subprocess.run([CIMCHAR, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == expect or (missed and done.returncode == 1), (arguments, done.returncode, done.stdout, done.stderr)
    return done


def refused(words, *arguments):
    message = cimchar(*arguments, expect=2).stderr
    assert len(message.splitlines()) == 1 and words in message, (words, message)


def as_json(*arguments):
    return json.loads(cimchar(*arguments, "--json").stdout)


def close(what, got, want, tolerance):
    worst = np.abs(np.asarray(got) - np.asarray(want)).max()
    print(f"  {what}: {worst:.2g} at most")
    assert worst <= tolerance, (what, worst, tolerance)


def exported(path, to, *options):
    out = path.with_name(f"{path.stem}.{to}")
    cimchar("export", path, "--to", to, "-o", out, *options)
    return out


def listed(numbers):
    return ",".join(map(repr, map(float, numbers)))


def outputs(path, inputs, chips=CHIPS):
    """Of a curve at these inputs: the nominal chip, then chips of seed 1; (1 + chips, inputs)."""
    nominal = as_json("model", "eval", path, "--input", listed(inputs))
    sampled = as_json("model", "sample", path, "--chips", chips, "--input", listed(inputs))["chips"] if chips else []
    key = next(name for name in nominal if name.startswith("output"))
    return np.array([nominal[key], *(chip[key] for chip in sampled)])


def levels(path, chips=CHIPS):
    sampled = as_json("model", "sample", path, "--chips", chips)["chips"]
    return np.array([as_json("model", "eval", path)["transition_v"], *(chip["transition_v"] for chip in sampled)])


def table(path):
    with path.open() as f:
        head, *rows = csv.reader(f)
    return head, np.array(rows, dtype=float)


def module_of(path, name):
    """The exported Python file, imported anew."""
    copy = path.with_name(f"{name}.py")
    shutil.copy(path, copy)
    spec = importlib.util.spec_from_file_location(name, copy)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(folder, name, campaign, **sets):
    changes = [word for key, value in sets.items() for word in ("--set", f"{key.replace('__', '.')}={value}")]
    cimchar("run", campaign, "-o", folder / name, "-j", 1, *changes, missed=True)
    return folder / name


def fitted(folder, name, campaign, *options, **sets):
    path = folder / f"{name}.h5"
    cimchar("fit", run(folder, name, campaign, **sets), "-o", path, *options)
    return path


def ngspice(folder, body, sweep, nodes, tight=True):
    """Columns of a plain ngspice's sweep: the swept value, then the nodes."""
    # By itself ngspice stops at a thousandth of a value.
    options = ".options reltol=1e-9 vntol=1e-13 numdgt=16" if tight else ""
    deck = folder / "deck.cir"
    deck.write_text(f"test\n{body}\n{options}\n.control\nset wr_singlescale\nset numdgt=16\n{sweep}\n"
                    f"wrdata {folder}/deck.txt {' '.join(nodes)}\nquit 0\n.endc\n.end\n")
    done = subprocess.run(["ngspice", "-b", deck], capture_output=True, text=True, check=False)
    assert "rror" not in done.stderr and done.returncode == 0, done.stdout + done.stderr
    return np.loadtxt(folder / "deck.txt").T


def chip_names(name, chips=CHIPS):
    return [name, *(f"{name}_chip{i}" for i in range(chips))]


def spice_curves(folder, path, name, first, last):
    """The subcircuits over the input, and beyond its ends."""
    file = exported(path, "spice", "--chips", CHIPS)
    names = chip_names(name)
    body = f".include {file}\nvin in 0 0\n" + "\n".join(f"x{i} in o{i} {each}" for i, each in enumerate(names))
    step = (last - first) / 237  # between the points
    x, *got = ngspice(folder, body, f"dc vin {first - 3 * step} {last + 3.5 * step} {step}",
                      [f"v(o{i})" for i in range(len(names))])
    want = outputs(path, np.clip(x, first, last))
    assert (x < first).any() and (x > last).any()
    close(f"{name} in ngspice", got, want, SPICE_V)


def verilog_curves(path, name, first, last):
    file = exported(path, "veriloga", "--chips", CHIPS)
    read = modules(file)
    assert list(read) == chip_names(name)
    x = np.random.default_rng(2).uniform(first - 1, last + 1, 200)
    x[:3] = first, last, np.rint((first + last) / 2)
    got = [[module(v) for v in x] for module in read.values()]
    close(f"{name} in Verilog-A", got, outputs(path, np.clip(x, first, last)), SAME_V)


def csv_of_curve(path):
    head, rows = table(exported(path, "csv", "--chips", CHIPS))
    assert head == ["input", "output_v", *(f"chip_{i}" for i in range(CHIPS))], head
    with h5py.File(path) as f:
        points = f["static/points"][:]
    assert (rows[:, 0] == points).all() and (rows[:, 1:] == outputs(path, points).T).all()


def crosssim_of_curve(path, name, first, last):
    module = module_of(exported(path, "crosssim", "--chips", CHIPS), f"crosssim_{path.stem}")
    noise = module.NOISE
    module.NOISE = 0.0
    adc = getattr(module, name)(limits=(0.0, 128.0))
    adc.set_limits(np.zeros((5, 128)))
    cells = np.random.default_rng(3).uniform(0, 128, (5, 40))
    before = cells.copy()
    got = adc.convert(cells)
    assert (cells == before).all()  # CrossSim's arrays are not ours to change
    x = first + cells / 128 * (last - first)
    chips, ends = outputs(path, x.ravel())[1:], outputs(path, [first, last], 0)[0]
    want = np.array([chips[c % CHIPS].reshape(x.shape)[c] for c in range(5)])
    close(f"{name} in numpy [cells]", got, 128 * (want - ends[0]) / (ends[1] - ends[0]),
          1e3 * SAME_V / abs(ends[1] - ends[0]))
    close(f"{name}, of a vector", adc.convert(cells[:, 7]), got[:, 7], 0)
    # Single precision: what a number of 24 bits says of 128 cells, with the curve's slope of about one.
    single = adc.convert(cells.astype(np.float32))
    assert single.dtype == np.float32
    close(f"{name}, of single precision", single, got, 128 * 2**-22)
    module.NOISE = noise
    return module


def crosssim_cells(module, name, sigma):
    cell = getattr(module, f"{name}Cell")()
    ones = np.ones((200, 200))
    spread = cell.programming_error(ones).std()
    assert module.SIGMA_G == sigma and abs(spread / sigma - 1) < 4 / np.sqrt(2 * ones.size)  # 4 σ of a σ
    assert (cell.read_noise(ones) == ones).all() and cell.drift_error(ones, 10.0).std() > 0


def aihwkit_of_curve(path, chips=20):
    module = module_of(exported(path, "aihwkit", "--chips", chips), f"aihwkit_{path.stem}")
    with h5py.File(path) as f:
        x = f["static/points"][:]
    y = outputs(path, x, chips)
    ends = y[0, 0], y[0, -1]
    errors = (y[1:] - ends[0]) / (ends[1] - ends[0]) - (x - x[0]) / (x[-1] - x[0])
    assert module.OUT_BOUND == 12
    close("aihwkit's STATIC_ERROR", module.STATIC_ERROR, 24 * np.sqrt((errors**2).mean()), SAME_V)
    noise = as_json("model", "eval", path).get("noise_v", 0)
    close("aihwkit's OUT_NOISE", module.OUT_NOISE, 24 * noise / abs(ends[1] - ends[0]), SAME_V)
    assert module.OUT_RES == -1
    return module


def stand_in_aihwkit(folder, module):
    """io_parameters() and noise_model() with classes that take what aihwkit's take."""
    for package in ("aihwkit", "aihwkit/simulator", "aihwkit/inference", "aihwkit/inference/noise"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    (folder / "aihwkit/simulator/parameters.py").write_text(
        "from dataclasses import dataclass\n@dataclass\nclass IOParameters:\n    inp_bound: float = 1\n    inp_res: float = 1 / 126\n"
        "    out_bound: float = 12\n    out_noise: float = 0.06\n    out_res: float = 1 / 510\n    w_noise: float = 0\n")
    (folder / "aihwkit/inference/noise/reram.py").write_text(
        "class ReRamWan2022NoiseModel:\n    def __init__(self, coeff_dic=None, g_converter=None, g_max=None, noise_scale=1.0):\n"
        "        self.coeff_dic, self.g_max = coeff_dic, g_max\n")
    sys.path.insert(0, str(folder))
    io = module.io_parameters(w_noise=0.01)
    assert (io.out_noise, io.inp_res, io.w_noise) == (module.OUT_NOISE, 1 / 30, 0.01)
    assert module.io_parameters(static_errors_as_noise=True).out_noise == np.hypot(module.OUT_NOISE, module.STATIC_ERROR)
    model = module.noise_model()
    assert model.g_max == 0.5 and list(model.coeff_dic) == [1.0] and len(model.coeff_dic[1.0]) == 5  # 2 MΩ
    sys.path.remove(str(folder))


def integrator(folder):
    print("integrator")
    path = fitted(folder, "integrator", ROOT / "montecarlo/campaigns/integrator_smoke.toml", monte_carlo__samples=12, circuit__parameters__check="off")
    csv_of_curve(path)
    spice_curves(folder, path, "integrator", 0, 15)
    verilog_curves(path, "integrator", 0, 15)
    with h5py.File(path) as f:
        names, sigmas = f["mismatch/parameters"].asstr()[:], f["mismatch/parameter_sigma"][:]
    sigma = np.sqrt(np.mean([s**2 for n, s in zip(names, sigmas) if n.endswith(".rram.g")]))
    module = crosssim_of_curve(path, "CimcharIntegrator", 0, 15)
    assert abs(module.SIGMA_G / sigma - 1) < 1e-14
    crosssim_cells(module, "CimcharIntegrator", module.SIGMA_G)
    sigma = module.SIGMA_G
    adc = module.CimcharIntegrator(limits=(0.0, 1.0))
    adc.set_limits(np.zeros((1, 16)))
    many = adc.convert(np.full((1, 20000), 0.5))
    # 4 σ of a σ.
    want = module.NOISE / abs(module.LAST - module.FIRST)
    assert abs(many.std() / want - 1) < 4 / np.sqrt(2 * many.size), (many.std(), want)
    module = aihwkit_of_curve(path)
    assert module.INP_RES == 1 / 30 and module.G_MAX_US == 0.5  # 16 codes; 2 MΩ
    close("aihwkit's coefficients", module.COEFF_DIC[1.0], [0, 0.5 * sigma, 0, 0, 0], SAME_V)
    stand_in_aihwkit(folder, module)
    head, rows = table(exported(path, "neurosim"))
    assert head == ["states", "mean", "std"]
    close("NeuroSim's states [relative]", rows / [[1, 1 / 200e6, sigma / 200e6], [1, 1 / 2e6, sigma / 2e6]],
          [[0, 1, 1], [1, 1, 1]], SAME_V)
    # Another condition is another curve, and is named in the file.
    hot = exported(path, "spice", "--process", "ss")
    assert "Condition: ss, 80 C, 0.9 V" in hot.read_text() and "chip0" not in hot.read_text()
    assert "chip2" in exported(path, "spice", "--chips", 3, "--seed", 2).read_text()
    steps = folder / "steps.h5"
    shutil.copy(path, steps)
    subprocess.run([sys.executable, ROOT / "tests/examples/add_bit_terms.py", steps], check=True)
    spice_curves(folder, steps, "integrator", 0, 15)
    verilog_curves(steps, "integrator", 0, 15)
    crosssim_of_curve(steps, "CimcharIntegrator", 0, 15)
    return path


def originals(folder):
    """The netlists that two models were made of, in plain ngspice, beside the models' subcircuits in the same deck."""
    print("circuits of examples/")
    paths = []
    # At the switching point the inverter's slope is 9; its model has points every 20 mV, between which it is a guess: 1 %
    # of 1.2 V. The follower is smooth: polynomials of order 7 and what is left at points every 10 mV.
    for example, name, curve, out, top, tolerance_v in (("source_follower", "follower_130nm", "transfer_v_op", "op", 0.5, 1e-6),
                                                         ("inverter", "inverter_130nm", "transfer_v_out", "out", 1.2, 12e-3)):
        path = fitted(folder, name, ROOT / f"examples/{example}/{name}.toml", "--curve", curve, monte_carlo__samples=12,
                      conditions__process='["tt"]', conditions__temperature_c="[27]", conditions__supply_v="[1.2]")
        paths.append(path)
        last = last_point(path)
        csv_of_curve(path)
        spice_curves(folder, path, name, 0, last)
        verilog_curves(path, name, 0, last)
        crosssim_of_curve(path, "Cimchar" + name.title().replace("_", "").replace("Nm", "nm"), 0, last)
        _, *netlist = (ROOT / f"examples/{example}/{name}.cir").read_text().splitlines()
        circuit = "\n".join(line for line in netlist if line != ".end")
        body = (f"{circuit}\n{library_cards(ROOT / 'netlists/cards/n130.lib', 'tt')}\n"
                f".include {exported(path, 'spice', '--input-volts', 0, top)}\nxmodel in modelled {name}")
        _, got, want = ngspice(folder, body, f"dc vin 0 {top} {top / 480}", ["v(modelled)", f"v({out})"], tight=False)
        close(f"{name}'s subcircuit beside the circuit [V]", got, want, tolerance_v)
        verilog = modules(exported(path, "veriloga", "--input-volts", 0, top))[name]
        x = np.linspace(0, top, 7)
        close(f"{name} in Verilog-A, of volts", [verilog(v) for v in x], outputs(path, x / top * last, 0)[0], SAME_V)
    aihwkit = aihwkit_of_curve(paths[1])
    assert not hasattr(aihwkit, "COEFF_DIC") and aihwkit.INP_RES == 1 / 120  # 61 samples
    return paths


def last_point(path):
    with h5py.File(path) as f:
        return float(f["domain/input"][1])


def stand_in_crosssim(folder, file):
    """The class is found by its name among the subclasses of an IADC as CrossSim has it: abstract, with more arguments."""
    place = folder / "crosssim"
    for package in ("simulator/backend", "simulator/circuits/adc", "simulator/devices"):
        (place / package).mkdir(parents=True)
    (place / "simulator/backend/__init__.py").write_text("import numpy\ndef ComputeBackend():\n    return numpy\n")
    (place / "simulator/circuits/adc/iadc.py").write_text(
        "from abc import ABC, abstractmethod\nclass IADC(ABC):\n"
        "    def __init__(self, adc_params, dac_params, core_params, simulation_params, bitslice):\n"
        "        self.bits = adc_params['bits']\n"
        "    @abstractmethod\n    def convert(self, vector): ...\n"
        "    @abstractmethod\n    def set_limits(self, matrix):\n        self.min, self.max = 0, matrix.shape[1]\n")
    (place / "simulator/devices/idevice.py").write_text("class EmptyDevice:\n    pass\n")
    sys.path.insert(0, str(place))
    module = module_of(file, "with_crosssim")
    sys.path.remove(str(place))
    found = {}
    todo = [sys.modules["simulator.circuits.adc.iadc"].IADC]
    while todo:
        todo += (subclasses := todo.pop().__subclasses__())
        found |= {each.__name__: each for each in subclasses}
    adc = found["CimcharNnAdc"]({"bits": 8}, None, None, None, 0)
    adc.set_limits(np.zeros((4, 64)))
    assert adc.high == 64 and found["CimcharNnAdc"] is module.CimcharNnAdc
    for name in [each for each in sys.modules if each.split(".")[0] == "simulator"]:
        del sys.modules[name]


def crosssim_converter(folder, path, level_v):
    file = exported(path, "crosssim", "--chips", CHIPS)
    stand_in_crosssim(folder, file)
    module = module_of(file, "crosssim_converter")
    assert (module.CHIPS_V == level_v[1:]).all() and (module.NOMINAL_V == level_v[0]).all()  # to the last bit
    first, second = (module.CimcharNnAdc(8, (0.0, 128.0)) for _ in range(2))
    first.set_limits(np.zeros((5, 128)))
    second.set_limits(np.zeros((4, 128)))
    chips = list(first.chip)
    first.set_limits(np.ones((5, 128)))
    assert chips == list(first.chip) == [0, 1, 2, 0, 1] and list(second.chip) == [2, 0, 1, 2]  # chips for life
    cells = np.random.default_rng(4).uniform(-5, 133, (5, 300))
    codes = np.array([np.searchsorted(level_v[1 + c], v) for c, v in zip(chips, cells / 128 * 0.5)])
    assert (first.codes(cells) == codes).all()
    assert (first.convert(cells) == (codes + 0.5) / 256 * 128).all()
    # Copies of the array in a convolution lie behind each other along axis 0.
    assert (first.codes(np.vstack([cells, cells])) == np.vstack([codes, codes])).all()
    single = cells[:, 0].astype(np.float32)
    want = [np.searchsorted(level_v[1 + c], v) for c, v in zip(chips, single.astype(float) / 128 * 0.5)]
    assert (first.codes(single) == want).all() and first.convert(single).dtype == np.float32
    module.FULL_SCALE_CELLS, module.ZERO_CELLS = 64.0, -32.0
    first.set_limits(np.zeros((5, 128)))
    assert (first.codes(cells / 2 - 32) == codes).all()
    try:
        module.CimcharNnAdc(6).set_limits(np.zeros((5, 128)))
        raise AssertionError("six bits were taken")
    except ValueError as error:
        assert "8 bits" in str(error)
    # One chip, a level in the middle of noise of two codes: the mean code is that of the input.
    nominal = module_of(exported(path, "crosssim"), "crosssim_nominal")
    nominal.NOISE_LSB = 2.0
    adc = nominal.CimcharNnAdc(8, (0.0, 256.0))
    adc.set_limits(np.zeros((1, 256)))
    many = adc.codes(np.full((1, 40000), 100.5))
    assert abs(many.std() - 2.0) < 0.2 and abs(many.mean() - 100) < 0.5, (many.mean(), many.std())
    # The model's own codes of inputs, which compose the stages: the levels are of a ramp with steps of 1/8 LSB, within
    # which of a level either code may come.
    volts = np.random.default_rng(5).uniform(0, 0.5, 400)
    own = np.array(as_json("model", "eval", path, "--input", listed(volts))["code"])
    ours = nominal.CimcharNnAdc(8, (0.0, 0.5))
    ours.set_limits(np.zeros((1, 1)))
    nominal.NOISE_LSB = 0.0
    differ = own != ours.codes(volts[None])[0]
    near = np.abs(volts[:, None] - level_v[0]).min(1) < 1.01 * 0.5 / 256 / 8
    print(f"  {differ.sum()} of 400 codes differ from the model's, all within a step of a level")
    assert not (differ & ~near).any() and differ.mean() < 0.2


def neurosim_converter(path):
    head, rows = table(exported(path, "neurosim", "--chips", 40))
    assert head == ["output", "mean", "std"] and rows.shape == (257, 3) and (rows[:, 0] == np.arange(257)).all()
    level_v = levels(path, 40)[1:]
    codes = np.array([np.searchsorted(each, (np.arange(257) + 0.5) * 0.5 / 256) for each in level_v])
    close("NeuroSim's means and deviations", rows[:, 1:].T, [codes.mean(0), codes.std(0, ddof=1)], 256 * SAME_V)
    _, nominal = table(exported(path, "neurosim", "--chips", 0))
    assert (nominal[:, 2] == 0).all() and np.abs(nominal[:256, 1] - np.arange(256)).max() <= 1 and nominal[256, 1] == 255
    _, usual = table(exported(path, "neurosim"))
    assert usual.shape == (257, 3) and (usual[5:250, 2] > 0).all()


def converter(folder):
    print("converter")
    path = fitted(folder, "converter", ROOT / "examples/nn_adc/nnadc_130nm_chips.toml", monte_carlo__samples=8)
    level_v = levels(path)
    head, rows = table(exported(path, "csv", "--chips", CHIPS))
    assert head == ["code", "transition_v", *(f"chip_{i}" for i in range(CHIPS))] and rows.shape == (255, 2 + CHIPS)
    assert (rows[:, 0] == np.arange(1, 256)).all() and (rows[:, 1:] == level_v.T).all()
    crosssim_converter(folder, path, level_v)
    neurosim_converter(path)
    names = chip_names("nn_adc")
    body = (f".include {exported(path, 'spice', '--chips', CHIPS)}\nvin in 0 0\n"
            + "\n".join(f"x{i} in o{i} {name}" for i, name in enumerate(names)))
    x, *got = ngspice(folder, body, "dc vin -0.02 0.53 0.0007001", [f"v(o{i})" for i in range(len(names))])
    want = np.array([np.searchsorted(each, x) for each in level_v])
    # A thousandth of an LSB at each level is an edge: of inputs at random, that share of a code.
    edge = np.abs(x[:, None] - level_v[:, None]).min(2) < 0.51e-3 * 0.5 / 256
    assert edge.mean() < 5e-3
    close("nn_adc in ngspice [codes]", np.where(edge, want, got), want, 1e-9)
    read = modules(exported(path, "veriloga", "--chips", CHIPS))
    assert list(read) == names
    x = np.append(np.random.default_rng(6).uniform(-0.01, 0.51, 300), level_v[0, :20])
    assert [[module(v) for v in x] for module in read.values()] == [list(np.searchsorted(each, x)) for each in level_v]
    module = module_of(exported(path, "aihwkit", "--chips", 20), "aihwkit_converter")
    assert module.OUT_RES == 1 / 254 and module.INP_RES is None and module.OUT_NOISE == 0 and not hasattr(module, "noise_model")
    errors = levels(path, 20)[1:] / 0.5 - np.arange(1, 256) / 256
    close("aihwkit's STATIC_ERROR", module.STATIC_ERROR, 24 * np.sqrt((errors**2).mean()), SAME_V)
    cimchar("fit", folder / "converter", "--curve", "transition_v", "-o", folder / "levels.h5")
    for to in ("crosssim", "aihwkit"):
        refused("without --curve", "export", folder / "levels.h5", "--to", to, "-o", folder / "x")
    return path


def give_units(path):
    """A network with made-up units and functions of all kinds: what was fitted to few conversions has none."""
    rng = np.random.default_rng(7)
    with h5py.File(path, "r+") as f:
        def put(name, values):
            attributes = dict(f[name].attrs)
            del f[name]
            f[name] = np.asarray(values, dtype=float)
            f[name].attrs.update(attributes)

        put("network/weights", rng.normal(0, 0.4, (3, 9)))
        put("network/biases", [0.1, -0.4, 0.7])
        put("network/outputs", [0.02, -0.015, 0.01])
        f["deviation"].attrs.update({"inputs": np.uint64(1), "degree": np.uint64(4), "slopes": np.uint64(1)})
        put("deviation/sums", rng.normal(0, 1, (2, 1 + 9 + 3 + 3)))
        put("mismatch/mean", [0.3, -0.2])
        put("mismatch/global", rng.normal(0, 1, (len(f["mismatch/global_names"]), 2)))
        put("mismatch/modes", rng.normal(0, 1, (f["mismatch/modes"].shape[0], 2)))


def shift_add(folder):
    print("shift-and-add network")
    sums = ROOT / "examples/nn_shift_add"
    nominal = run(folder, "sums", sums / "nnsa_130nm_errors.toml", circuit__parameters__random=60,
                  circuit__parameters__corners="off")
    chips = run(folder, "sum_chips", sums / "nnsa_130nm_chips.toml", circuit__parameters__random=4, monte_carlo__samples=10)
    path = folder / "sums.h5"
    cimchar("fit", nominal, "--chips", chips, "-o", path)
    give_units(path)
    rng = np.random.default_rng(8)
    cycles = rng.uniform(0.05, 0.4, (20, 9))
    given = folder / "cycles.csv"
    given.write_text("".join(listed(row) + "\n" for row in cycles))
    want = [as_json("model", "eval", path, "--inputs", given)["output_v"],
            *(chip["output_v"] for chip in as_json("model", "sample", path, "--inputs", given, "--chips", CHIPS)["chips"])]
    assert np.std(want, axis=0).max() > 1e-3  # the chips differ
    names = chip_names("nn_shift_add")
    read = modules(exported(path, "veriloga", "--chips", CHIPS))
    assert list(read) == names and read["nn_shift_add"].inputs == [*(f"v{i}" for i in range(8)), "previous"]
    close("sums in Verilog-A [V]", [[module(*row) for row in cycles] for module in read.values()], want, SAME_V)
    # Cycles, and conversions of two of them: the second's previous sum is the first's output.
    spice = exported(path, "spice", "--chips", CHIPS)
    body = [f".include {spice}", "vin in 0 0"]
    for i, row in enumerate(cycles):
        for k, v in enumerate(row):
            body.append(f"v{i}_{k} i{i}_{k} 0 {float(v)!r}")
    pins = [[f"i{i}_{k}" for k in range(8)] for i in range(20)]
    for c, name in enumerate(names):
        body += [f"x{c}_{i} {' '.join(pins[i])} i{i}_8 o{c}_{i} {name}" for i in range(20)]
        body += [f"xa{c}_{i} {' '.join(pins[2 * i])} 0 a{c}_{i} {name}\n"
                 f"xb{c}_{i} {' '.join(pins[2 * i + 1])} a{c}_{i} b{c}_{i} {name}" for i in range(10)]
    _, *got = ngspice(folder, "\n".join(body), "dc vin 0 1 1",
                      [f"v(o{c}_{i})" for c in range(4) for i in range(20)] + [f"v(b{c}_{i})" for c in range(4) for i in range(10)])
    got = np.array(got)[:, 1]
    close("sums in ngspice [V]", got[:80].reshape(4, 20), want, SPICE_V)
    given.write_text("".join(listed(row[:8]) + "\n" for row in cycles))
    conversions = [as_json("model", "eval", path, "--inputs", given)["output_v"],
                   *(c["output_v"] for c in as_json("model", "sample", path, "--inputs", given, "--chips", CHIPS)["chips"])]
    close("conversions in ngspice [V]", got[80:].reshape(4, 10), conversions, SPICE_V)
    head, rows = table(exported(path, "csv", "--chips", CHIPS))
    assert head == [*(f"v{i}" for i in range(8)), "previous", "output_v", *(f"chip_{i}" for i in range(CHIPS))]
    assert rows.shape == (128, 10 + CHIPS) and (rows[::2, 8] == 0).all() and (rows[1::2, 8] == rows[::2, 9]).all()
    given.write_text("".join(listed(row[:9]) + "\n" for row in rows))
    sampled = as_json("model", "sample", path, "--inputs", given, "--chips", CHIPS, "--outside", "clamp")["chips"]
    close("the table of sums [V]", rows[:, 10:].T, [chip["output_v"] for chip in sampled], SAME_V)
    for to in ("crosssim", "neurosim", "aihwkit"):
        refused("one input", "export", path, "--to", to, "-o", folder / "x")
    refused("alone", "export", path, "--to", "csv", "-o", folder / "x", "--temperature", 80)
    refused("has none to scale", "export", path, "--to", "spice", "-o", folder / "x", "--input-volts", 0, 1)


def example(name, file, *words, place=None):
    """A script of examples/export with an exported file, or the deck with the file beside it."""
    script = ROOT / "examples/export" / name
    if file and file.suffix in (".crosssim", ".aihwkit"):  # Python files
        file = Path(shutil.copy(file, file.with_suffix(".py")))
    command = ["ngspice", "-b", script] if name.endswith(".sp") else [sys.executable, script, file]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place)
    assert done.returncode == 0 and all(word in done.stdout for word in words), (name, done.stdout, done.stderr)
    return done.stdout


def examples(folder, integrator_path, follower_path, converter_path):
    print("examples/export")
    rows = example("read_table.py", exported(integrator_path, "csv", "--chips", 20)).splitlines()
    assert len(rows) == 17 and "deviation" in rows[0]
    shutil.copy(exported(follower_path, "spice", "--input-volts", 0, 0.5, "--chips", 2), folder / "follower.sub")
    printed = example("follower_bench.sp", None, "v(chip1)", place=folder).splitlines()
    printed = [line.split() for line in printed if len(line.split()) == 5 and line[0].isdigit()]
    want = outputs(follower_path, np.linspace(0, 50, 11), 2)
    close("the deck's outputs [V]", np.array(printed, dtype=float)[:, 2:].T, want, 1e-5)  # of ten digits printed, reltol 1e-6
    example("crosssim_columns.py", exported(converter_path, "crosssim", "--chips", 8), "CimcharNnAdc", "56.000")
    example("neurosim_draws.py", exported(converter_path, "neurosim"), "ideal", " 256 ")
    example("aihwkit_numbers.py", exported(integrator_path, "aihwkit"), "OUT_NOISE", "COEFF_DIC")


def refusals(folder, integrator_path, follower_path, converter_path):
    text, x = folder / "text", folder / "x"
    text.write_text("no HDF5\n")
    of = ["export", integrator_path, "-o", x, "--to"]
    refused("aihwkit", *of, "matlab")
    refused("--to", "export", integrator_path, "-o", x)
    refused("--output", "export", integrator_path, "--to", "csv")
    refused("cannot be read as a model", "export", text, "--to", "csv", "-o", x)
    refused("/nowhere.h5", "export", "/nowhere.h5", "--to", "csv", "-o", x)
    refused("outside the model's domain (27 to 27 °C", *of, "spice", "--temperature", 60)
    refused("outside the model's domain (1 to 1 V", *of, "neurosim", "--supply", 1.1)
    refused("'sf' was not characterized", *of, "veriloga", "--process", "sf")
    refused("'ss'", *of, "csv", "--process", "sss")
    refused("--chips", *of, "csv", "--chips", -1)
    refused("'x'", *of, "csv", "--seed", "x")
    refused("neither codes", "export", follower_path, "--to", "neurosim", "-o", x)
    refused("has none to scale", *of, "crosssim", "--input-volts", 0, 1)
    refused("has none to scale", "export", converter_path, "--to", "spice", "-o", x, "--input-volts", 0, 1)
    refused("no range", *of, "spice", "--input-volts", 1, 1)
    refused("/proc/x", "export", integrator_path, "--to", "csv", "-o", "/proc/x")
    refused("nowhere", "export", integrator_path, "--to", "csv", "-o", folder / "nowhere/x.csv")
    # A curve without chips, and one that is as high at the end as at the beginning.
    bare = fitted(folder, "bare", ROOT / "montecarlo/campaigns/integrator_smoke.toml", monte_carlo__samples=0, circuit__parameters__check="off")
    refused("holds no mismatch", "export", bare, "--to", "csv", "-o", x, "--chips", 2)
    assert "NOMINAL_Y[None]" in exported(bare, "crosssim").read_text() and "nominal chip" in exported(bare, "aihwkit").read_text()
    with h5py.File(bare, "r+") as f:
        f["static/coefficients"][:] = 0
        f["static/pattern"][:] = 0
    for to in ("crosssim", "aihwkit"):
        refused("where it begins", "export", bare, "--to", to, "-o", x)
    assert not x.exists() and not list(folder.glob("*.part"))
    # An older file stays as it was if the new one cannot be made.
    x.write_text("before")
    refused("'sf'", *of, "csv", "--process", "sf")
    assert x.read_text() == "before"


with tempfile.TemporaryDirectory() as place:
    here = Path(place)
    model = integrator(here)
    follower, _ = originals(here)
    adc_model = converter(here)
    shift_add(here)
    examples(here, model, follower, adc_model)
    refusals(here, model, follower, adc_model)
print("export: passed")
