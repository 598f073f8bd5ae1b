#!/usr/bin/python3
"""Campaigns on netlists of the user's: the examples give figures, the same for one and two workers, and on replay.

usage: own_circuit.py CIMCHAR EXAMPLES

The parts that need a process kit ($FREEPDK45, $SKY130) are skipped, and say so, where it is not set.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, EXAMPLES = sys.argv[1], Path(sys.argv[2])


def cimchar(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)


def run(campaign, directory, jobs=2, samples=3):
    done = cimchar("run", campaign, "-o", directory, "-j", jobs, "--json", "--set", f"monte_carlo.samples={samples}")
    assert done.returncode in (0, 1) and done.stdout, (campaign, done.returncode, done.stderr)
    summary = json.loads(done.stdout)
    assert not summary["trials"]["failed"], (campaign, summary["failures"], done.stderr)
    for name, measure in summary["conditions"][0]["measures"].items():
        assert measure["nominal"] is not None, (campaign, name)
    return summary


def figures(summary):
    return [condition["measures"] for condition in summary["conditions"]]


def check_example(campaign, scratch):
    name = Path(campaign).stem
    one, two = run(campaign, scratch / f"{name}.1", jobs=1), run(campaign, scratch / f"{name}.2", jobs=2)
    assert figures(one) == figures(two), name
    last = one["trials"]["planned"] - 1
    again = cimchar("replay", scratch / f"{name}.1", last)
    assert again.returncode == 0 and "identical to the record, bit for bit" in again.stdout, again
    return figures(one)


def check_carriers(campaign, scratch):
    """Without mobility mismatch, and without threshold mismatch: both runs vary, and neither as the other."""
    spreads = []
    for name, settings in (("beta", ['pdk.beta_parameter=""']), ("vth", ['pdk.vth_parameter=""', "monte_carlo.global=false"])):
        # sky130 has no mobility figure of its own: the 45 nm file, with its warning, will do to see one drawn.
        settings = [*settings, "monte_carlo.samples=3", "monte_carlo.mismatch=assumed_45nm"]
        done = cimchar("run", campaign, "-o", scratch / f"{Path(campaign).stem}.no_{name}", "-j", 2, "--json",
                       *(word for setting in settings for word in ("--set", setting)))
        assert done.returncode in (0, 1) and done.stdout, (campaign, name, done.stderr)
        assert ("has the coefficients of" in done.stderr) == ("sky130" in str(campaign)), done.stderr
        spreads.append(json.loads(done.stdout)["conditions"][0]["measures"]["switching_v"]["std"])
    assert spreads[0] > 2 * spreads[1] > 0, (campaign, spreads)


def check_init(scratch):
    for netlist in sorted(EXAMPLES.glob("*/*.cir")):
        printed = cimchar("init", netlist)
        assert printed.returncode == 0 and "[[analyses]]" in printed.stdout, (netlist, printed.stderr)
    beside = scratch / "inverter.cir"
    beside.write_text((EXAMPLES / "inverter" / "inverter.cir").read_text())
    campaign = scratch / "made.toml"
    campaign.write_text(cimchar("init", beside).stdout)
    for word in ("n45_nmos", "wn", "vin", "inverter: mp", "out"):
        assert word in campaign.read_text(), word
    checked = cimchar("check", campaign)
    assert checked.returncode == 0, checked.stderr
    run(campaign, scratch / "made")


def check_changed_netlist(scratch):
    folder = scratch / "changed"
    folder.mkdir()
    for name in ("inverter.cir", "inverter.toml"):
        (folder / name).write_text((EXAMPLES / "inverter" / name).read_text())
    run(folder / "inverter.toml", folder / "out", samples=0)
    netlist = folder / "inverter.cir"
    netlist.write_text(netlist.read_text().replace("wn=200n", "wn=210n"))
    done = cimchar("run", folder / "inverter.toml", "-o", folder / "out", "--set", "monte_carlo.samples=0")
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done
    assert cimchar("replay", folder / "out", 0).returncode == 0


with tempfile.TemporaryDirectory() as text:
    scratch = Path(text)
    inverter = check_example(EXAMPLES / "inverter" / "inverter.toml", scratch)
    check_example(EXAMPLES / "opamp" / "opamp.toml", scratch)
    check_example(EXAMPLES / "ring_oscillator" / "ring.toml", scratch)
    dac = check_example(EXAMPLES / "current_dac" / "dac.toml", scratch)[0]
    # Equal units put a nominal chip near its line.
    assert abs(dac["inl_min_lsb"]["nominal"]) < 0.1 and dac["dnl_max_lsb"]["nominal"] < 0.05, dac
    fitted = cimchar("fit", scratch / "dac.1", "-o", scratch / "dac.h5", "--curve", "ramp_v_out")
    assert fitted.returncode == 0 and "Certificate of dac" in fitted.stdout, fitted
    check_init(scratch)
    check_changed_netlist(scratch)
    if "FREEPDK45" in os.environ:
        other = check_example(EXAMPLES / "inverter" / "inverter_freepdk45.toml", scratch)
        check_carriers(EXAMPLES / "inverter" / "inverter_freepdk45.toml", scratch)
        for measure in ("switching_v", "gain", "delay_fall_s", "delay_rise_s"):
            own, theirs = inverter[0][measure]["nominal"], other[0][measure]["nominal"]
            assert abs(own / theirs - 1) < 0.05, (measure, own, theirs)
            print(f"{measure}: {own:.4g} on own cards, {theirs:.4g} on FreePDK45")
    else:
        print("SKIPPED: FREEPDK45 is not set, the inverter on FreePDK45 is not compared")
    if "SKY130" in os.environ:
        check_example(EXAMPLES / "inverter" / "inverter_sky130.toml", scratch)
        check_carriers(EXAMPLES / "inverter" / "inverter_sky130.toml", scratch)
    else:
        print("SKIPPED: SKY130 is not set, the inverter on sky130 is not run")
print("examples: the same figures with one and two workers and on replay")
