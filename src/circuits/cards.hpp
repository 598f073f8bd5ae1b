// Text of a deck in the making, and what all decks have.
#pragma once
#include <fmt/format.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cimchar::circuits {

class Cards {
public:
    template <typename... Args>
    void add(fmt::format_string<Args...> format, Args&&... args) {
        text_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
    }
    [[nodiscard]] std::shared_ptr<std::string const> share() && {
        return std::make_shared<std::string const>(std::move(text_));
    }

private:
    std::string text_;
};

inline constexpr double few = 1e-6;  ///< a group of no cells: a multiplicity must be positive

/// A control signal: low and high in turn; `edges` are the starts of its edges, which take `edge_s` each [s].
[[nodiscard]] std::string control(double edge_s, std::vector<double> const& edges, double low_v, double high_v,
                                  bool starts_high = false);

}  // namespace cimchar::circuits
