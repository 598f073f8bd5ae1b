#!/usr/bin/python3
"""Files that go wrong: a full disk, an unwritable directory, damaged segments, a second run in the directory, a campaign
changed before it is resumed, results of a newer version. Each is told in one line, and nothing recorded is lost.

usage: files.py CIMCHAR [--rounds N]
"""
import contextlib
import shutil

import numpy as np
from harness import *

faults = Faults(__doc__, rounds=3)
SAMPLES = 3000
FLUSH_S = 0.05
file = faults.campaign("files", SAMPLES)
faults.finish(file, faults.scratch / "reference")
reference = dict(records(faults.scratch / "reference" / "results.h5"))


@contextlib.contextmanager
def small_disk(kib):
    """A file system of its own; nothing where it cannot be mounted."""
    place = faults.scratch / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", place], capture_output=True,
                             check=False).returncode == 0
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", place], check=True)


def interrupted(name, seconds=0.3):
    """A run directory with several segments, stopped before its end."""
    directory = faults.scratch / name
    run = faults.start(file, directory, "--flush-every", FLUSH_S)
    while run.poll() is None and len(whole_segments(directory)) < 4:
        time.sleep(0.01)
    run.kill()
    run.communicate()
    assert not (directory / "results.h5").exists(), "killed too late"
    return directory


def one_line(done, word, code=2):
    assert done.returncode == code and done.stderr.count("\n") == 1 and word in done.stderr, (word, done)
    return done.stderr


def full_disk():
    with small_disk(400) as disk:
        if disk is None:
            print("SKIPPED: no disk can be mounted here (needs root), a full one is not tried")
            return
        directory = disk / "out"
        run = faults.start(file, directory, "--flush-every", FLUSH_S)
        out, err = run.communicate()
        assert run.returncode == 2 and "No space left" in last_line(err), (run.returncode, out, err)
        before = recorded(directory)
        assert before and not list(directory.rglob("*.part"))
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        faults.finish(file, directory)
        faults.row("the disk is full", 1, compare(before, directory, reference), last_line(err), 2)


def unwritable():
    place = faults.scratch / "a file"
    place.write_text("")
    says = one_line(faults.run("run", file, "-o", place / "out"), "a file")
    faults.row("the output cannot be written", 1, Counter(lost=0, doubled=0, wrong=0), says, 2)


def damaged(fault, damage):
    total, says = Counter(lost=0, doubled=0, wrong=0), ""
    for n in range(faults.rounds):
        directory = interrupted(f"{fault}{n}".replace(" ", "_"))
        segments = whole_segments(directory)
        victim = faults.random.choice(segments)
        intact = [record for segment in segments if segment != victim for record in records(segment)]
        victim.write_bytes(damage(bytearray(victim.read_bytes())))
        done = faults.finish(file, directory)
        says = next(line for line in done.stderr.splitlines() if victim.name in line)
        kept = victim.rename(faults.scratch / "victim")  # not deleted, not written over: and out of the count
        final = dict(records(directory / "results.h5"))
        total["lost"] += sum(final.get(trial) != bits for trial, bits in intact)
        total["doubled"] += sum(n - 1 for n in Counter(trial for trial, _ in recorded(directory)).values())
        total["wrong"] += sum(final.get(trial) != bits for trial, bits in reference.items())
        kept.unlink()
        shutil.rmtree(directory)
    faults.row(fault, faults.rounds, total, says, 0)


def truncate(data):
    return data[:faults.random.randrange(len(data))]


def flip(data):
    at = faults.random.randrange(len(data))
    data[at] ^= 1 << faults.random.randrange(8)
    return data


def second_run():
    directory = faults.scratch / "second"
    run = faults.start(file, directory, "--flush-every", FLUSH_S)
    while not whole_segments(directory):
        time.sleep(0.01)
    run.send_signal(signal.SIGSTOP)  # so that it cannot end before the second has asked
    says = one_line(faults.run("run", file, "-o", directory), "in use by another run")
    run.send_signal(signal.SIGCONT)
    run.communicate()
    faults.row("a second run in the same directory", 1, compare([], directory, reference), says, 2)


def changed_campaign():
    directory = interrupted("changed")
    before = recorded(directory)
    other = faults.campaign("other", SAMPLES, line="tran 10n 3u")
    says = one_line(faults.run("run", other, "-o", directory), str(directory))
    faults.finish(file, directory)
    faults.row("the campaign was changed before it is resumed", 1, compare(before, directory, reference), says, 2)


def newer_version():
    newer = faults.scratch / "newer.h5"
    shutil.copy(faults.scratch / "reference" / "results.h5", newer)
    with h5py.File(newer, "a") as f:
        f.attrs["format_version"] = f.attrs["format_version"] + np.uint64(1)
    for command in (("status", newer), ("report", newer, "-o", faults.scratch / "r.html"), ("fit", newer, "-o", "m.h5"),
                    ("merge", newer, "-o", faults.scratch / "merged.h5")):
        says = one_line(faults.run(*command), "use the newer cimchar")
    faults.row("results of a newer version", 1, Counter(lost=0, doubled=0, wrong=0), says, 2)


full_disk()
unwritable()
damaged("a segment is cut off", truncate)
damaged("a bit of a segment flips", flip)
second_run()
changed_campaign()
newer_version()
faults.end()
