#include "model/measure_regression.hpp"

#include "core/error.hpp"
#include "model/explanation.hpp"
#include "model/regression_terms.hpp"

#include <algorithm>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

RegressionTerms terms_of(MeasureRegression const& model, MatrixXd const& drawn) {
    RegressionTerms const linear{drawn(Eigen::all, model.columns), model.variances, model.predictor_of,
                                 model.predictor_of};
    return model.squares ? with_squares(linear, model.predictors) : linear;
}

}  // namespace

MeasureRegression fit_measure(VectorXd const& values, MatrixXd const& drawn, std::vector<std::string> const& names,
                              std::vector<double> const& sigma) {
    CIMCHAR_EXPECT(values.size() == drawn.rows() && values.size() >= 3 &&
                   drawn.cols() == static_cast<Index>(names.size()) && sigma.size() == names.size());
    MeasureRegression model;
    std::vector<std::string> varying;
    std::vector<double> variances;
    for (Index j = 0; j < drawn.cols(); ++j) {
        double const s = sigma[static_cast<std::size_t>(j)];
        if (!(s > 0) || !(drawn.col(j).array() != drawn(0, j)).any()) continue;
        model.columns.push_back(j);
        varying.push_back(names[static_cast<std::size_t>(j)]);
        variances.push_back(s * s);
    }
    model.variances = Eigen::Map<VectorXd const>(variances.data(), static_cast<Index>(variances.size()));
    model.weights = VectorXd::Zero(model.variances.size());
    model.intercept = values.mean();
    model.predictor_of.assign(varying.size(), 0);
    if (varying.empty()) return model;

    auto best = model;
    auto const arrays = group_arrays(varying);
    std::vector<Grouping> groupings{arrays};
    if (arrays.names.size() < varying.size()) groupings.push_back(ungrouped(varying));
    for (bool const squares : {false, true})
        for (auto const& grouping : groupings) {
            model.predictor_of = grouping.group_of;
            model.predictors = grouping.names.size();
            model.squares = squares;
            auto const terms = terms_of(model, drawn);
            auto const got = explain(values, {Predictors(terms.values, terms.predictor_of)});
            if (!(got.r2(0) > best.r2)) continue;
            model.weights = got.weights.row(0).transpose();
            model.intercept = got.intercepts(0);
            model.r2 = got.r2(0);
            best = model;
        }
    return best;
}

VectorXd predict(MeasureRegression const& model, MatrixXd const& drawn) {
    return (terms_of(model, drawn).values * model.weights).array() + model.intercept;
}

CrossFit cross_fit(VectorXd const& values, MatrixXd const& drawn, std::vector<std::string> const& names,
                   std::vector<double> const& sigma) {
    auto const n = values.size();
    CIMCHAR_EXPECT(n >= fewest_to_cross_fit);
    CrossFit out;
    out.predictions.resize(n);
    auto const folds = std::min(most_folds, n);
    for (Index i = 0; i < n; ++i) out.fold.push_back(i % folds);
    for (Index k = 0; k < folds; ++k) {
        std::vector<Index> own;
        std::vector<Index> others;
        for (Index i = 0; i < n; ++i) {
            if (i % folds == k)
                own.push_back(i);
            else if (static_cast<Index>(others.size()) < most_chips_of_fit)
                others.push_back(i);
        }
        out.models.push_back(fit_measure(values(others), drawn(others, Eigen::all), names, sigma));
        out.predictions(own) = predict(out.models.back(), drawn(own, Eigen::all));
    }
    return out;
}

}  // namespace cimchar::model
