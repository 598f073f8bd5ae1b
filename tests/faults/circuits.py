#!/usr/bin/python3
"""Circuits that do not simulate: every trial is recorded as a failure of its kind, with a reason, and the run ends by
itself with exit code 3.

usage: circuits.py CIMCHAR
"""
from harness import *

faults = Faults(__doc__, rounds=1)
SAMPLES = 3
HEAD = "circuit\n.param vdd=1\nvin in 0 {vdd}\nr1 in out 1k\n"
# b1 pulls its node down when it is high and up when it is low: there is no operating point.
NEVER = HEAD + "b1 out 0 i=v(out)>0.5?1:-1\n.end\n"
GIVES_UP = HEAD + "r2 out 0 {never_defined}\n.end\n"
LOW_PASS = HEAD + "c1 out 0 100p\n.end\n"
ENDLESS = "tran 1p 1000 0 1p"


def all_fail(name, fault, kind, netlist, line, simulator="", samples=SAMPLES):
    file = faults.campaign(name, samples, line, netlist, simulator)
    directory = faults.scratch / name / "out"
    done = faults.finish(file, directory, accepted=(3,))
    got = records(directory / "results.h5")
    with h5py.File(directory / "results.h5") as f:
        kinds = {text.decode() for text in f["failures/kind"][()]}
        reasons = [text.decode() for text in f["failures/message"][()]]
    assert kinds == {kind} and all(reasons) and not any("\n" in reason for reason in reasons), (kinds, reasons)
    counts = Counter(lost=samples + 1 - len(got), doubled=len(got) - len(dict(got)), wrong=sum(bits[0] == 0 for _, bits in got))
    faults.row(fault, 1, counts, next(line for line in done.stdout.splitlines() if line.startswith("failed")), 3)


all_fail("never", "a netlist that never converges", "no_convergence", NEVER, "op")
all_fail("endless", "a simulation that does not end", "timeout", LOW_PASS, ENDLESS, "timeout_s = 0.5")
all_fail("memory", "a simulation that eats memory", "out_of_memory", LOW_PASS, ENDLESS, "memory_mib = 128", samples=1)
all_fail("gives_up", "a netlist that damages ngspice", "bad_netlist", GIVES_UP, "op")
faults.end()
