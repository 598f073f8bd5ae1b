// Reading tables of a TOML file with checks: unknown keys, types, units, ranges, each message with its place.
// Private to campaign/: the parser stays out of the public headers.
#pragma once
#include <toml++/toml.h>
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::campaign {

/// The numbers a key may have.
struct Range {
    std::string_view unit;
    double min = 0;
    double max = 0;
};

/// Throws InputError: problem (where); remedy.
[[noreturn]] void refuse(std::string_view problem, std::string_view where, std::string_view remedy);

/// Throws InputError with `where` put into a message that lacks it.
[[noreturn]] void refuse_at(std::string_view message, std::string_view where);

/// "c.toml:12", or what an override says of itself. `file` is used for a node that has no place of its own.
[[nodiscard]] std::string place_of(toml::node const& node, std::string const& file);

/// A table of a file.
class Section {
public:
    /// `name` as the user writes it, "monte_carlo"; empty for the whole file. Keeps a reference to `table`.
    Section(toml::table const& table, std::string name, std::string file);

    /// Throws InputError on a key that is not in `keys`, naming the nearest.
    void allow_only(std::vector<std::string> const& keys) const;

    [[nodiscard]] bool has(std::string_view key) const { return table_->contains(key); }
    [[nodiscard]] toml::table const& table() const { return *table_; }
    /// Place of the key, or of the section if it lacks the key.
    [[nodiscard]] std::string where(std::string_view key) const;
    /// "monte_carlo.samples"
    [[nodiscard]] std::string full_name(std::string_view key) const;

    // Values of a key, or `otherwise` if it is absent. Throw InputError on a wrong type or a value out of range.
    [[nodiscard]] std::string word(std::string_view key, std::string const& otherwise) const;
    [[nodiscard]] bool flag(std::string_view key, bool otherwise) const;
    /// A number, or a string with a SPICE suffix.
    [[nodiscard]] double number(std::string_view key, Range const& range, double otherwise) const;
    [[nodiscard]] std::uint64_t count(std::string_view key, std::uint64_t max, std::uint64_t otherwise) const;
    /// A list, or a single value, which is a list of one.
    [[nodiscard]] std::vector<std::string> words(std::string_view key, std::vector<std::string> const& otherwise) const;
    [[nodiscard]] std::vector<double> numbers(std::string_view key, Range const& range,
                                              std::vector<double> const& otherwise) const;
    /// Text of a value whatever its type (number, string, boolean as on/off): for circuit parameters.
    [[nodiscard]] std::string as_text(std::string_view key) const;
    /// Throws InputError if the key is absent.
    void require(std::string_view key, std::string_view why, std::string_view remedy) const;

    /// The table called `key`, or an empty one. Throws InputError if it is something else.
    [[nodiscard]] Section section(std::string_view key) const;
    /// The tables of a list called `key`; none if absent.
    [[nodiscard]] std::vector<Section> sections(std::string_view key) const;

private:
    [[nodiscard]] std::string word_of(toml::node const& node, std::string_view key) const;
    [[nodiscard]] double number_of(toml::node const& node, std::string_view key, Range const& range) const;

    toml::table const* table_;
    std::string name_;
    std::string file_;
};

/// Parses a TOML text; throws InputError with file and line.
[[nodiscard]] toml::table parse_toml(std::string_view text, std::string const& file);

}  // namespace cimchar::campaign
