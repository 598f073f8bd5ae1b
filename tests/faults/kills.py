#!/usr/bin/python3
"""SIGKILL of the run and of its workers at random moments, a crash of workers, Ctrl-C: nothing recorded is lost, nothing
is recorded twice, and resumed results have the bits of an undisturbed run.

usage: kills.py CIMCHAR [--rounds N]
"""
from harness import *

faults = Faults(__doc__, rounds=4)
SAMPLES = 3000
FLUSH_S = 0.1  # many segments, so that kills fall between and into their writes
file = faults.campaign("kills", SAMPLES)
begin = time.monotonic()
faults.finish(file, faults.scratch / "reference")
LASTS_S = time.monotonic() - begin
reference = dict(records(faults.scratch / "reference" / "results.h5"))
assert len(reference) == SAMPLES + 1


def kill_run(n):
    """Killed at random moments until it ends by itself; counts over all kills."""
    directory = faults.scratch / f"run{n}"
    counts, kills = Counter(lost=0, doubled=0, wrong=0), 0
    while not (directory / "results.h5").exists():
        run = faults.start(file, directory, "--flush-every", FLUSH_S)
        time.sleep(faults.random.uniform(0, LASTS_S))
        kills += run.poll() is None
        run.kill()
        run.communicate()
        before = recorded(directory) if (directory / "segments").is_dir() else []
        seen = dict(before)
        counts["doubled"] += len(before) - len(seen)
        counts["wrong"] += sum(reference[trial] != bits for trial, bits in before)
    counts += compare(before, directory, reference)
    return counts, kills


def kill_workers(n):
    """A worker killed again and again while the run goes on; another takes its trial."""
    directory = faults.scratch / f"workers{n}"
    run = faults.start(file, directory, "--flush-every", FLUSH_S)
    kills = 0
    while run.poll() is None:
        time.sleep(faults.random.uniform(0.02, LASTS_S / 3))
        try:
            os.kill(faults.random.choice(workers_of(run.pid)), signal.SIGKILL)
            kills += 1
        except (OSError, IndexError):
            continue
    out, err = run.communicate()
    # A trial that loses two workers is recorded as a crash: allowed, and not wrong.
    crashed = {trial for trial, bits in records(directory / "results.h5") if bits[0] != 0}
    left = {trial: bits for trial, bits in reference.items() if trial not in crashed}
    assert run.returncode == 0, (out, err)
    return compare([], directory, left), kills, len(crashed)


def crash_worker():
    """A worker that dies of its own signal, as when the simulator crashes: its trial is a failure, the others are not."""
    directory = faults.scratch / "crash"
    run = faults.start(file, directory)
    while not (run.poll() is None and workers_of(run.pid)):
        time.sleep(0.01)
    time.sleep(LASTS_S / 4)
    os.kill(workers_of(run.pid)[0], signal.SIGSEGV)
    out, err = run.communicate()
    failed = [trial for trial, bits in records(directory / "results.h5") if bits[0] != 0]
    assert run.returncode == 0 and len(failed) <= 1, (failed, out, err)
    left = {trial: bits for trial, bits in reference.items() if trial not in failed}
    says = next((line for line in out.splitlines() if line.startswith("failed")), "its trial had just ended")
    return compare([], directory, left), says


def interrupt(n):
    directory = faults.scratch / f"interrupt{n}"
    run = faults.start(file, directory)
    time.sleep(faults.random.uniform(0.3, 0.7) * LASTS_S)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate()
    before = recorded(directory)
    if run.returncode == 0:
        return compare(before, directory, reference), None
    assert run.returncode == 130 and before, (run.returncode, out, err)
    faults.finish(file, directory)
    return compare(before, directory, reference), last_line(err)


total, kills = Counter(lost=0, doubled=0, wrong=0), 0
for n in range(faults.rounds):
    counts, more = kill_run(n)
    total.update(counts)
    kills += more
faults.row(f"the run is killed (SIGKILL), {kills} times", faults.rounds, total, "nothing: the same command goes on", 137)

total, kills, crashes = Counter(lost=0, doubled=0, wrong=0), 0, 0
for n in range(faults.rounds):
    counts, more, crashed = kill_workers(n)
    total.update(counts)
    kills += more
    crashes += crashed
faults.row(f"a worker is killed (SIGKILL), {kills} times", faults.rounds, total,
           f"{crashes} trials that lost two workers are failures of kind crash", 0)

counts, says = crash_worker()
faults.row("a worker crashes (SIGSEGV)", 1, counts, says, 0)

total, said = Counter(lost=0, doubled=0, wrong=0), ""
for n in range(faults.rounds):
    counts, says = interrupt(n)
    total.update(counts)
    said = says or said
assert "run the same command again" in said, said
faults.row("Ctrl-C", faults.rounds, total, said, 130)
faults.end()
