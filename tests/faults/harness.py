"""What the tests of faults share: a fast campaign, how it is run, and how records are counted.

A record is lost if it was in a whole segment at the time of the fault and is not in the results at the end, doubled if
a trial was recorded again although a whole segment had it, and wrong if its bits differ from an undisturbed run.
"""
import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import h5py

NETLIST = """low pass
.param vdd=1
vin in 0 pulse(0 {vdd} 0 1n 1n 1u 2u)
r1 in out 1k
c1 out 0 100p
.end
"""
CAMPAIGN = """[campaign]
name = "low_pass"
seed = 1
[circuit]
netlist = "low.cir"
[circuit.spread_pct]
"*1" = 5
[[analyses]]
name = "step"
line = "{line}"
[[measures]]
name = "peak_v"
unit = "V"
kind = "max"
analysis = "step"
of = "v(out)"
[monte_carlo]
samples = {samples}
[simulator]
{simulator}
"""
FAST = "tran 10n 2u"  # about 1 ms
SEGMENT_HEAD = 512


class Faults:
    """One test program: its arguments, a scratch folder, and the table that it prints."""

    def __init__(self, description, rounds):
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("program", help="cimchar")
        parser.add_argument("--rounds", type=int, default=rounds, help="of each fault at random moments")
        parser.add_argument("--json", type=Path, help="add the rows of the table to this file")
        arguments = parser.parse_args()
        self.program, self.rounds, self.json = arguments.program, arguments.rounds, arguments.json
        self.rows = []
        self._folder = tempfile.TemporaryDirectory()
        self.scratch = Path(self._folder.name)
        self.random = random.Random(20)  # of the moments; the same in every run

    def campaign(self, name, samples, line=FAST, netlist=NETLIST, simulator=""):
        folder = self.scratch / name
        folder.mkdir()
        (folder / "low.cir").write_text(netlist)
        file = folder / "low.toml"
        file.write_text(CAMPAIGN.format(samples=samples, line=line, simulator=simulator))
        return file

    def command(self, file, directory, *more):
        return [self.program, "run", str(file), "-o", str(directory), "-j", "2", *map(str, more)]

    def run(self, *arguments, **options):
        return subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, check=False, **options)

    def start(self, file, directory, *more):
        return subprocess.Popen(self.command(file, directory, *more), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True)

    def finish(self, file, directory, accepted=(0,)):
        done = subprocess.run(self.command(file, directory), capture_output=True, text=True, check=False)
        assert done.returncode in accepted, done
        return done

    def row(self, fault, rounds, counts, says, code):
        says = says.replace(f"{self.scratch}/", "")
        self.rows.append({"fault": fault, "rounds": rounds, "lost": counts["lost"], "doubled": counts["doubled"],
                          "wrong": counts["wrong"], "says": says.strip(), "exit": code})
        print(f"{fault}: {rounds} rounds, {counts['lost']} lost, {counts['doubled']} doubled, {counts['wrong']} wrong; "
              f"exit {code}: {says.strip()}")
        assert not any(counts.values()), self.rows[-1]

    def end(self):
        if self.json:
            rows = json.loads(self.json.read_text()) if self.json.exists() else []
            self.json.write_text(json.dumps(rows + self.rows, indent=1))
        self._folder.cleanup()


def records(path):
    """Records of a results file or segment by trial: the bits of their measures and whether they failed; a list, for a
    trial might be there twice."""
    with h5py.File(path) as f:
        columns = [f[f"measures/{name}"][()] for name in sorted(f["measures"])]
        status = f["trials/status"][()]
        return [(int(trial), (int(status[row]), *(column[row].tobytes() for column in columns)))
                for row, trial in enumerate(f["trials/id"][()])]


def whole_segments(directory):
    return sorted((directory / "segments").glob("*.h5"))


def recorded(directory):
    """Records in whole segments, in the order written."""
    return [record for segment in whole_segments(directory) for record in records(segment)]


def compare(before, directory, reference):
    """Counts of lost, doubled and wrong records: `before` from recorded() at the fault, `reference` by trial."""
    final = records(directory / "results.h5")
    by_trial = dict(final)
    written = Counter(trial for trial, _ in recorded(directory))
    return Counter(lost=sum(by_trial.get(trial) != bits for trial, bits in before),
                   doubled=sum(n - 1 for n in written.values()) + len(final) - len(by_trial),
                   wrong=sum(by_trial.get(trial) != bits for trial, bits in reference.items()))


def workers_of(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def last_line(text):
    return text.strip().splitlines()[-1] if text.strip() else ""
