#include "circuits/user/description.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace cimchar::circuits::user {

std::vector<KindInfo> const& kinds() {
    static std::vector<std::string> const of{"analysis", "of"};
    static std::vector<std::string> const window{"from", "to"};
    static std::vector<std::string> const curve{"analysis", "of", "points"};
    static std::vector<std::string> const record{"analysis", "of", "points", "cycles", "from", "to"};
    static std::vector<std::string> const linearity{"from", "to", "lsb"};
    static std::vector<KindInfo> const all{
        {Kind::value, "value", of, {"at"}},
        {Kind::crossing, "crossing", {"analysis", "of", "level"}, {"edge", "nth", "from"}},
        {Kind::slope, "slope", {"analysis", "of", "at"}, {}},
        {Kind::settling, "settling", {"analysis", "of", "band"}, {"from", "final"}},
        {Kind::min, "min", of, window},
        {Kind::max, "max", of, window},
        {Kind::peak_to_peak, "peak_to_peak", of, window},
        {Kind::rms, "rms", of, window},
        {Kind::mean, "mean", of, window},
        {Kind::integral, "integral", of, window},
        {Kind::delay, "delay", {"analysis", "trigger", "target"}, {"from"}},
        {Kind::gain_db, "gain_db", {"analysis", "of", "at"}, {}},
        {Kind::unity_gain, "unity_gain", of, {}},
        {Kind::phase_margin, "phase_margin", of, {}},
        {Kind::inl_max, "inl_max", curve, linearity, Recipe::inl_max},
        {Kind::inl_min, "inl_min", curve, linearity, Recipe::inl_min},
        {Kind::dnl_max, "dnl_max", curve, linearity, Recipe::dnl_max},
        {Kind::dnl_min, "dnl_min", curve, linearity, Recipe::dnl_min},
        {Kind::sndr_db, "sndr_db", record, {}, Recipe::sndr_db},
        {Kind::sfdr_db, "sfdr_db", record, {}, Recipe::sfdr_db},
        {Kind::thd_db, "thd_db", record, {}, Recipe::thd_db},
        {Kind::enob_bit, "enob_bit", record, {}, Recipe::enob_bit},
        {Kind::expression, "expression", {"value"}, {}},
    };
    return all;
}

KindInfo const& info_of(Kind kind) {
    auto const found =
        std::find_if(kinds().begin(), kinds().end(), [&](auto const& info) { return info.kind == kind; });
    CIMCHAR_EXPECT(found != kinds().end());
    return *found;
}

}  // namespace cimchar::circuits::user
