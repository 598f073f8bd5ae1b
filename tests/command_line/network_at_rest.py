"""The shift-and-add network at rest by a second program: nodal equations from the devices' stored curves, without what
src/training shares with it."""
import numpy as np

ROUNDS = 30


class Stage:
    """Output over input and delivered current: a parabola through three loads, linear between the 241 samples' cubic."""

    def __init__(self, curves, name, load_a, supply_v):
        at_0, delivering, taking = (curves[f"transfer_v_{name}{how}"] for how in "0dt")
        self.load_a = load_a
        x = np.linspace(0, supply_v, len(at_0))
        self.fine = np.linspace(0, supply_v, 20 * (len(x) - 1) + 1)
        self.curves = [cubic(x, y, self.fine) for y in (at_0, delivering, taking)]

    def __call__(self, v, current_a=0.0):
        at_0, delivering, taking = (np.interp(v, self.fine, y) for y in self.curves)
        s = current_a / self.load_a
        return at_0 + s * (delivering - taking) / 2 + s * s * ((delivering + taking) / 2 - at_0)


def cubic(x, y, at):
    """Through four neighbours (Lagrange)."""
    i = np.clip(np.searchsorted(x, at) - 2, 0, len(x) - 4)
    out = np.zeros_like(at)
    for k in range(4):
        term = y[i + k].astype(float)
        for m in range(4):
            if m != k:
                term = term * (at - x[i + m]) / (x[i + k] - x[i + m])
        out += term
    return out


def settle(g, sources, bias_v):
    """Columns of a crossbar whose first rows are driven by sources(k, current) and whose others are at bias_v."""
    driven = g.shape[0] - len(bias_v)
    rows = np.concatenate([[sources(k, 0.0) for k in range(driven)], bias_v])
    for _ in range(ROUNDS):
        columns = rows @ g / g.sum(axis=0)
        for k in range(driven):
            rows[k] = sources(k, np.sum(g[k] * (rows[k] - columns)))
    return rows @ g / g.sum(axis=0)


class Network:
    def __init__(self, network, curves, loads, supply_v):
        """`network`: group of a weights file; `curves`: of one trial, by name; `loads`: of inverters and followers."""
        level_s = network["level_s"][:]
        self.hidden, self.output = (level_s[network[name][:].astype(int)] for name in ("hidden", "output"))
        self.attrs = dict(network.attrs)
        self.supply_v = supply_v
        self.inverter = Stage(curves, "i", loads[0], supply_v)
        self.up, self.down = (Stage(curves, name, loads[1], supply_v) for name in "pn")

    def bias(self, key):
        n = int(self.attrs[key])
        return np.array([0.0] * n + [self.supply_v] * n)

    def result_v(self, bit_lines, ports):
        """V_o and both ports of a cycle, from those of the cycle before."""
        inputs = [pair for v in bit_lines for pair in ((self.up, v), (self.down, self.supply_v - v))]
        inputs += [(self.up, float(self.down(p))) for p in ports]
        gates = settle(self.hidden, lambda k, i: inputs[k][0](inputs[k][1], i), self.bias("bias_cells"))
        outputs = settle(self.output, lambda j, i: self.inverter(gates[j], i), self.bias("output_bias_cells"))
        now = [float(self.up(o)) for o in outputs]
        return (now[0] - now[1] + self.attrs["full_scale_v"]) / 2, now

    def conversion_v(self, slices):
        pedestal, full = self.attrs["pedestal_v"], self.attrs["full_scale_v"]
        ports = [pedestal, pedestal + full]
        for bit_lines in slices:
            result, ports = self.result_v(bit_lines, ports)
        return result
