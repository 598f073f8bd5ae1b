// How often failure probabilities are within their intervals: limit states of known probability, seeds 1 to N.
// usage: limit_states [N]; JSON on standard output.
#include "support/limit_states.hpp"
#include "metrics/failure_probability.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

int main(int argc, char** argv) {
    using namespace cimchar;
    std::uint64_t const seeds = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20;
    auto out = nlohmann::ordered_json::array();
    for (auto const& known : test::known_limit_states()) {
        std::uint64_t held = 0;
        std::uint64_t converged = 0;
        std::uint64_t held_converged = 0;
        std::size_t evaluations = 0;
        double half_width = 0;
        double squares = 0;
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
            auto const got = metrics::failure_probability(known.limit_state, known.dimensions, {5000, seed, 0.95});
            bool const holds = got.interval.lower <= known.probability && known.probability <= got.interval.upper;
            held += holds ? 1 : 0;
            evaluations = std::max(evaluations, got.evaluations);
            if (got.status != metrics::Convergence::converged) continue;
            ++converged;
            held_converged += holds ? 1 : 0;
            half_width += std::sqrt(got.interval.upper / got.interval.lower) - 1;
            squares += std::pow(got.probability / known.probability - 1, 2);
        }
        auto const n = static_cast<double>(std::max<std::uint64_t>(converged, 1));
        out.push_back({{"name", known.name},
                       {"dimensions", known.dimensions},
                       {"probability", known.probability},
                       {"seeds", seeds},
                       {"held", held},
                       {"converged", converged},
                       {"held_converged", held_converged},
                       {"evaluations", evaluations},
                       {"half_width", half_width / n},
                       {"rms_error", std::sqrt(squares / n)}});
    }
    std::printf("%s\n", out.dump(2).c_str());
}
