// A behavioural model of one scalar measure: a quadratic regression on the numbers that a chip draws.
#pragma once
#include "model/array_groups.hpp"

#include <Eigen/Core>
#include <string>
#include <vector>

namespace cimchar::model {

struct MeasureRegression {
    std::vector<Eigen::Index> columns;      ///< of the drawn parameters: those that vary
    Eigen::VectorXd variances;              ///< (columns): of what is drawn
    std::vector<std::size_t> predictor_of;  ///< (columns): arrays are one predictor
    std::size_t predictors = 0;
    bool squares = false;     ///< squares of the predictors follow the columns
    Eigen::VectorXd weights;  ///< (columns, or columns + predictors)
    double intercept = 0;
    double r2 =
        0;  ///< share of the variance that is explained: 1 - PRESS/total, leave-one-out; 0: nothing but the mean
};

/// `values` (chips), finite, at least 3; `drawn` (chips × names) with their `sigma` (names), as for
/// measure_contributions(), whose ways are tried: all parameters by ridge or few of them, arrays together or one by
/// one, with squares and without; the one with the largest r2 is taken. Pure.
[[nodiscard]] MeasureRegression fit_measure(Eigen::VectorXd const& values, Eigen::MatrixXd const& drawn,
                                            std::vector<std::string> const& names, std::vector<double> const& sigma);

/// The measure of other chips, (chips), from what they drew, (chips × names). Pure.
[[nodiscard]] Eigen::VectorXd predict(MeasureRegression const& model, Eigen::MatrixXd const& drawn);

/// Cross-fitting: a model for each fold of chips, fitted to chips of the other folds.
struct CrossFit {
    std::vector<Eigen::Index> fold;         ///< (chips)
    std::vector<MeasureRegression> models;  ///< (folds)
    Eigen::VectorXd predictions;            ///< (chips): each by the model that has not seen it
};

/// Most folds, and chips that a model is fitted to: the time of a fit grows with their cube.
inline constexpr Eigen::Index most_folds = 10;
inline constexpr Eigen::Index most_chips_of_fit = 500;

/// As fit_measure, at least fewest_to_cross_fit chips; chip i is in fold i modulo the number of folds. Of more than
/// most_chips_of_fit the first ones are fitted to. Pure.
[[nodiscard]] CrossFit cross_fit(Eigen::VectorXd const& values, Eigen::MatrixXd const& drawn,
                                 std::vector<std::string> const& names, std::vector<double> const& sigma);
inline constexpr Eigen::Index fewest_to_cross_fit = 10;

}  // namespace cimchar::model
