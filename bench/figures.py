"""What the scripts that write pages of figures share: campaigns as they are run, their results, tables, the page.

Every number of such a page is computed from results of `cimchar run`; none is typed in. Runs are resumed, so a second
call only writes the page again.
"""
import argparse
import json
import math
import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import NormalDist

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = str(ROOT / "build/cimchar")


def cimchar(*arguments, accepted=(0,)):
    """Standard output of the program."""
    command = [PROGRAM, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in accepted:
        sys.exit(f"{Path(sys.argv[0]).name}: {' '.join(command)} ended with {done.returncode}")
    return done.stdout


class Runs:
    """Campaigns that have been run, by name in montecarlo/campaigns or by path, and overrides."""

    def __init__(self, folder, jobs, share=1.0):
        self.folder, self.jobs, self.share = folder, jobs, share

    def shared(self, number):
        """How many of so many chips or conversions are drawn."""
        return max(2, round(self.share * number))

    def __call__(self, campaign, label=None, sets=(), jobs=None):
        file = campaign if isinstance(campaign, Path) else ROOT / f"montecarlo/campaigns/{campaign}.toml"
        directory = self.folder / (label or file.stem)
        overrides = [word for one in sets for word in ("--set", one)]
        begin = time.monotonic()
        summary = json.loads(cimchar("run", file, "-o", directory, "-j", jobs or self.jobs, "--json", *overrides,
                                     accepted=(0, 1, 3)))
        summary["wall_s"] = time.monotonic() - begin
        summary["file"] = directory / "results.h5"
        return summary


def condition_text(condition):
    return "{process} {temperature_c:g} °C {supply_v:g} V".format(**condition)


def nominal(summary, measure, condition=0):
    return summary["conditions"][condition]["measures"][measure]["nominal"]


def spread(summary, measure):
    """Values of the Monte Carlo trials that have one."""
    with h5py.File(summary["file"]) as f:
        values = f[f"measures/{measure}"][:]
        return values[(f["trials/sample"][:] > 0) & np.isfinite(values)]


def interval(values, digits=3):
    """Mean and σ, each with its 95 % interval."""
    n, z = len(values), NormalDist().inv_cdf(0.975)
    mean, std = values.mean(), values.std(ddof=1)
    # Normal approximations: at n = 1000 they agree with Student's t and chi-squared to the digits printed.
    return tuple(f"{x:.{digits}f} [{x - d:.{digits}f}, {x + d:.{digits}f}]"
                 for x, d in ((mean, z * std / math.sqrt(n)), (std, z * std / math.sqrt(2 * n))))


def pair(summary):
    """INL and DNL over codes of the nominal trial as 'low … high / low … high'."""
    n = [nominal(summary, m) for m in ("inl_min_lsb", "inl_max_lsb", "dnl_min_lsb", "dnl_max_lsb")]
    return f"{n[0]:.2f} … {n[1]:.2f} / {n[2]:.2f} … {n[3]:.2f}"


def paper_pair(values):
    return f"{values[0]:g} … {values[1]:g} / {values[2]:g} … {values[3]:g}"


def curves(summary, trial=0):
    """All curves of one trial, by name."""
    with h5py.File(summary["file"]) as f:
        return {name: f["curves"][name][trial] for name in f["curves"]}


def parameter(summary, name):
    with h5py.File(summary["file"]) as f:
        return float(f["parameters/value"].asstr()[list(f["parameters/name"].asstr()[:]).index(name)])


def table(head, rows):
    return ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)] + \
           ["| " + " | ".join(str(c) for c in row) + " |" for row in rows] + [""]


def with_key(text, section, key, value):
    """The training file with this key at this value."""
    before, title, rest = re.split(rf"(?m)(^\[{section}\].*\n)", text, maxsplit=1)
    own, *others = re.split(r"(?m)(?=^\[)", rest, maxsplit=1)
    own = re.sub(rf"(?m)^{key} = .*\n", "", own)
    return "".join((before, title, f"{key} = {value}\n", own, *others))


def trained(place, text):
    """Weights of this training, by name of the training file to write. One that is there is not repeated, wherever the
    curves lay that it was of."""
    weights = place.with_suffix(".weights.h5")
    apart_from_curves = re.compile(r'(?m)^curves = "[^"]*"')
    if weights.exists():
        with h5py.File(weights) as f:
            if apart_from_curves.sub("", f["training"].attrs["text"]) == apart_from_curves.sub("", text):
                return weights
    place.write_text(text)
    cimchar("train", place, "-o", weights)
    return weights


# Colours that differ for all eyes (Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
TICKS_MV = (0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20, 30, 50, 100)


SVG = {"svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 9, "axes.titlesize": 9, "axes.spines.top": False,
       "axes.spines.right": False}  # letters are outlines, so no font has to be there


def plotting(picture):
    """matplotlib and its settings for an SVG that has the same bytes for the same numbers."""
    import matplotlib
    matplotlib.use("svg")
    import matplotlib.pyplot as plt
    return matplotlib, plt, {**SVG, "svg.hashsalt": picture.name}


def draw_bars(picture, panels):
    """Writes an SVG of groups of bars: a panel is (title, label of y, logarithmic, names, bars), a bar (label, value for each
    name); a value may be None. Labels look alike in all panels."""
    _, plt, settings = plotting(picture)
    labels = list(dict.fromkeys(label for *_, bars in panels for label, _ in bars))
    with plt.rc_context(settings):
        figure, axes = plt.subplots(len(panels), 1, figsize=(8, 2.6 * len(panels) + 0.5), squeeze=False)
        handles = {}
        for ax, (title, y_label, logarithmic, names, bars) in zip(axes[:, 0], panels):
            width = 0.8 / len(bars)
            for k, (label, values) in enumerate(bars):
                at = [i + (k - (len(bars) - 1) / 2) * width for i, value in enumerate(values) if value is not None]
                handles[label] = ax.bar(at, [value for value in values if value is not None], width,
                                        color=COLOURS[labels.index(label)])
            ax.set(title=title, ylabel=y_label, yscale="log" if logarithmic else "linear")
            ax.set_xticks(range(len(names)), [name.replace("_", "\n") for name in names])
            ax.grid(axis="y", color="#dddddd", linewidth=0.6)
            ax.set_axisbelow(True)
        figure.legend([handles[label] for label in labels], labels, loc="lower center", ncols=min(4, len(labels)), frameon=False)
        figure.tight_layout(rect=(0, 0.3 / figure.get_figheight(), 1, 1))
        figure.savefig(picture, metadata={"Date": None, "Creator": None})
        plt.close(figure)


def draw_costs(picture, panels, what):
    """Writes an SVG, the same bytes for the same curves: a panel is (title, label of x, lines), a line (label, x, cost
    [V]), `what` the cost is; lines of one label look alike in all panels."""
    matplotlib, plt, settings = plotting(picture)
    labels = list(dict.fromkeys(label for _, _, lines in panels for label, _, _ in lines))
    with plt.rc_context(settings):
        figure, axes = plt.subplots(1, len(panels), figsize=(8, 3.7), sharey=True, squeeze=False)
        legend_rows = math.ceil(len(labels) / 4)
        figure.subplots_adjust(left=0.08, right=0.985, top=0.93, bottom=(18 + 5 * legend_rows) / 100, wspace=0.08)
        handles = {}
        for ax, (title, x_label, lines) in zip(axes[0], panels):
            for label, x, cost_v in lines:
                handles[label], = ax.plot(x, 1e3 * cost_v, color=COLOURS[labels.index(label)], linewidth=1)
            ax.set(title=title, xlabel=x_label, yscale="log")
            ax.margins(x=0.02)
            ax.yaxis.set_major_locator(matplotlib.ticker.FixedLocator(TICKS_MV))
            ax.yaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%g"))
            ax.yaxis.set_minor_locator(matplotlib.ticker.NullLocator())
            ax.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes[0][0].set_ylabel(f"cost: {what} of the error [mV]")
        figure.legend([handles[label] for label in labels], labels, loc="lower center", ncols=math.ceil(len(labels) / legend_rows),
                      frameon=False)
        figure.savefig(picture, metadata={"Date": None, "Creator": None})
        plt.close(figure)


def write_page(page, title, parts, doc, drawn=False):
    """The command line of such a script: runs the parts, functions from Runs to lines, and writes the page. With
    `drawn`, parts ask Runs.shared how many chips to draw."""
    by_name = {part.__name__: part for part in parts}
    arguments = argparse.ArgumentParser(description=doc.split("\n", maxsplit=1)[0])
    arguments.add_argument("--results", type=Path, default=ROOT / "results/figures")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--only", nargs="*", choices=by_name, default=list(by_name))
    if drawn:
        arguments.add_argument("--share", type=float, default=1.0, help="draw this part of the chips, for a first look")
    options = arguments.parse_args()
    run = Runs(options.results, options.jobs, options.share if drawn else 1.0)
    lines = [f"# {title}", "", f"Written by `bench/{Path(sys.argv[0]).name}`; do not edit.", ""]
    for name in options.only:
        print(f"{name} …", file=sys.stderr, flush=True)
        lines += by_name[name](run)
    page.write_text("\n".join(lines).rstrip() + "\n")
    print(page.relative_to(ROOT))
