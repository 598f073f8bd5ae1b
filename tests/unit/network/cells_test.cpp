// Cells: levels and spreads against their source, draws by place, and their moments.
#include "network/mapping/cells.hpp"

#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

using namespace cimchar;
using namespace cimchar::network;

namespace {

struct Moments {
    double mean = 0;
    double sigma = 0;
};

constexpr std::size_t side = 200;  // 40,000 cells

Moments moments(Cells const& cells, std::size_t level) {
    CellDraws const draws({5, 1, 2});
    double sum = 0;
    double squares = 0;
    for (std::size_t row = 0; row < side; ++row)
        for (std::size_t column = 0; column < side; ++column) {
            double const g = programmed(cells, level, draws.normal(row, column));
            sum += g;
            squares += g * g;
        }
    double const mean = sum / (side * side);
    return {mean, std::sqrt(squares / (side * side) - mean * mean)};
}

std::vector<std::string> fields(std::string const& line) {
    std::vector<std::string> out;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, ',');) out.push_back(field);
    return out;
}

}  // namespace

TEST_CASE("cells: levels are equally far apart, the highest is 1", "[network]") {
    auto const cells = milo_cells(4);
    CHECK(target_of(cells, 0) == Approx(50.0 / 225));
    CHECK(target_of(cells, 1) == Approx((50.0 + 175.0 / 3) / 225));
    CHECK(target_of(cells, 3) == 1);
    for (std::size_t level = 0; level < 4; ++level)
        CHECK(digit_of(cells, target_of(cells, level)) == Approx(static_cast<double>(level)).margin(1e-12));
}

TEST_CASE("cells: spreads are those of their sources", "[network]") {
    CHECK(sigma_of(milo_cells(4), 3) == Approx((4.78 - 0.0091 * 225) / 225));
    CHECK(sigma_of(wan_cells(2), 1) == Approx((0.348 + 16.03 - 43.853 + 45.393 - 16.815) / 40));
    CHECK(sigma_of(wan_cells(2), 0) == Approx(0.348 / 40));
    CHECK(sigma_of(cmo_hfox_cells(2), 1) == Approx(0.0113));
    CHECK(sigma_of(cmo_hfox_cells(2), 0) == Approx(0.0113 * 8 / 90));
    CHECK(sigma_of(zhang_cells(0.2), 1) == 0.2);
    CHECK(sigma_of(zhang_cells(0.2), 0) == 0);
    CHECK(sigma_of(neural_pim_cells(8), 7) == Approx(0.025).epsilon(1e-3));  // σ·(1 + 3σ²/4 + …)
}

TEST_CASE("cells: the published numbers are those in data/rram_conductance.csv", "[network]") {
    std::map<std::string, Cells> const known{{"zhang", zhang_cells(0.2)},
                                             {"milo", milo_cells(4)},
                                             {"wan", wan_cells(4)},
                                             {"cmo_hfox", cmo_hfox_cells(4)},
                                             {"neural_pim", neural_pim_cells(8)}};
    std::ifstream in(CIMCHAR_SOURCE_DIR "/data/rram_conductance.csv");
    std::size_t rows = 0;
    for (std::string line; std::getline(in, line);) {
        auto const f = fields(line);
        if (line.starts_with('#') || f.at(0) == "name") continue;
        ++rows;
        CAPTURE(line);
        auto const& cells = known.at(f.at(0));
        double const unit = cells.on_s == 1 ? 1 : 1e-6;
        CHECK(cells.off_s == Approx(std::stod(f.at(2)) * unit));
        CHECK(cells.on_s == Approx(std::stod(f.at(3)) * unit));
        if (f.at(1) == "lognormal") {
            CHECK(std::get<LogNormalSpread>(cells.spread).sigma == std::stod(f.at(5)));
            continue;
        }
        auto const& spread = std::get<AdditiveSpread>(cells.spread);
        CHECK(spread.reference_s == Approx(std::stod(f.at(4)) * unit));
        for (std::size_t k = 0; k < 5; ++k)
            CHECK((k < spread.coefficients_s.size() ? spread.coefficients_s[k] : 0) ==
                  Approx(std::stod(f.at(5 + k)) * unit));
    }
    CHECK(rows == known.size());
}

// The mean of 40,000 cells is within 4σ/200 with probability 0.99994, their σ within 4/√(2·40,000) = 1.4 %.
TEST_CASE("cells: programmed cells have the mean and the spread that were asked for", "[network]") {
    for (auto const& cells : {zhang_cells(0.2), milo_cells(4), cmo_hfox_cells(4)})
        for (std::size_t level = 1; level < cells.levels; ++level) {
            CAPTURE(cells.name, level);
            auto const got = moments(cells, level);
            double const sigma = sigma_of(cells, level);
            CHECK(std::abs(got.mean - target_of(cells, level)) < 4 * sigma / side);
            CHECK(got.sigma == Approx(sigma).epsilon(0.0142));
        }
    // e^θ has the mean e^(σ²/2); at 0.025 it is as good as normal for the same bounds.
    auto const cells = neural_pim_cells(8);
    auto const got = moments(cells, 7);
    CHECK(std::abs(got.mean - std::exp(0.025 * 0.025 / 2)) < 4 * 0.025 / side);
    CHECK(got.sigma == Approx(sigma_of(cells, 7)).epsilon(0.0142));
}

TEST_CASE("cells: a draw depends on seed, chip, array and place alone", "[network]") {
    CellDraws const draws({1, 2, 3});
    double const once = draws.normal(4, 5);
    CHECK(CellDraws({1, 2, 3}).normal(4, 5) == once);
    CHECK(draws.normal(5, 4) != once);
    CHECK(CellDraws({2, 2, 3}).normal(4, 5) != once);
    CHECK(CellDraws({1, 3, 3}).normal(4, 5) != once);
    CHECK(CellDraws({1, 2, 4}).normal(4, 5) != once);
    CHECK(CellDraws({1, 3, 2}).normal(4, 5) != CellDraws({1, 2, 3}).normal(4, 5));
}

TEST_CASE("cells: conductances do not become negative, and an ideal off cell stays off", "[network]") {
    CHECK(programmed(zhang_cells(0.5), 1, -3) == 0);
    CHECK(programmed(zhang_cells(0.5), 1, -1) == 0.5);
    CHECK(programmed(zhang_cells(0.5), 0, 3) == 0);
    CHECK(programmed(wan_cells(4), 0, 1) == Approx(0.348 / 40));
}

TEST_CASE("cells: what no cell can have is refused", "[network]") {
    CHECK_THROWS_WITH(milo_cells(3), Catch::Contains("3 levels"));
    CHECK_THROWS_AS(zhang_cells(-0.1), InputError);
    CHECK_THROWS_AS(neural_pim_cells(8, std::nan("")), InputError);
    CHECK_THROWS_AS(check({"own", 2, 1, 1, LogNormalSpread{0}, true}), InputError);
    CHECK_THROWS_AS(check({"own", 2, 0, 1, AdditiveSpread{{0.1}, 0}, true}), InputError);
}
