// Text of a deck in the making.
#pragma once
#include <fmt/format.h>
#include <memory>
#include <string>
#include <utility>

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

}  // namespace cimchar::circuits
