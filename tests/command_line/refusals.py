#!/usr/bin/python3
"""What a user can get wrong on the command line: one line on standard error, exit code 2, nothing on standard output.

usage: refusals.py CIMCHAR CAMPAIGN
"""
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, CAMPAIGN = sys.argv[1:3]
COMMANDS = ["", "circuits", "netlist", "init", "check", "run", "status", "merge", "compare", "report", "estimate", "replay", "metrics", "metrics linearity",
            "metrics histogram", "metrics spectrum", "train", "mapping", "network", "system", "fit", "model", "model info", "model eval", "model sample", "export"]


def cimchar(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, **options)


def report_is_built():
    """Without the page, `report` has one answer to everything."""
    done = cimchar("report", "/nowhere", "-o", "/nowhere/r.html")
    if "built without" not in done.stderr:
        return True
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "install npm" in done.stderr, done.stderr
    print("SKIPPED: cimchar was built without the page of reports; what it refuses was not tried")
    return False


def check_refused(directory):
    text, folder = directory / "text", directory / "folder"
    text.write_text("no HDF5\n")
    folder.mkdir()
    binary, hostile, own = directory / "binary.cir", directory / "hostile.cir", directory / "own.toml"
    binary.write_bytes(b"\x00\x01\x02" * 100)
    hostile.write_text("title\n.control\nshell touch owned\n.endc\n.end\n")
    (directory / "own.cir").write_text("title\nvdd vdd 0 1\nm1 vdd vdd 0 0 n45_nmos w=1u l=50n\n.end\n")
    own.write_text("[campaign]\nname = 'x'\n[circuit]\nnetlist = 'own.cir'\n[pdk]\nsupply = 'vd'\n"
                   "[[analyses]]\nname = 'a'\nline = 'op'\n"
                   "[[measures]]\nname = 'm'\nkind = 'value'\nanalysis = 'a'\nof = 'i(vdd)'\n")
    cases = [
        (["rnu"], "'run'"), (["--jsn"], "unknown option '--jsn'"), (["metrics"], "--help"), (["model", "evl"], "'eval'"),
        (["circuits", "integrater"], "'integrator'"), (["init", "nix"], "valid: integrator"), (["init"], "NAME is required"),
        (["init", "nowhere.cir"], "cannot read the netlist"), (["init", str(binary)], "not text"), (["init", str(hostile)], "hostile.cir:2"),
        (["check", str(own)], "did you mean 'vdd'"), (["check", str(own), "--set", "circuit.netlist=hostile.cir"], "hostile.cir:2"),
        (["check", str(own), "--set", "pdk.supply=vdd", "--set", "pdk.nmos=foo"], "transistor 'm1'"),
        (["netlist", "integrator", "--set", "rws=3"], "'rows'"), (["netlist", "integrator", "--set", "rows"], "parameter=value"),
        (["netlist", "integrator", "--corner", "xx"], "tt, ff, ss, sf, fs"),
        (["netlist", "integrator", "--temperature", "400"], "-100"), (["netlist", "integrator", "--supply", "1V"], "--supply"),
        (["check", "/nowhere.toml"], "cimchar init"), (["check", str(text)], "not valid TOML"), (["check", "/dev/null"], "campaign.name"),
        (["check", CAMPAIGN, "--set", "limits.min=1"], "--set limits.min=1"),
        (["check", CAMPAIGN, "--set", "circuit.parameters.lines=17"], "rows = 16"),
        (["run", CAMPAIGN, "-o", str(text)], "Not a directory"), (["run", CAMPAIGN, "-o", "/proc/x"], "/proc/x"),
        (["run", CAMPAIGN, "-o"], "--output needs a value"), (["run", CAMPAIGN, "--jobs", "0"], "1 to 1024"),
        (["run", CAMPAIGN, "--shard", "3/2"], "2/4"), (["run", CAMPAIGN, CAMPAIGN], "one argument too many"),
        (["run", CAMPAIGN, "-j", "1", "-j", "2"], "more than once"),
        (["status", "/nowhere"], "does not exist"), (["status", str(folder)], "no campaign"), (["status", str(text)], "no HDF5 file"),
        (["merge", str(folder), "-o", str(directory / "x.h5")], "no campaign"), (["merge", str(folder)], "--output is required"),
        (["compare", "/nowhere", str(folder)], "does not exist"), (["compare", str(text), str(text)], "no HDF5 file"),
        (["compare", str(text), str(text), "-t", "enob=-1"], "negative"),
        (["estimate", "/nowhere"], "does not exist"), (["estimate", str(text)], "no HDF5 file"), (["estimate", str(folder)], "no campaign"),
        (["estimate", str(text), "--chips", "9-1"], "1-200"), (["estimate", str(text), "--chips", "a"], "1-200"),
        (["estimate", str(text), "--chips", "1-2x"], "1-200"), (["estimate", str(text), "--predictions", "1"], "--predictions"),
        (["report", str(folder)], "--output is required"),
        (["replay", "/nowhere", "1"], "does not exist"), (["replay", str(folder), "-1"], "'-1' is not a whole number"),
        (["replay", str(folder), "1.5"], "'1.5' is not a whole number"),
        (["fit", str(folder), "-o", "x.h5"], "no campaign"), (["fit", str(text), "-o", "x.h5"], "no HDF5 file"),
        (["model", "info", str(text)], "cimchar fit"), (["model", "eval", str(text), "--temperature", "nan"], "'nan'"),
        (["model", "eval", str(text), "--supply", "abc"], "'abc'"), (["model", "sample", str(text), "--chips", "-1"], "1 … 1000000"),
        (["model", "sample", str(text), "--chips", "99999999999999999999"], "1 … 1000000"),
        (["model", "eval", str(text), "--json", "--csv"], "excludes"),
    ]
    if report_is_built():
        page = str(directory / "r.html")
        cases += [(["report", "/nowhere", "-o", page], "does not exist"), (["report", str(folder), "-o", page], "no campaign"),
                  (["report", str(text), "-o", page], "no HDF5 file"), (["report", str(text), "-o", "/proc/x"], "/proc/x"),
                  (["report", str(text), "-o", str(text)], "is what is to be read")]
    for arguments, fragment in cases:
        done = cimchar(*arguments)
        case = (arguments, done.returncode, done.stdout[:200], done.stderr)
        assert done.returncode == 2 and not done.stdout, case
        assert done.stderr.startswith("cimchar: ") and done.stderr.count("\n") == 1, case
        assert fragment in done.stderr, case
    return len(cases)


def check_full_disk():
    with open("/dev/full", "w", encoding="ascii") as full:
        for command in (["circuits", "integrator"], ["init", "integrator"]):
            done = subprocess.run([PROGRAM, *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
            assert done.returncode == 2 and done.stderr.count("\n") == 1, (command, done)


with tempfile.TemporaryDirectory() as scratch:
    count = check_refused(Path(scratch))
check_full_disk()
for command in COMMANDS:
    help_text = cimchar(*command.split(), "--help")
    assert help_text.returncode == 0 and not help_text.stderr, (command, help_text.stderr)
    assert "Example" in help_text.stdout and f"cimchar {command}" in help_text.stdout.split("Example")[1], command
print(f"{count} mistakes answered in one line; {len(COMMANDS)} commands have help with an example")
