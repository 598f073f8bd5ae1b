"""Conversions of the time-domain neuron with noise in the transient, by plain ngspice: a second way to its jitter.

Densities come from .noise in ngspice on pieces of the printed netlist. Noise is white and drawn here, seeded: voltages in
series with the positive inputs of both comparators, currents of both ramps, of keepers and driven cells at both
capacitors, and the kT/C charge of four capacitors after the precharge. What the crossing makes of it is the transient's.
"""
import hashlib
import math
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

BOLTZMANN_J_PER_K = 1.380649e-23
TEMPERATURE_K = 300.15
INPUT_STEP_S = 50e-12  # white to 3 GHz; the comparator sees 0.1 GHz
CURRENT_STEP_S = 0.25e-9  # charge over tens of ns is what counts
SOURCES = ("comparator", "ramp", "sampling", "cells", "columns")


def ngspice(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.cir"
        path.write_text(text)
        done = subprocess.run(["ngspice", "-b", str(path)], capture_output=True, text=True, check=False)
    return done.stdout


def printed(output, name):
    found = re.search(rf"^{re.escape(name)}\s*=\s*([-+.\deE]+)", output, re.MULTILINE)
    if not found:
        raise RuntimeError(f"ngspice printed no {name}:\n{output[-2000:]}")
    return float(found.group(1))


class Neuron:
    """The printed netlist of one conversion at tt, and what .noise finds in it."""

    def __init__(self, program, **parameters):
        settings = [word for name, value in parameters.items() for word in ("--set", f"{name}={value}")]
        text = subprocess.run([str(program), "netlist", "time_neuron", *settings], capture_output=True, text=True,
                              check=True).stdout
        self.cards, control = text.split(".control")
        self.tran = re.search(r"^tran .*$", control, re.MULTILINE).group(0)
        self.meas = re.search(r"^meas .*$", control, re.MULTILINE).group(0)
        self.precharge_s, self.hold_s, self.ramp_s = (self._edge(name) for name in ("vprech", "vhold", "vramp"))
        self.precharge_v = float(self._card("vpre").split()[3])
        self.node_f = sum(float(self._card(name).split()[3]) for name in ("csp", "ckp", "cbp"))
        # Edges without noise: the windows in which the comparators' noise is drawn.
        output = ngspice(self._deck(["meas tran start_s when v(start)=0.5 rise=last",
                                     "meas tran end_s when v(crossb)=0.5 fall=last"]))
        self.start_s, self.end_s = printed(output, "start_s"), printed(output, "end_s")
        self.pulse_s = printed(output, "pulse_s")
        self._find_densities()

    def _card(self, name):
        return re.search(rf"^{name} .*$", self.cards, re.MULTILINE).group(0)

    def _edge(self, name):
        return float(re.search(r"pwl\(0 \S+ (\S+)", self._card(name)).group(1))

    def _deck(self, more=(), cards=""):
        commands = "\n".join([self.tran, self.meas, *more])
        return f"{self.cards}{cards}\n.control\nset num_threads=1\n{commands}\n.endc\n.end\n"

    def _noise(self, pieces, analysis, spectrum="onoise_spectrum"):
        """A density of a deck of `pieces`, cards that are put after the sources."""
        head = self.cards[:self.cards.index("\ninb ")]
        output = ngspice("\n".join([head, *pieces, ".control", "set num_threads=1", analysis, "setplot noise1",
                                    f"let density = mean({spectrum})", "print density", ".endc", ".end", ""]))
        return printed(output, "density")

    def _find_densities(self):
        held = f"{self.precharge_v:g}"
        bias = [self._card(name) for name in ("inb", "xnb", "cnb")]
        # Input noise in balance where the gain is still flat, over the gain there.
        balance = [f"vcn cn 0 {held}", f"bloop loop 0 v={held}+100*(v(xcmp.c)-v(xcmp.o1))", "rloop loop held 1g",
                   "cloop held 0 1", "vin cp held dc 0 ac 1", self._card("xcmp")]
        self.input_v = self._noise(bias + balance, "noise v(xcmp.o1) vin lin 1 100meg 100meg", "inoise_spectrum")
        sense = ["hnoise nout 0 vsense 1", "vref nref 0 dc 0 ac 1", "rref nref 0 1k", f"vsense cp 0 {held}"]
        ramp = [self._card(name) for name in ("idac", "xdac")] + ["vramp ramp 0 1", "vrampb rampb 0 0",
                                                                  self._card("xramp")]
        self.ramp_a = self._noise(bias + ramp + sense, self._at(self.end_s - self.ramp_s))
        column = [self._card(name) for name in ("iref", "xmp", "cmp", "ikeep", "xmk", "cmk", "irep", "xrep", "xcolp",
                                                "xkeepp", "cclp")]
        column += ["vhold hold 0 0", "rheld vg2 wl 1g", "cheld wl 0 1"]
        cell = re.search(r"cell_1r1t .*(?= m=)", self._card("xidlep")).group(0)
        at = self._at(self.hold_s - self.precharge_s)
        self.column_a = self._noise(column + sense + [f"xi blp 0 {cell} m=128"], at)
        driven = self._noise(column + sense + [f"xf blp wl {cell} m=8", f"xi blp 0 {cell} m=120"], at)
        self.cell_a = math.sqrt((driven ** 2 - self.column_a ** 2) / 8)

    @staticmethod
    def _at(window_s):
        frequency_hz = 1 / (2 * window_s)
        return f"noise v(nout) vref lin 1 {frequency_hz:g} {frequency_hz:g}"

    def conversion(self, seed, sources=SOURCES):
        """Pulse of one conversion with the noise of these sources [s]."""
        random = np.random.default_rng(seed)
        cards = self.cards
        more = []

        def white(density, step_s, from_s, to_s):
            times = np.arange(from_s, to_s, step_s)
            values = random.normal(0, density / math.sqrt(2 * step_s), len(times))
            points = "\n+ ".join(f"{t:.10g} {v:.6g}" for t, v in zip(times, values))
            return f"pwl(0 0 {from_s - step_s:.10g} 0\n+ {points}\n+ {times[-1] + step_s:.10g} 0)"

        # Everything is drawn whether it is used or not: a source alone gets the noise it has among the others.
        memory_s = 14e-9  # of the comparator: three of its delays
        for suffix, until_s in (("", self.end_s), ("r", self.start_s)):
            wave = white(self.input_v, INPUT_STEP_S, max(until_s - memory_s, self.ramp_s), until_s + 3e-9)
            if "comparator" in sources:
                cards = re.sub(rf"^xcmp{suffix} cp{suffix} ", f"xcmp{suffix} noisy{suffix} ", cards, flags=re.MULTILINE)
                more.append(f"vnoise{suffix} noisy{suffix} cp{suffix} {wave}")
            wave = white(self.ramp_a, CURRENT_STEP_S, self.ramp_s, until_s + 3e-9)
            if "ramp" in sources:
                more.append(f"iramp_noise{suffix} 0 cp{suffix} {wave}")
            for side in "pn":
                charge_c = random.normal(0, math.sqrt(BOLTZMANN_J_PER_K * TEMPERATURE_K * self.node_f))
                begin_s, width_s = self.precharge_s + 0.2e-9, 0.1e-9
                if "sampling" in sources:
                    more.append(f"isampling{side}{suffix} 0 c{side}{suffix} pwl(0 0 {begin_s:g} 0 {begin_s + width_s:g} "
                                f"{charge_c / width_s:g} {begin_s + 2 * width_s:g} 0)")
        for side in "pn":
            wave = white(self.column_a, CURRENT_STEP_S, self.precharge_s, self.hold_s)
            if "columns" in sources:
                more.append(f"icolumn{side} c{side} 0 {wave}")
        for line, count in self._driven():
            begin_s, end_s = line
            wave = white(self.cell_a * math.sqrt(count), CURRENT_STEP_S, begin_s, end_s)
            if "cells" in sources:
                more.append(f"icells{len(more)} cp 0 {wave}")
        deck = self._deck(cards="\n".join(more)).replace(self.cards, cards)
        return printed(ngspice(deck), "pulse_s")

    def _driven(self):
        """Begin and end of the positive column's word lines, with their cells."""
        for name in ("full", "rest"):
            edges = re.findall(r"(\S+) [01](?=[ )])", self._card(f"v{name}p").split("pwl(")[1])
            count = float(re.search(r" m=(\S+)", self._card(f"x{name}p")).group(1))
            if len(edges) > 1:
                yield (float(edges[1]), float(edges[3])), round(count)


def pulses(neuron, number, jobs, sources=SOURCES, kept=None):
    """Pulses of `number` conversions [s]; in the folder `kept`, if there is one, those of the same netlist are found."""
    key = hashlib.sha256(repr((neuron.cards, neuron.tran, number, sources)).encode()).hexdigest()[:16]
    path = kept and Path(kept) / f"pulses_{key}.npy"
    if path and path.exists():
        return np.load(path)
    with ThreadPoolExecutor(jobs) as pool:
        found = np.array(list(pool.map(lambda seed: neuron.conversion(seed, sources), range(1, number + 1))))
    if path:
        np.save(path, found)
    return found
