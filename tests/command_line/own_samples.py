#!/usr/bin/python3
"""Linearity and spectrum of a netlist of one's own: formulas, plain ngspice with numpy, and a model of the curve.

usage: own_samples.py CIMCHAR

A source y = x + a·x³ with a = 0.01 has an INL of a·2/(3√3) in units of its amplitude and, of a sine, HD3 of
(a/4)/(1 + 3a/4) = -52.106101 dBc. A common-source stage has no formula: there ngspice -b and numpy say the figures.
"""
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy

PROGRAM = sys.argv[1]
CYCLES, POINTS = 7, 256

NETLISTS = {
    "cubic": "* Cubic source\n.param a=0.01\nvdd vdd 0 1\nvin in 0 sin(0 1 1meg)\n"
    "bout out 0 v=v(in)+{a}*v(in)*v(in)*v(in)\nrl out 0 1k\n.end\n",
    "stage": "* Common-source stage\nvdd vdd 0 1\nvin in 0 sin(0.5 0.05 1meg)\nrd vdd out 10k\n"
    "m1 out in 0 0 n45_nmos w=200n l=100n\n.end\n",
}
SWEEP = {"cubic": "-1 1 0.02", "stage": "0.45 0.55 0.001"}


def of_sine(name, kind, of):
    return (
        f'[[measures]]\nname = "{name}"\nkind = "{kind}"\nanalysis = "tone"\nof = "{of}"\n'
        f'points = {POINTS}\ncycles = {CYCLES}\nfrom = 0\nto = "7u"\n'
    )


def campaign(name, samples):
    measures = "".join(
        f'[[measures]]\nname = "{kind}"\nkind = "{kind}"\nanalysis = "transfer"\nof = "v(out)"\npoints = 201\n'
        for kind in ("inl_min", "inl_max", "dnl_min", "dnl_max")
    ) + "".join(of_sine(kind, kind, "v(out)") for kind in ("sndr_db", "sfdr_db", "thd_db", "enob_bit"))
    measures += of_sine("source_sndr_db", "sndr_db", "v(in)")
    chips = f'[monte_carlo]\nsamples = {samples}\nmismatch = "assumed_45nm"\n' if samples else ""
    return (
        f'[campaign]\nname = "{name}"\nseed = 1\n[circuit]\nnetlist = "{name}.cir"\n[pdk]\nsupply = "vdd"\n'
        f'[[analyses]]\nname = "transfer"\nline = "dc vin {SWEEP[name]}"\n'
        f'[[analyses]]\nname = "tone"\nline = "tran 10n 7u 0 10n"\n{measures}'
        f'[conditions]\nprocess = ["tt", "ss"]\ntemperature_c = [27, 80]\nsupply_v = [1.0]\n{chips}'
    )


def cimchar(*arguments, code=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return done


def run(scratch, name, samples=0, scale=1.0, reltol=1e-5):
    (scratch / f"{name}.cir").write_text(NETLISTS[name])
    (scratch / f"{name}.toml").write_text(campaign(name, samples))
    directory = scratch / f"{name}.{scale}.{reltol}"
    done = cimchar("run", scratch / f"{name}.toml", "-o", directory, "-j", 1, "--json",
                   "--set", f"simulator.max_step_scale={scale}", "--set", f"simulator.reltol={reltol}")
    first = json.loads(done.stdout)["conditions"][0]["measures"]
    return {kind: measure["nominal"] for kind, measure in first.items()}, directory


def of_record(y):
    power = numpy.abs(numpy.fft.rfft(y)) ** 2
    power[-1] /= 2
    order = numpy.arange(2, 11) * CYCLES % POINTS
    harmonics = numpy.unique(numpy.minimum(order, POINTS - order))
    rest = power.copy()
    rest[[0, CYCLES]] = 0
    decibel = lambda ratio: 10 * math.log10(ratio)
    sndr = decibel(power[CYCLES] / rest.sum())
    return {
        "sndr_db": sndr,
        "sfdr_db": decibel(power[CYCLES] / rest.max()),
        "thd_db": decibel(power[harmonics].sum() / power[CYCLES]),
        "enob_bit": (sndr - 1.76091) / 6.02060,  # 10·log10(1.5), 20·log10(2), rounded
    }


def of_curve(y):
    codes = numpy.arange(len(y))
    lsb = (y[-1] - y[0]) / (len(y) - 1)
    inl = (y - y[0] - lsb * codes) / abs(lsb)
    dnl = numpy.diff(inl) * numpy.sign(lsb)
    return {"inl_min": inl.min(), "inl_max": inl.max(), "dnl_min": dnl.min(), "dnl_max": dnl.max()}


def plain(scratch, name, directory):
    """The same analyses by ngspice -b, with a tenth of the step and straight lines between points."""
    deck = scratch / "plain.cir"
    cimchar("replay", directory, 0, "--netlist", deck)
    text = deck.read_text()
    circuit = text[: text.index(".control")]
    table = scratch / "plain.txt"

    def columns(line):
        deck.write_text(f"{circuit}.control\nset numdgt=15\nset wr_singlescale\n{line}\nwrdata {table} v(out)\n.endc\n.end\n")
        subprocess.run(["ngspice", "-b", deck], capture_output=True, check=False, cwd=scratch)
        return numpy.loadtxt(table)[:, :2].T

    x, y = columns(f"dc vin {SWEEP[name]}")
    curve = of_curve(numpy.interp(numpy.linspace(x[0], x[-1], 201), x, y))
    x, y = columns("tran 10n 7u 0 0.2n")
    return curve | of_record(numpy.interp(numpy.arange(POINTS) / POINTS * 7e-6, x, y))


def close(got, expected, tolerance, what):
    assert abs(got - expected) <= tolerance, (what, got, expected)


with tempfile.TemporaryDirectory() as text:
    scratch = Path(text)
    cubic, directory = run(scratch, "cubic")
    peak = 0.01 * 2 / (3 * math.sqrt(3)) / (2 * 1.01 / 200)
    close(cubic["inl_max"], peak, 1e-4 * peak, "INL: the nearest of 201 samples is 0.0026 from the peak, 1e-5 of it")
    close(cubic["inl_min"], -peak, 1e-4 * peak, "INL")
    # At reltol 1e-5 Newton's iteration ends up to 2e-6 off, at -114 dBc: 0.007 dB of HD3. At 1e-7 what is left is the
    # sampling of HD3, 33 points per period: the cubic's error is 3/128·(2π/33)⁴ of it at most, 3e-5 or 3e-4 dB.
    close(cubic["thd_db"], -52.106101, 0.02, "HD3")
    close(run(scratch, "cubic", reltol=1e-7)[0]["thd_db"], -52.106101, 5e-4, "HD3 with a tight tolerance")
    # The source itself is exact at ngspice's points: what is beside the sine is the sampling, of order step⁴.
    floors = [run(scratch, "cubic", scale=scale)[0]["source_sndr_db"] for scale in (1.0, 0.5)]
    assert floors[0] > 135, floors
    close(floors[1] - floors[0], 80 * math.log10(2), 1, "floor with half the step")
    print(f"cubic: THD {cubic['thd_db']:.6f} dB, by formula -52.106101; floors {floors} dB")

    stage, directory = run(scratch, "stage", samples=8)
    print(f"stage: {stage}")
    beside = plain(scratch, "stage", directory)
    print(f"plain: {beside}")
    for kind, expected in beside.items():
        close(stage[kind], expected, 0.01, kind)
    with h5py.File(directory / "results.h5") as file:
        curves = file["curves"]
        assert sorted(curves) == ["tone_v_in", "tone_v_out", "transfer_v_out"], list(curves)
        assert curves["transfer_v_out"].attrs["unit"] in ("V", b"V")
        for kind, value in of_curve(curves["transfer_v_out"][0]).items():
            close(stage[kind], value, 1e-9, f"{kind} of the stored curve")
        for kind, value in of_record(curves["tone_v_out"][0]).items():
            close(stage[kind], value, 1e-9, f"{kind} of the stored record")
    model = scratch / "stage.h5"
    fitted = cimchar("fit", directory, "-o", model, "--curve", "transfer_v_out")
    assert "Certificate of stage" in fitted.stdout, fitted.stdout
    cimchar("fit", directory, "-o", model)  # the only one that is no record
    refused = cimchar("fit", directory, "-o", model, "--curve", "tone_v_out", code=2)
    assert "record of a sine" in refused.stderr and refused.stderr.count("\n") == 1, refused.stderr
print("own samples: formulas, plain ngspice and the stored curves agree")
