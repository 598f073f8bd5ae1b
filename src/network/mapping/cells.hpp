// What a memory cell conducts after it was programmed: levels and spread as data, and one draw from them.
// Sources: published_cells.cpp and data/rram_conductance.csv.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace cimchar::network {

/// G = target + σ(target)·z with z standard normal; σ = Σ_k coefficients_s[k]·(target/reference_s)^k. G is not below 0.
struct AdditiveSpread {
    std::vector<double> coefficients_s;  ///< [S]
    double reference_s = 1;              ///< [S]
};

/// G = target·e^θ, θ ~ N(0, sigma).
struct LogNormalSpread {
    double sigma = 0;
};

/// Cells of one technology. Levels are equally far apart from off_s to on_s.
struct Cells {
    std::string name;
    std::size_t levels = 2;  ///< 2^bits
    double off_s = 0;        ///< conductance of level 0 [S]
    double on_s = 1;         ///< conductance of the highest level [S]; 1 where a source gives it normalized
    std::variant<AdditiveSpread, LogNormalSpread> spread;
    bool off_varies = true;  ///< false: level 0 is exactly off_s
};

/// Conductance of a level as a part of that of the highest level [1]. `level` below cells.levels.
/// All functions of cells are pure.
[[nodiscard]] double target_of(Cells const& cells, std::size_t level);

/// Standard deviation of the programmed conductance of a level, as a part of the highest level's target [1]; of a
/// log-normal spread that of its distribution. A polynomial is used where it is positive and counts 0 elsewhere.
[[nodiscard]] double sigma_of(Cells const& cells, std::size_t level);

/// The cells of one array of one virtual chip: the key of their draws.
struct CellArray {
    std::uint64_t seed = 1;
    std::uint64_t chip = 0;
    std::uint64_t array = 0;
};

/// The cell's standard normal number. It depends on seed, chip, array and place alone, not on what is drawn before
/// it; `row` and `column` below 2^32.
class CellDraws {
public:
    explicit CellDraws(CellArray const& array);
    [[nodiscard]] double normal(std::size_t row, std::size_t column) const;

private:
    std::uint64_t seed_;
    std::uint64_t stream_;
};

/// Conductance of a cell that was programmed to a level, as a part of the highest level's target [1], where `normal` is
/// its draw.
[[nodiscard]] double programmed(Cells const& cells, std::size_t level, double normal);

/// What a conductance (as programmed() gives) counts as a digit: 0 at off_s, levels - 1 at on_s. A column of cells at
/// level 0 beside it, or the other one of a differential pair, takes off_s away.
[[nodiscard]] double digit_of(Cells const& cells, double conductance);

/// Throws InputError, saying what it is, if the levels or the spread are not what a cell can have.
void check(Cells const& cells);

// Published cells.

/// Zhang et al.: two levels, the conductance of the upper one Gaussian around 1 with `sigma` (their Fig. 10: 0.2); the
/// high-resistive cell does not conduct.
[[nodiscard]] Cells zhang_cells(double sigma);

/// HfO₂, 50 … 225 µS, after Milo et al., IRPS 2021.
[[nodiscard]] Cells milo_cells(std::size_t levels);

/// Up to 40 µS, one second after programming, after Wan et al., Nature 2022.
[[nodiscard]] Cells wan_cells(std::size_t levels);

/// IBM's CMO/HfOₓ, 8 … 90 µS, programmed into a window of ±2 % of the target; drift left out.
[[nodiscard]] Cells cmo_hfox_cells(std::size_t levels);

/// Neural-PIM (Cao et al.): a weight times e^θ. Off does not conduct.
[[nodiscard]] Cells neural_pim_cells(std::size_t levels, double sigma = 0.025);

}  // namespace cimchar::network
