#include "core/forbidden_cards.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using Catch::Matchers::Contains;

TEST_CASE("forbidden cards: commands by the beginning of a line, as ngspice reads lines", "[core]") {
    for (auto const* text : {"t\n.control\n", "t\n \t.CONTROL x\n", "t\n.controlxyz\n", "t\n*# shell rm x\n", "*#x\n",
                             "t\n.con\rtrol\n", "t\n\f.control\n", "t\n.title *ng_script\n"}) {
        INFO(text);
        auto const card = forbidden_card(text);
        REQUIRE(card);
        CHECK(card->reason == "brings commands");
        CHECK(card->line == (*text == 't' ? 2 : 1));
    }
    for (auto const* text :
         {"", "t\nr1 a 0 1k\n* about .control\n", "t\n* # shell\n", "t\n.title other\n", "t\n+*# x\n"})
        CHECK_FALSE(forbidden_card(text));
}

TEST_CASE("forbidden cards: a model's type, wherever its card is continued", "[core]") {
    for (auto const* text : {".model m d_process(x=1)\n", ".MODEL m D_PROCESS\n", ".model m\n+ d_cosim (x=1)\n",
                             ".model\n+ m\n* between\n\n+numd level=1\n", ".model m \\\\\nnbjt level=1\n",
                             ".model m=numos(\n", ".model m,d_process\n"}) {
        INFO(text);
        auto const card = forbidden_card(text);
        REQUIRE(card);
        CHECK_THAT(card->reason, Contains("has a model of type"));
    }
    // Their names as names, in other cards, and models that only read.
    for (auto const* text : {".model numd nmos level=1\n", ".model m nmos\nd_cosim a 0 d\n", "* .model m d_process\n",
                             ".model m filesource(file=\"x\")\n", ".model m d_source\n", ".model m xd_process\n"})
        CHECK_FALSE(forbidden_card(text));
}

TEST_CASE("forbidden cards: what is shown of a card is one printable line", "[core]") {
    auto const card = forbidden_card(".control \x1b[2J" + std::string(100, 'x'));
    REQUIRE(card);
    CHECK(card->text == ".control ?[2J" + std::string(47, 'x') + " …");
}
