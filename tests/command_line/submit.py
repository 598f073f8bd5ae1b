#!/usr/bin/python3
"""`cimchar submit --slurm` without a cluster: the scripts are valid, quote what has to be quoted, and do what they say
under a stand-in for Slurm's commands; what cannot be submitted is refused in one line.

usage: submit.py CIMCHAR
"""
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = sys.argv[1]
NETLIST = "divider\n.param vdd=1\nvin in 0 {vdd}\nr1 in out 1k\nr2 out 0 1k\n.end\n"
CAMPAIGN = """[campaign]
name = "divider"
seed = 1
[circuit]
netlist = "divider.cir"
[circuit.spread_pct]
"r*" = 1
[[analyses]]
name = "bias"
line = "op"
[[measures]]
name = "out_v"
unit = "V"
kind = "value"
analysis = "bias"
of = "v(out)"
[monte_carlo]
samples = 19
"""
# What Slurm's commands would do, but for the queue: they write down how they were called.
STAND_INS = {"sbatch": 'echo "site message"; echo "$@" >>"$CALLS"; echo "$((40 + $(wc -l <"$CALLS")));cluster"',
             "scontrol": 'echo "scontrol $@" >>"$CALLS"'}


def cimchar(*arguments, **environment):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False,
                          env={**os.environ, **environment})


def refused(word, *arguments, **environment):
    done = cimchar(*arguments, **environment)
    assert done.returncode == 2 and word in done.stderr and not done.stdout, (word, done)


def task(directory, shard, **environment):
    return subprocess.run(["bash", directory / "job.sh"], capture_output=True, text=True, check=False,
                          env={**os.environ, "SLURM_ARRAY_TASK_ID": str(shard), "SLURM_ARRAY_JOB_ID": "41",
                               **environment})


with tempfile.TemporaryDirectory() as text:
    scratch = Path(text)
    (scratch / "divider.cir").write_text(NETLIST)
    campaign = scratch / "c.toml"
    campaign.write_text(CAMPAIGN)
    directory = scratch / "it's 5 % \"done\" $HOME"
    submission = ("submit", campaign, "--slurm", "-o", directory, "--shards", 2)

    bin_folder = scratch / "bin"
    bin_folder.mkdir()
    for name, body in STAND_INS.items():
        (bin_folder / name).write_text(f"#!/bin/bash\n{body}\n")
        (bin_folder / name).chmod(stat.S_IRWXU)
    calls = scratch / "calls"
    calls.touch()
    slurm = {"PATH": f"{bin_folder}:{os.environ['PATH']}", "CALLS": str(calls)}
    no_slurm = {"PATH": "/nonexistent"}

    refused("no sbatch", *submission, **no_slurm)
    assert not directory.exists()
    refused("--shards 21", "submit", campaign, "--slurm", "-o", directory, "--shards", 21, **slurm)
    refused("'array' is set by cimchar", *submission, "--sbatch-option", "array=1-9", **slurm)
    refused("no long option", *submission, "--sbatch-option", "a b", **slurm)
    refused("cannot read the campaign", "submit", scratch / "no.toml", "--slurm", "-o", directory, "--shards", 2, **slurm)
    assert not directory.exists() and not calls.read_text()

    submitted = cimchar(*submission, "--sbatch-option", "comment=a b", **slurm)
    assert submitted.returncode == 0 and "job 41: 20 trials in 2 shards; job 42 merges" in submitted.stdout, submitted
    for script in ("job.sh", "merge.sh"):
        assert subprocess.run(["bash", "-n", directory / script], check=False).returncode == 0
    lines = (directory / "job.sh").read_text().splitlines()
    for line in ("#SBATCH --array=1-2", "#SBATCH --requeue", "#SBATCH --signal=B:INT@60", "#SBATCH --comment='a b'"):
        assert line in lines, lines
    assert any(line.startswith("#SBATCH --output=") and " 5 %% " in line and line.endswith("%a.log'") for line in lines)
    assert "--dependency=afterok:41" in calls.read_text(), calls.read_text()

    # A task that ends before its shard does asks for another turn, once it has recorded something.
    failing = scratch / "failing"
    failing.write_text("#!/bin/bash\nexit 137\n")
    failing.chmod(stat.S_IRWXU)
    job = (directory / "job.sh").read_text()
    (directory / "job.sh").write_text(job.replace('"$program" run', f'"{failing}" run'))
    stopped = task(directory, 1, **slurm)
    assert stopped.returncode == 137 and "no trial was recorded in this turn" in stopped.stdout, stopped
    (directory / "job.sh").write_text(job)

    for shard in (1, 2):
        done = task(directory, shard, **slurm)
        assert done.returncode == 0 and "done" in done.stdout, done
    assert "requeue" not in calls.read_text()
    refused("give --shards 2", *submission[:-1], 3, **slurm)
    merged = subprocess.run(["bash", directory / "merge.sh"], capture_output=True, text=True, check=False)
    assert merged.returncode == 0 and (directory / "results.h5").exists() and "20 trials" in merged.stdout, merged
print("submit: scripts of an awkward path run, refusals are one line")
