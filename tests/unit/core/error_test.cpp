// Contracts and the documented exit codes.
#include "core/error.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;

TEST_CASE("contract: a condition that holds costs nothing and evaluates once", "[core]") {
    int evaluations = 0;
    CHECK_NOTHROW(CIMCHAR_EXPECT(++evaluations == 1));
    CHECK_NOTHROW(CIMCHAR_ENSURE(++evaluations == 2));
    CHECK(evaluations == 2);
}

TEST_CASE("contract: a broken one says which condition, where, and which kind", "[core]") {
    int const rows = 0;
    CHECK_THROWS_WITH(CIMCHAR_EXPECT(rows > 0), Catch::StartsWith("expected 'rows > 0' at ") &&
                                                    Catch::Contains("error_test.cpp:") && !Catch::EndsWith(":0"));
    CHECK_THROWS_WITH(CIMCHAR_ENSURE(rows > 0), Catch::StartsWith("ensured 'rows > 0' at "));
    CHECK_THROWS_AS(CIMCHAR_EXPECT(rows > 0), ContractError);
}

TEST_CASE("error: what a user can fix is not a broken contract, nor the other way round", "[core]") {
    CHECK_FALSE(std::is_convertible_v<InputError*, ContractError*>);
    CHECK_FALSE(std::is_convertible_v<ContractError*, InputError*>);
    CHECK_THROWS_AS(throw InputError("x"), std::runtime_error);  // the standard family of what callers cause
}

TEST_CASE("error: a message is one line, whatever it quotes", "[core]") {
    CHECK(std::string(InputError("unknown key 'a\nb\x1b[2J'\tµ").what()) == "unknown key 'a\\nb\\x1b[2J'\tµ");
}

TEST_CASE("exit codes: the numbers that scripts rely on", "[core]") {
    CHECK(static_cast<int>(ExitCode::ok) == 0);
    CHECK(static_cast<int>(ExitCode::spec_failed) == 1);
    CHECK(static_cast<int>(ExitCode::bad_input) == 2);
    CHECK(static_cast<int>(ExitCode::simulations_failed) == 3);
    CHECK(static_cast<int>(ExitCode::internal) == 4);
    CHECK(static_cast<int>(ExitCode::interrupted) == 130);  // 128 + SIGINT, as shells say it
}
