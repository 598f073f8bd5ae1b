#!/usr/bin/python3
"""A campaign on a Slurm cluster of two nodes, where one node's daemon and one task are killed midway, gives the bits of
a local run; nothing recorded is simulated again, and a second submission finds all done.

usage: cluster submit.py CIMCHAR          (run by tests/slurm/cluster, which starts the cluster)
"""
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py

PROGRAM = sys.argv[1]
CLUSTER = Path(os.environ["SLURM_FOLDER"])
SHARDS, SAMPLES = 4, 400
PATIENCE_S = 90
# 20,000 time points make a trial of some 50 ms, so that the kills come in the middle of the run.
NETLIST = """low pass
.param vdd=1
vin in 0 pulse(0 {vdd} 0 1n 1n 1u 2u)
r1 in out 1k
c1 out 0 100p
.end
"""
CAMPAIGN = f"""[campaign]
name = "low pass"
seed = 1
[circuit]
netlist = "low.cir"
[circuit.spread_pct]
"*1" = 5
[[analyses]]
name = "step"
line = "tran 1n 20u 0 1n"
[[measures]]
name = "peak_v"
unit = "V"
kind = "max"
analysis = "step"
of = "v(out)"
[monte_carlo]
samples = {SAMPLES}
""".replace("low pass", "low_pass")


def cimchar(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)


def wait_for(what, condition):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"{what}: not in {PATIENCE_S} s\n{logs()}"
        time.sleep(0.1)


def logs():
    return "\n".join(f"== {path}\n{path.read_text()}" for path in sorted(run_directory.glob("logs/*.log")))


def recorded():
    """Segments by shard."""
    return {path.name: len(list(path.glob("segments/*.h5"))) for path in run_directory.glob("shards/*")}


def runs_on(node):
    """Process numbers of cimchar's parents on a node of this cluster, and their shards, "1-of-4"."""
    here = {f"SLURMD_NODENAME={node}".encode(), f"SLURM_FOLDER={CLUSTER}".encode()}
    runs = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            environment = set((process / "environ").read_bytes().split(b"\0"))
            command = (process / "cmdline").read_bytes().split(b"\0")
            parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
            parent_command = Path(f"/proc/{parent}/cmdline").read_bytes()
        except (OSError, IndexError):
            continue
        is_run = command[:2] == [PROGRAM.encode(), b"run"] and PROGRAM.encode() not in parent_command.split(b"\0")[:1]
        if is_run and here <= environment:
            shard = command[command.index(b"--shard") + 1].decode().replace("/", "-of-")
            runs.append((int(process.name), shard))
    return runs


def with_records(node):
    """Of those, the ones that have recorded something: one that has not is not given another turn."""
    return [pid for pid, shard in runs_on(node) if recorded().get(shard, 0) > 0]


def kill_node(node):
    os.kill(int((CLUSTER / f"{node}.pid").read_text()), signal.SIGKILL)


def content(results):
    """Every dataset outside /run, as bytes."""
    found = {}
    with h5py.File(results) as f:
        def visit(name, item):
            if name.split("/")[0] != "run" and isinstance(item, h5py.Dataset):
                found[name] = (item.shape, repr(item[()].tolist()) if item.dtype.kind == "O" else item[()].tobytes())
        f.visititems(visit)
    return found


with tempfile.TemporaryDirectory() as text:
    scratch = Path(text)
    scratch.chmod(0o755)
    (scratch / "low.cir").write_text(NETLIST)
    campaign = scratch / "low pass.toml"
    campaign.write_text(CAMPAIGN)
    run_directory = scratch / "on the cluster"  # a blank: the scripts must quote it
    submission = ("submit", campaign, "--slurm", "-o", run_directory, "--shards", SHARDS)
    dry = cimchar(*submission, "--dry-run")
    assert dry.returncode == 0 and "sbatch" in dry.stdout, dry
    started = time.monotonic()
    submitted = cimchar(*submission)
    assert submitted.returncode == 0 and "submitted  job" in submitted.stdout, submitted
    wait_for("records of two shards", lambda: sum(n > 0 for n in recorded().values()) >= 2)
    wait_for("a task on each node, with records on the first", lambda: with_records("n1") and runs_on("n2"))
    os.kill(with_records("n1")[0], signal.SIGKILL)
    kill_node("n2")
    assert not (run_directory / "results.h5").exists(), "killed too late to show anything"
    results = run_directory / "results.h5"
    wait_for("the merged results", results.exists)
    wait_for("the table", lambda: "results  " in (run_directory / "logs" / "merge.log").read_text())
    took_s = time.monotonic() - started
    told = logs()
    assert told.count("turn 2") >= 1, told

    again = cimchar("status", run_directory)
    assert f"{SAMPLES + 1} of {SAMPLES + 1} trials done" in again.stdout, again
    other = cimchar("submit", campaign, "--slurm", "-o", run_directory, "--shards", SHARDS + 1)
    assert other.returncode == 2 and other.stderr.count("\n") == 1 and f"--shards {SHARDS}" in other.stderr, other

    local = cimchar("run", campaign, "-o", scratch / "local", "-j", 2)
    assert local.returncode == 0, local.stderr
    mine, theirs = content(scratch / "local" / "results.h5"), content(results)
    assert mine == theirs, [name for name in mine if theirs.get(name) != mine[name]]
    turns = told.count(": turn ")
print(f"slurm: {SAMPLES + 1} trials in {SHARDS} shards, {turns} turns, {took_s:.0f} s, the bits of a local run")
