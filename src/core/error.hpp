// Errors: what a user can fix, what is our own bug, and the exit codes of the program.
#pragma once
#include <stdexcept>
#include <string>

namespace cimchar {

/// Exit codes of the program; documented in docs/architecture.md.
enum class ExitCode : int {
    ok = 0,                  ///< everything done, every spec passes
    spec_failed = 1,         ///< a spec fails, or a comparison is beyond its tolerance
    bad_input = 2,           ///< an InputError
    simulations_failed = 3,  ///< more simulations failed than allowed
    internal = 4,            ///< a broken contract: our bug
    interrupted = 130,       ///< stopped by Ctrl-C; the run can be resumed
};

/// Something the user can fix. Message grammar:
/// what is wrong (where, and why it matters); what to do.
/// One line, whatever it quotes: a line break in it reads \n, another control character \x1b.
class InputError : public std::runtime_error {
public:
    explicit InputError(std::string const& text);
};

/// A broken contract: a bug of ours, never of the user.
class ContractError : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

namespace detail {
[[noreturn]] void contract_broken(char const* kind, char const* condition, char const* file, int line);
}

}  // namespace cimchar

/// Precondition of a function; throws ContractError.
#define CIMCHAR_EXPECT(condition) \
    ((condition) ? void() : ::cimchar::detail::contract_broken("expected", #condition, __FILE__, __LINE__))
/// Postcondition or invariant; throws ContractError.
#define CIMCHAR_ENSURE(condition) \
    ((condition) ? void() : ::cimchar::detail::contract_broken("ensured", #condition, __FILE__, __LINE__))
