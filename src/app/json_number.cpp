#include "app/json_number.hpp"

#include <cmath>

namespace cimchar::app {

nlohmann::ordered_json number_or_null(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace cimchar::app
