#include "circuits/cards.hpp"

namespace cimchar::circuits {

std::string control(double edge_s, std::vector<double> const& edges, double low_v, double high_v, bool starts_high) {
    bool high = starts_high;
    std::string points = fmt::format("pwl(0 {:.9g}", high ? high_v : low_v);
    for (double const edge : edges) {
        points += fmt::format(" {:.9g} {:.9g}", edge, high ? high_v : low_v);
        high = !high;
        points += fmt::format(" {:.9g} {:.9g}", edge + edge_s, high ? high_v : low_v);
    }
    return points + ")";
}

}  // namespace cimchar::circuits
