#!/usr/bin/python3
"""`cimchar metrics` on files: keys, known answers computed here by other means, and the files it must refuse.

usage: metrics.py CIMCHAR
"""
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = sys.argv[1]
LINEARITY_KEYS = ("gain offset_v lsb_v inl_lsb dnl_lsb inl_min_lsb inl_max_lsb dnl_min_lsb dnl_max_lsb missing_codes "
                  "monotonic convention").split()
SPECTRUM_KEYS = "sndr_db sfdr_db sfdr_bin thd_db enob_bit noise_floor_db fundamental_bin window".split()
LEVELS = [0.60, 1.45, 2.80, 3.30, 4.50, 5.90, 6.40]  # [V], 3 bit
COUNTS = [4, 5, 5, 7, 8, 7, 9, 5, 6, 3, 6, 7, 9, 6, 5, 9]  # 4 bit
SCRATCH = tempfile.TemporaryDirectory()
FILE = Path(SCRATCH.name) / "data.csv"


def lines(values):
    return "".join(f"{value!r}\n" for value in values)


def metrics(content, *arguments):
    FILE.write_bytes(content if isinstance(content, bytes) else content.encode())
    return subprocess.run([PROGRAM, "metrics", arguments[0], str(FILE), *arguments[1:]], capture_output=True, check=False)


def figures(content, *arguments):
    """What --json prints: nothing but JSON on standard output, nothing on standard error."""
    done = metrics(content, *arguments, "--json")
    assert done.returncode == 0 and not done.stderr, (arguments, done.stderr)
    return json.loads(done.stdout)


def near(got, want, tolerance):
    pairs = zip(got, want, strict=True) if isinstance(want, list) else [(got, want)]
    assert all(abs(a - b) <= tolerance for a, b in pairs), (got, want)


def check_linearity():
    ideal = ("--first-transition", "0.5", "--lsb", "1")
    got = figures(lines(LEVELS), "linearity", "--bits", "3", *ideal)
    assert list(got) == LINEARITY_KEYS, list(got)
    gain = 6 / (LEVELS[-1] - LEVELS[0])
    near(got["gain"], gain, 1e-12)
    near(got["offset_v"], 0.5 - gain * LEVELS[0], 1e-12)
    near(got["inl_lsb"], [0.5 + k - gain * v - (0.5 - gain * LEVELS[0]) for k, v in enumerate(LEVELS)], 1e-12)
    near(got["dnl_lsb"], [gain * (b - a) - 1 for a, b in zip(LEVELS, LEVELS[1:])], 1e-12)
    late = [0.5, 1.5, 2.5, 3.75, 4.5, 5.5, 6.5]  # transition 4 is 0.25 V late: negative by IEEE 1241
    got = figures(lines(late), "linearity", "--bits", "3", "--fit", "absolute", *ideal)
    near(got["inl_lsb"], [0, 0, 0, -0.25, 0, 0, 0], 1e-12)
    assert (got["inl_min_lsb"], got["inl_max_lsb"]) == (-0.25, 0)
    # a + b·k in least squares of k on level, and half the range of the residuals for the smallest largest one
    for fit in ("independent", "minimax"):
        got = figures(lines(late), "linearity", "--bits", "3", "--fit", fit, *ideal)
        residuals = [0.5 + k - got["gain"] * v - got["offset_v"] for k, v in enumerate(late)]
        near(got["inl_lsb"], residuals, 1e-12)
        if fit == "independent":
            near(sum(residuals), 0, 1e-12)
            near(sum(r * v for r, v in zip(residuals, late)), 0, 1e-11)
        else:
            near(max(residuals), -min(residuals), 1e-12)
        assert fit in got["convention"]
    got = figures(lines([1, 2, 2, 4, 3.5, 5, 6]), "linearity", "--bits", "3")
    assert (got["missing_codes"], got["monotonic"]) == ([2, 4], False), got


def check_histogram():
    got = figures(lines(COUNTS), "histogram", "--bits", "4", "--stimulus", "ramp")
    assert list(got) == LINEARITY_KEYS and got["offset_v"] is None and got["lsb_v"] is None
    mean = sum(COUNTS[1:-1]) / 14
    near(got["dnl_lsb"], [count / mean - 1 for count in COUNTS[1:-1]], 1e-12)
    # A sine of the ideal 4-bit converter: the share below a level is its arccosine.
    levels = [(k - 8) / 8 for k in range(1, 16)]
    shares = [0, *(1 - math.acos(level / 1.1) / math.pi for level in levels), 1]
    got = figures(lines(b - a for a, b in zip(shares, shares[1:])), "histogram", "--bits", "4", "--stimulus", "sine",
                  "--low", "-1.1", "--high", "1.1")
    near(got["dnl_lsb"], [0] * 14, 1e-12)
    near(got["lsb_v"], 1 / 8, 1e-12)


def check_spectrum():
    codes = [min(255, math.floor((math.sin(2 * math.pi * 1021 * n / 4096 + 0.1) + 1) * 128)) for n in range(4096)]
    for found in ((), ("--fundamental-bin", "1021")):
        got = figures(lines(codes), "spectrum", "--bits", "8", *found)
        assert list(got)[:8] == SPECTRUM_KEYS and got["window"] == "rectangular", got
        assert (got["fundamental_bin"], got["sfdr_bin"]) == (1021, 1379)
        near([got["sndr_db"], got["sfdr_db"], got["thd_db"]], [49.81159, 68.14276, -65.81066], 1e-5)
    near(figures(lines(codes), "spectrum")["enob_bit"], (got["sndr_db"] - 1.76091) / 6.02060, 1e-9)
    x = [math.sin(2 * math.pi * 37 * n / 4096) for n in range(4096)]
    got = figures(lines(v + 0.02 * v**2 + 0.01 * v**3 for v in x), "spectrum", "--fundamental-bin", "37")
    near([got["thd_db"], got["harmonics"][0]["level_dbc"], got["harmonics"][1]["level_dbc"]],
         [-39.801612, -40.064901, -52.106101], 1e-6)
    stray = [math.sin(2 * math.pi * 123.37 * n / 5000) * (1 + 1e-3 * math.cos(2 * math.pi * 700 * n / 5000)) for n in range(5000)]
    got = figures(lines(stray), "spectrum")
    assert got["window"] == "blackman-harris-4" and got["fundamental_bin"] == 123, got
    near(got["sndr_db"], 10 * math.log10(2 / 1e-6), 0.05)  # two sidebands of half 1e-3; side lobes at -92 dB


def check_accepted():
    want = figures(lines(LEVELS), "linearity", "--bits", "3")
    text = lines(LEVELS)
    for same in (text.replace("\n", "\r\n"), "\ufeff" + text, "# volts\n" + text.replace("\n", " # note\n"),
                 text + "\n \n\t\n", text[:-1], lines(LEVELS).replace("0.6\n", "\t+6.0E-1 \n")):
        assert figures(same, "linearity", "--bits", "3") == want, same


def check_refused():
    good = lines(LEVELS)
    level, count, sample = ("linearity", "--bits", "3"), ("histogram", "--bits", "2"), ("spectrum",)
    sine = lines(round(100 * math.sin(2 * math.pi * 11 * n / 256)) for n in range(256))
    cases = [
        ("", level, "no number"), ("\n# a\n", level, "no number"), ("volts\n" + good, level, "data.csv:1"),
        (good.replace(".", ","), level, "'0,6'"), (good.replace("1.45", "1.45\t2"), level, "data.csv:2"),
        (good.replace("1.45", "nan"), level, "'nan'"), (good.replace("1.45", "-inf"), level, "'-inf'"),
        (good.replace("1.45", "1e300"), level, "1e+100"), (good.replace("1.45", "1.45 V"), level, "'1.45 V'"),
        (good.encode("utf-16"), level, "UTF-16"), (bytes(range(256)) * 99, level, "data.csv:1"), ("x" * 99999, level, "…"),
        ("\x1b[31m\r7", level, "'?[31m?7'"), ("1\n2\n", level, "2 transition levels"), (good + "7\n", level, "8 transition levels"),
        ("1\n" * 7, level, "not above the first"), (good, (*level, "--fit", "absolute"), "ideal first transition"),
        (good, (*level, "--fit", "minmax"), "minimax"), (good, (*level, "--lsb", "1"), "--first-transition"),
        (good, (*level, "--lsb", "nan", "--first-transition", "0"), "--lsb: 'nan'"),
        (good, (*level, "--lsb", "1V", "--first-transition", "0"), "'1V'"), (good, (*level, "--bits", "4"), "more than once"),
        (good, ("linearity", "--bits"), "needs a value"), (good, ("linearity", "--bits", "2.5"), "2 to 24"),
        (good, ("linearity",), "--bits is required"), (good, (*level, "--jsn"), "'--json'"),
        ("1\n-2\n3\n4\n", count, "count of code 1"), ("1\n2\n3\n", count, "3 counts"), ("0\n2\n3\n4\n", count, "code 0"),
        ("1\n2\n3\n4\n", (*count, "--stimulus", "triangle"), "ramp"), ("1\n0\n0\n4\n", count, "end codes"),
        ("5\n" * 64, sample, "no sine"), ("1\n2\n", sample, "too few"), (sine, (*sample, "--bits", "4"), "4 bits have 16"),
        (sine + "0.5\n", (*sample, "--bits", "8"), "not a code"), (sine, (*sample, "--fundamental-bin", "-1"), "'-1'"),
        (sine, (*sample, "--fundamental-bin", "128"), "1 .. 127"), (sine, (*sample, "--harmonics", "1"), "2 to 1000"),
    ]
    for content, arguments, fragment in cases:
        done = metrics(content, arguments[0], "--json", *arguments[1:])
        message = done.stderr.decode(errors="replace")
        case = (arguments, done.returncode, message[:300])
        assert done.returncode == 2 and not done.stdout, case
        assert message.startswith("cimchar: ") and message.count("\n") == 1 and message.endswith("\n"), case
        assert fragment in message and len(message) < 400 + len(str(FILE)), case
    return len(cases)


check_linearity()
check_histogram()
check_spectrum()
check_accepted()
print(f"known answers given, {check_refused()} bad inputs refused in one line")
