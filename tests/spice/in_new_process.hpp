// Simulations in a process of their own: what a session that did nothing else before gives.
#pragma once
#include "spice/pool.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cimchar::test {

/// What one simulation came to; `failure` has a message if it failed.
struct Outcome {
    Waveforms waveforms;
    Failure failure;
    std::vector<std::string> ladder;
    spice::Counters counters;  ///< of the session, so far
};

/// True if both have the same columns, to the last bit.
inline bool same_bits(Waveforms const& a, Waveforms const& b) {
    auto const same = [](std::vector<double> const& x, std::vector<double> const& y) {
        return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) == 0;
    };
    return a.names == b.names &&
           std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(), same);
}

namespace detail {

/// Values one after the other; texts and lists with their length in front.
struct Bytes {
    std::string bytes;
    std::size_t at = 0;

    void put(void const* from, std::size_t size) { bytes.append(static_cast<char const*>(from), size); }
    void get(void* to, std::size_t size) { std::memcpy(to, bytes.data() + std::exchange(at, at + size), size); }

    template <class T>
    void put_all(T const& values) {
        std::size_t const count = values.size();
        put(&count, sizeof count);
        put(values.data(), count * sizeof(*values.data()));
    }
    template <class T>
    T get_all() {
        std::size_t count = 0;
        get(&count, sizeof count);
        T values(count, {});
        get(values.data(), count * sizeof(*values.data()));
        return values;
    }
    template <class T>
    void put_each(std::vector<T> const& lists) {
        std::size_t const count = lists.size();
        put(&count, sizeof count);
        for (auto const& list : lists) put_all(list);
    }
    template <class T>
    std::vector<T> get_each() {
        std::size_t count = 0;
        get(&count, sizeof count);
        std::vector<T> lists;
        while (count-- > 0) lists.push_back(get_all<T>());
        return lists;
    }
};

inline void put(Bytes& to, Outcome const& outcome) {
    to.put_each(outcome.waveforms.names);
    to.put_each(outcome.waveforms.columns);
    to.put(&outcome.failure.kind, sizeof outcome.failure.kind);
    to.put_all(outcome.failure.message);
    to.put_all(outcome.failure.log_tail);
    to.put_each(outcome.failure.ladder);
    to.put_each(outcome.ladder);
    to.put(&outcome.counters, sizeof outcome.counters);
}

inline Outcome get(Bytes& from) {
    Outcome outcome;
    outcome.waveforms.names = from.get_each<std::string>();
    outcome.waveforms.columns = from.get_each<std::vector<double>>();
    from.get(&outcome.failure.kind, sizeof outcome.failure.kind);
    outcome.failure.message = from.get_all<std::string>();
    outcome.failure.log_tail = from.get_all<std::string>();
    outcome.failure.ladder = from.get_each<std::string>();
    outcome.ladder = from.get_each<std::string>();
    from.get(&outcome.counters, sizeof outcome.counters);
    return outcome;
}

}  // namespace detail

/// Runs the simulations one after the other in one session, in a process of its own.
inline std::vector<Outcome> simulate_in_order(std::vector<Simulation> const& simulations) {
    spice::Pool pool({.workers = 1, .timeout_s = 300}, [&](spice::Session& session, std::string_view) {
        detail::Bytes bytes;
        for (auto const& simulation : simulations) {
            Outcome outcome;
            try {
                outcome.waveforms = session.simulate(simulation);
            } catch (SimulationFailed const& error) {
                outcome.failure = error.failure();
            }
            outcome.ladder = session.take_ladder();
            outcome.counters = session.counters();
            put(bytes, outcome);
        }
        return bytes.bytes;
    });
    pool.submit(0, "");
    for (;;) {
        auto done = pool.wait(10);
        if (!done) continue;
        if (auto const* failed = std::get_if<Failure>(&done->outcome))
            FAIL(failed->message << "\n" << failed->log_tail);
        detail::Bytes bytes{std::get<std::string>(std::move(done->outcome))};
        std::vector<Outcome> outcomes;
        while (outcomes.size() < simulations.size()) outcomes.push_back(get(bytes));
        return outcomes;
    }
}

/// The result of one simulation in a process of its own; the test fails if it fails.
inline Waveforms waveforms_of(Simulation const& simulation) {
    auto outcome = simulate_in_order({simulation}).front();
    if (!outcome.failure.message.empty()) FAIL(outcome.failure.message << "\n" << outcome.failure.log_tail);
    return std::move(outcome.waveforms);
}

}  // namespace cimchar::test
