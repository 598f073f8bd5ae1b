#include "campaign/instances.hpp"

#include "core/error.hpp"
#include "spice/pool.hpp"

#include <fmt/format.h>
#include <cstring>
#include <optional>
#include <string>

namespace cimchar::campaign {

namespace {

constexpr double patience_s = 1;

/// Waits for the answer; throws what kept it from coming.
std::vector<double> answer_of(spice::Pool& pool) {
    std::optional<spice::Completion> completion;
    while (!completion) completion = pool.wait(patience_s);
    if (auto const* const failure = std::get_if<Failure>(&completion->outcome))
        throw InputError(fmt::format(
            "{} (mismatch depends on the sizes of transistors, and ngspice was asked for them)", failure->message));
    auto const& bytes = std::get<std::string>(completion->outcome);
    std::vector<double> values(bytes.size() / sizeof(double));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
    return values;
}

}  // namespace

std::vector<std::vector<double>> ask_instances(std::vector<Simulation> const& simulations) {
    spice::PoolOptions options;
    options.timeout_s = 600;
    spice::Pool pool(options, [&](spice::Session& session, std::string_view request) {
        std::size_t index = 0;
        CIMCHAR_EXPECT(request.size() == sizeof(index));
        std::memcpy(&index, request.data(), sizeof(index));
        auto const values = session.instance_parameters(simulations.at(index));
        return std::string(reinterpret_cast<char const*>(values.data()), values.size() * sizeof(double));
    });
    std::vector<std::vector<double>> answers;
    for (std::size_t i = 0; i < simulations.size(); ++i) {
        pool.submit(i, std::string(reinterpret_cast<char const*>(&i), sizeof(i)));
        answers.push_back(answer_of(pool));
        CIMCHAR_ENSURE(answers.back().size() == simulations[i].vectors.size());
    }
    return answers;
}

}  // namespace cimchar::campaign
