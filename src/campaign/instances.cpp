#include "campaign/instances.hpp"

#include "core/error.hpp"
#include "spice/pool.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <string>
#include <thread>

namespace cimchar::campaign {

namespace {

constexpr double patience_s = 1;

std::vector<double> answer_of(spice::Completion const& completion) {
    if (auto const* const failure = std::get_if<Failure>(&completion.outcome))
        throw InputError(fmt::format(
            "{} (mismatch depends on the sizes of transistors, and ngspice was asked for them)", failure->message));
    auto const& bytes = std::get<std::string>(completion.outcome);
    std::vector<double> values(bytes.size() / sizeof(double));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(double));
    return values;
}

}  // namespace

std::vector<std::vector<double>> ask_instances(std::vector<Simulation> const& simulations) {
    if (simulations.empty()) return {};
    spice::PoolOptions options;
    options.timeout_s = 600;
    options.workers =
        static_cast<unsigned>(std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, simulations.size()));
    spice::Pool pool(options, [&](spice::Session& session, std::string_view request) {
        std::size_t index = 0;
        CIMCHAR_EXPECT(request.size() == sizeof(index));
        std::memcpy(&index, request.data(), sizeof(index));
        auto const values = session.instance_parameters(simulations.at(index));
        return std::string(reinterpret_cast<char const*>(values.data()), values.size() * sizeof(double));
    });
    std::vector<std::vector<double>> answers(simulations.size());
    std::size_t next = 0;
    for (std::size_t answered = 0; answered < simulations.size();) {
        for (; next < simulations.size() && pool.has_free_worker(); ++next)
            pool.submit(next, std::string(reinterpret_cast<char const*>(&next), sizeof(next)));
        auto const completion = pool.wait(patience_s);
        if (!completion) continue;
        answers[completion->task] = answer_of(*completion);
        CIMCHAR_ENSURE(answers[completion->task].size() == simulations[completion->task].vectors.size());
        ++answered;
    }
    return answers;
}

}  // namespace cimchar::campaign
