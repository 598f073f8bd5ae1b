#include "spice/residents.hpp"

#include "core/error.hpp"
#include "core/text.hpp"
#include "spice/deck.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <iterator>

namespace cimchar::spice {

namespace {

constexpr std::size_t max_circuits = 12;  ///< process corners times topologies in use at a time; the oldest goes

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void refuse(std::string message) {
    throw SimulationFailed({.kind = FailureKind::bad_netlist,
                            .message = std::move(message),
                            .log_tail = ngspice_log().ring().tail(),
                            .ladder = {}});
}

std::vector<std::string> targets_of(Simulation const& simulation) {
    std::vector<std::string> targets;
    targets.reserve(simulation.alterations.size());
    for (auto const& alteration : simulation.alterations) targets.push_back(lower(alteration.target));
    return targets;
}

/// True if `some` are among `all`, in the same order.
bool is_within(std::vector<std::string> const& some, std::vector<std::string> const& all) {
    auto next = some.begin();
    for (auto const& target : all)
        if (next != some.end() && *next == target) ++next;
    return next == some.end();
}

}  // namespace

Residents::~Residents() {
    while (!circuits_.empty() && !ngspice_.gave_up()) remove(circuits_.front());
}

Resident& Residents::prepare(Simulation const& simulation) {
    auto& resident = current(simulation);
    // An altered value goes back only by altering it again, or by a reset.
    bool const others_altered = !is_within(resident.altered, targets_of(simulation));
    bool const keeps_state = resident.code_models && resident.simulated;
    bool const as_it_is = !others_altered && !keeps_state && !resident.options_changed;
    auto& ready = as_it_is ? resident : set_back(resident, simulation);
    set_values(ready, simulation);
    return ready;
}

Resident& Residents::prepare_afresh(Simulation const& simulation) {
    auto& resident = set_back(current(simulation), simulation);
    set_values(resident, simulation);
    return resident;
}

Resident& Residents::set_back(Resident& resident, Simulation const& simulation) {
    if (last_loaded_ == resident.title && reset(resident)) return resident;
    remove(resident);
    return load(simulation);
}

Resident& Residents::current(Simulation const& simulation) {
    auto const known = std::find_if(circuits_.begin(), circuits_.end(), [&](Resident const& resident) {
        return resident.deck == simulation.deck || *resident.deck == *simulation.deck;
    });
    auto& resident = known == circuits_.end() ? load(simulation) : *known;
    resident.last_use = ++uses_;
    make_current(resident);
    return resident;
}

Resident& Residents::load(Simulation const& simulation) {
    auto const start = Clock::now();
    ++counters_.loads;
    if (circuits_.size() >= max_circuits) evict();
    auto const title = fmt::format("cimchar-{}", counters_.loads);
    // ngspice keeps `.options cshunt=…` for every circuit loaded later; this is where it keeps it.
    ngspice_.command("unset cshunt_value");
    ngspice_log().mark();
    last_loaded_.clear();
    ngspice_.load(cards_for_ngspice(*simulation.deck, title));
    auto const error = ngspice_log().first_error();
    auto const refusal = [&error] {
        return fmt::format("ngspice refused the circuit ({}); correct the netlist",
                           error.empty() ? "it gives no reason" : error);
    };
    if (ngspice_.gave_up()) refuse(refusal());
    current_title_.clear();
    auto const titles = titles_in_ngspice();
    if (titles.empty() || titles.front() != title) refuse(refusal());
    CIMCHAR_ENSURE(titles.size() == circuits_.size() + 1);
    circuits_.push_front({.deck = simulation.deck, .title = title, .voltage_sources = {}, .altered = {}, .saves = {}});
    auto& resident = circuits_.front();
    resident.voltage_sources = voltage_sources(*simulation.deck);
    resident.code_models = has_code_models(*simulation.deck);
    resident.last_use = ++uses_;
    current_title_ = title;
    if (error.find("Error") != std::string::npos) {
        remove(resident);
        refuse(refusal());
    }
    last_loaded_ = title;
    after_parsing();
    counters_.load_s += seconds_since(start);
    return resident;
}

void Residents::make_current(Resident const& resident) {
    if (current_title_ == resident.title) return;
    auto const at = std::find_if(circuits_.begin(), circuits_.end(),
                                 [&](Resident const& other) { return other.title == resident.title; });
    CIMCHAR_EXPECT(at != circuits_.end());
    ngspice_log().mark();
    ngspice_.command(fmt::format("setcirc {}", std::distance(circuits_.begin(), at) + 1));
    CIMCHAR_ENSURE(ngspice_log().last_with("cimchar-") == resident.title);
    current_title_ = resident.title;
}

/// ngspice's "reset" is quick (it expands no includes and subcircuits again) but puts back the circuit loaded last,
/// with its options, whichever is the current one. Here it is used where that is the same, and its word is checked.
/// False if it put back another: then that one stands in the place of `resident`.
bool Residents::reset(Resident& resident) {
    auto const start = Clock::now();
    ngspice_log().mark();
    ngspice_.command("reset");
    auto const at = std::find_if(circuits_.begin(), circuits_.end(),
                                 [&resident](Resident const& other) { return &other == &resident; });
    circuits_.splice(circuits_.begin(), circuits_, at);  // as ngspice does
    auto const report = ngspice_log().last_with("re-loads circuit");
    if (ngspice_.gave_up() || !report.ends_with(" " + resident.title) || !ngspice_log().first_error().empty())
        return false;
    resident.altered.clear();
    resident.saves.reset();
    resident.options_changed = false;
    resident.simulated = false;
    resident.points_seen = 0;
    resident.iterations_seen = 0;
    after_parsing();
    ++counters_.resets;
    counters_.load_s += seconds_since(start);
    return true;
}

void Residents::after_parsing() {
    ngspice_.command("option noinit");  // no table of all node voltages at the start of every transient
}

void Residents::set_values(Resident& resident, Simulation const& simulation) {
    ngspice_log().mark();
    for (auto const& [target, value] : simulation.alterations) {
        // In brackets, because then ngspice reads the number as it reads one in a netlist, to the last bit.
        ngspice_.command(fmt::format("alter {} = [ {:.17g} ]", lower(target), value));
    }
    resident.altered = targets_of(simulation);
    if (auto const error = ngspice_log().first_error(); !error.empty()) {
        resident.options_changed = true;  // part of the alterations took effect
        refuse(fmt::format("ngspice cannot alter the circuit ({}); check the names against the netlist", error));
    }
    ngspice_.command(fmt::format("option temp={:.17g}", simulation.temperature_c));
}

void Residents::remove(Resident const& resident) {
    make_current(resident);
    ngspice_.command("remcirc");
    std::erase_if(circuits_, [title = resident.title](Resident const& other) { return other.title == title; });
    current_title_.clear();
}

void Residents::evict() {
    auto const oldest = std::min_element(circuits_.begin(), circuits_.end(),
                                         [](Resident const& a, Resident const& b) { return a.last_use < b.last_use; });
    remove(*oldest);
}

std::vector<std::string> Residents::titles_in_ngspice() const {
    ngspice_log().mark();
    ngspice_.command("setcirc");  // lists "Current<tab>1<tab>title"
    std::vector<std::string> titles;
    for (auto const& line : ngspice_log().lines())
        if (auto const at = line.text.find("cimchar-"); at != std::string::npos && !line.is_error_stream)
            titles.push_back(line.text.substr(at));
    return titles;
}

}  // namespace cimchar::spice
