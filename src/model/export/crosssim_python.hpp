// The Python of an exported file that is the same for every model; @NAME@ is the name of its ADC.
#pragma once

namespace cimchar::model {

inline constexpr auto crosssim_usage = R"py(
Import this file before the cores are made; CrossSim finds the class by its name:

    params.xbar.adc.mvm.model = '@NAME@'@DEVICE_USE@

Every column is one chip for life: column c of the n-th array has chip (columns before it + c) modulo the number of chips.
)py";

inline constexpr auto crosssim_imports = R"py(import numpy as np

try:
    from simulator.backend import ComputeBackend
    from simulator.circuits.adc.iadc import IADC
    from simulator.devices.idevice import EmptyDevice

    xp = ComputeBackend()
except ImportError:  # without CrossSim: enough of its classes to try this file with numpy alone
    xp = np

    class IADC:
        def __init__(self, bits=0, limits=(0.0, 1.0)):
            self.bits, self.limits = bits, limits

        def set_limits(self, matrix):
            self.min, self.max = self.limits
            self.range = self.max - self.min

    class EmptyDevice:
        pass


# Full scale of the converter in units of one cell at Gmax with full input, and where it begins. None: the limits that
# CrossSim sets for its ADCs (adc_range_option, calibrated_range).
FULL_SCALE_CELLS = None
ZERO_CELLS = 0.0
)py";

inline constexpr auto crosssim_columns = R"py(

class _Columns(IADC):
    """What stays with each column: its chip and the range of its converter."""

    columns_before = 0  # of all arrays that were set

    def set_limits(self, matrix):
        super().set_limits(matrix)
        if FULL_SCALE_CELLS is None:
            self.low, self.high = float(self.min), float(self.max)
        else:
            self.low, self.high = ZERO_CELLS, ZERO_CELLS + FULL_SCALE_CELLS
        columns = matrix.shape[0]
        if len(getattr(self, "chip", ())) != columns:
            self.chip = (np.arange(columns) + _Columns.columns_before) % self.chips
            _Columns.columns_before += columns

    def of_chips(self, function, position):
        """function(chip, values) for every column, axis 0 of `position`; copies of the array in a convolution follow
        each other along it."""
        chip = np.resize(self.chip, position.shape[0])
        out = xp.empty_like(position)
        for each in np.unique(chip):
            rows = xp.asarray(np.flatnonzero(chip == each))
            out[rows] = function(int(each), position[rows])
        return out

    def position(self, vector):
        """Share of the full scale, in double precision."""
        return (xp.asarray(vector, dtype=xp.float64) - self.low) / (self.high - self.low)

    def cells(self, position, vector):
        return (self.low + position * (self.high - self.low)).astype(vector.dtype)
)py";

inline constexpr auto crosssim_converter = R"py(

class @NAME@(_Columns):
    chips = len(CHIPS_V)

    def set_limits(self, matrix):
        super().set_limits(matrix)
        if self.bits != BITS:
            raise ValueError(f"this converter has {BITS} bits, not {self.bits}; set adc.mvm.bits = {BITS}")

    def codes(self, vector):
        """Codes of analog values in cells."""
        volts = self.position(vector) * RANGE_V
        if NOISE_LSB > 0:
            volts = volts + NOISE_LSB * RANGE_V / CODES * xp.random.normal(size=volts.shape)
        return self.of_chips(lambda chip, v: xp.searchsorted(xp.asarray(CHIPS_V[chip]), v), volts)

    def convert(self, vector):
        return self.cells((self.codes(vector) + READ_AT) / CODES, vector)
)py";

inline constexpr auto crosssim_curve = R"py(

def output(x, line_y):
    """The curve's output at inputs x within INPUT_MIN … INPUT_MAX."""
    if KNOTS is None:
        u = 2 * (x - INPUT_MIN) / (INPUT_MAX - INPUT_MIN) - 1
        smooth = xp.zeros_like(u)
        for power in POWERS[::-1]:
            smooth = smooth * u + power
    else:
        i = xp.clip(xp.searchsorted(xp.asarray(KNOTS), x, side="right") - 1, 0, len(KNOTS) - 2)
        t = x - xp.asarray(KNOTS)[i]
        c = xp.asarray(CUBICS)[i]
        smooth = c[..., 0] + t * (c[..., 1] + t * (c[..., 2] + t * c[..., 3]))
    return smooth + xp.interp(x, xp.asarray(LINE_X), xp.asarray(line_y))


class @NAME@(_Columns):
    """An analog transfer: it distorts and does not quantize. The line through the ends of the nominal curve is the
    identity."""

    chips = len(CHIPS_Y)

    def convert(self, vector):
        x = INPUT_MIN + xp.clip(self.position(vector), 0, 1) * (INPUT_MAX - INPUT_MIN)
        y = self.of_chips(lambda chip, inputs: output(inputs, CHIPS_Y[chip]), x)
        if NOISE > 0:
            y = y + NOISE * xp.random.normal(size=y.shape)
        return self.cells((y - FIRST) / (LAST - FIRST), vector)
)py";

inline constexpr auto crosssim_device = R"py(

# Spread of a cell's conductance from device to device, relative. The virtual chips above have it in their columns
# already: use one of the two.
SIGMA_G = @SIGMA@


class @NAME@Cell(EmptyDevice):
    """Read noise and drift were not simulated: reading changes nothing, and time neither."""

    def programming_error(self, input_):
        return input_ * (1 + SIGMA_G * xp.random.normal(size=input_.shape)).astype(input_.dtype)

    def read_noise(self, input_):
        return input_

    def drift_error(self, input_, time):
        # At times above 0 CrossSim applies no other error.
        return self.programming_error(input_)
)py";

}  // namespace cimchar::model
