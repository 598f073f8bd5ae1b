* The follower of examples/source_follower as its model: nominal, and two virtual chips, over the input.
*   cimchar run examples/source_follower/follower_130nm.toml -o results/follower
*   cimchar fit results/follower --curve transfer_v_op -o follower.h5
*   cimchar export follower.h5 --to spice --input-volts 0 0.5 --chips 2 -o follower.sub
*   ngspice -b examples/export/follower_bench.sp            with follower.sub in the working directory
.include follower.sub
.options reltol=1e-6
vin in 0 0
xnominal in nominal follower_130nm
x0       in chip0   follower_130nm_chip0
x1       in chip1   follower_130nm_chip1
.control
dc vin 0 0.5 0.05
print v(nominal) v(chip0) v(chip1)
quit 0
.endc
.end
