#include "circuits/user/description.hpp"

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
        {Kind::inl_max, "inl_max", curve, linearity},
        {Kind::inl_min, "inl_min", curve, linearity},
        {Kind::dnl_max, "dnl_max", curve, linearity},
        {Kind::dnl_min, "dnl_min", curve, linearity},
        {Kind::sndr_db, "sndr_db", record, {}},
        {Kind::sfdr_db, "sfdr_db", record, {}},
        {Kind::thd_db, "thd_db", record, {}},
        {Kind::enob_bit, "enob_bit", record, {}},
        {Kind::expression, "expression", {"value"}, {}},
    };
    return all;
}

}  // namespace cimchar::circuits::user
