#include "store/common_tables.hpp"
#include "store/durable_file.hpp"
#include "store/model_file.hpp"
#include "store/model_parts.hpp"

#include "core/error.hpp"
#include "model/misfit.hpp"

#include <array>

namespace cimchar::store {

namespace {

using model::SumErrors;

constexpr std::array policies{"error", "clamp", "count"};

std::vector<double> flat(std::vector<model::Limits> const& all) {
    std::vector<double> out;
    for (auto const& limits : all) out.insert(out.end(), {limits.min, limits.max});
    return out;
}

void put_errors(h5::Handle const& where, std::string const& name, std::vector<SumErrors> const& all) {
    std::vector<double> values;
    for (auto const& e : all) values.insert(values.end(), {e.max_v, e.rms_v});
    put(where, name, "V", values, {all.size(), 2});
}

std::vector<SumErrors> read_errors(h5::Handle const& where, std::string const& name) {
    std::vector<SumErrors> out;
    for (auto const& pair : pairs(where, name)) out.push_back({pair.min, pair.max});
    return out;
}

void write_domain(h5::Handle const& file, model::ShiftAddModel const& m) {
    auto const g = h5::create_group(file, "domain");
    h5::set_attribute<std::string>(g, "outside", policies.at(static_cast<std::size_t>(m.outside)));
    put(g, "inputs", "V", flat(m.domain), {m.domain.size(), 2});
    auto const& at = m.condition;
    h5::write(g, "process", std::vector{at.process});
    put(g, "temperature_c", "°C", {at.temperature_c, at.temperature_c}, {1, 2});
    put(g, "supply_v", "V", {at.supply_v, at.supply_v}, {1, 2});
}

void read_domain(h5::Handle const& file, model::ShiftAddModel& m) {
    auto const g = h5::open_group(file, "domain");
    auto const policy = h5::attribute<std::string>(g, "outside");
    m.outside = policy == "clamp"   ? model::Outside::clamp
                : policy == "count" ? model::Outside::count
                                    : model::Outside::error;
    m.domain = pairs(g, "inputs");
    m.condition = {texts(g, "process").at(0), pairs(g, "temperature_c").at(0).min, pairs(g, "supply_v").at(0).min};
}

void write_network(h5::Handle const& file, model::ShiftAddModel const& m) {
    auto const sum = h5::create_group(file, "sum");
    h5::set_attribute<std::uint64_t>(sum, "slices", m.slices);
    h5::set_attribute(sum, "lsb_v", m.lsb_v);
    put(sum, "weights", "1", m.weights);
    auto const g = h5::create_group(file, "network");
    auto const& n = m.network;
    put(g, "inputs", "V", flat(n.inputs), {n.inputs.size(), 2});
    put(g, "constant", "V", std::vector{n.constant});
    put(g, "line", "V", n.line);
    put(g, "weights", "1", n.weights);
    put(g, "biases", "1", n.biases);
    put(g, "outputs", "V", n.outputs);
}

void read_network(h5::Handle const& file, model::ShiftAddModel& m) {
    auto const sum = h5::open_group(file, "sum");
    m.slices = h5::attribute<std::uint64_t>(sum, "slices");
    m.lsb_v = h5::attribute<double>(sum, "lsb_v");
    m.weights = numbers(sum, "weights");
    auto const g = h5::open_group(file, "network");
    m.network = {pairs(g, "inputs"),  numbers(g, "constant").at(0), numbers(g, "line"),
                 table(g, "weights"), numbers(g, "biases"),         numbers(g, "outputs")};
}

void write_chips(h5::Handle const& file, model::ShiftAddModel const& m) {
    auto const g = h5::create_group(file, "deviation");
    h5::set_attribute(g, "campaign_name", m.chips_campaign);
    h5::set_attribute(g, "seed", m.chips_seed);
    h5::set_attribute<std::uint64_t>(g, "inputs", m.functions.inputs ? 1 : 0);
    h5::set_attribute<std::uint64_t>(g, "degree", m.functions.degree);
    h5::set_attribute<std::uint64_t>(g, "slopes", m.functions.slopes ? 1 : 0);
    h5::set_attribute(g, "left_rms_v", m.left_rms_v);
    put(g, "sums", "1", m.functions.sums);
    write_mismatch(file, m.mismatch);
}

void read_chips(h5::Handle const& file, model::ShiftAddModel& m) {
    auto const g = h5::open_group(file, "deviation");
    m.chips_campaign = h5::attribute<std::string>(g, "campaign_name");
    m.chips_seed = h5::attribute<std::uint64_t>(g, "seed");
    m.functions.inputs = h5::attribute<std::uint64_t>(g, "inputs") != 0;
    m.functions.degree = h5::attribute<std::uint64_t>(g, "degree");
    m.functions.slopes = h5::attribute<std::uint64_t>(g, "slopes") != 0;
    m.left_rms_v = h5::attribute<double>(g, "left_rms_v");
    m.functions.sums = table(g, "sums");
    m.mismatch = read_mismatch(file);
}

void write_held_out(h5::Handle const& where, std::string const& name, model::HeldOutSums const& held) {
    auto const g = h5::create_group(where, name);
    h5::set_attribute<std::uint64_t>(g, "count", held.count);
    put_errors(g, "errors", {held.model, held.ideal, held.line});
}

model::HeldOutSums read_held_out(h5::Handle const& where, std::string const& name) {
    auto const g = h5::open_group(where, name);
    auto const errors = read_errors(g, "errors");
    return {h5::attribute<std::uint64_t>(g, "count"), errors.at(0), errors.at(1), errors.at(2)};
}

void write_populations(h5::Handle const& where, std::vector<model::SumPopulation> const& all) {
    auto const g = h5::create_group(where, "populations");
    std::vector<std::string> campaign;
    std::vector<std::string> figures;
    std::vector<std::uint8_t> fresh;
    std::vector<std::uint64_t> chips;
    std::vector<double> ks;
    std::vector<double> rms_v;
    std::vector<double> pooled;
    std::vector<double> energy_lsb;
    std::vector<double> energy_p;
    for (auto const& p : all) {
        campaign.push_back(p.campaign);
        fresh.push_back(p.fresh ? 1 : 0);
        chips.insert(chips.end(), {p.simulated, p.regenerated, p.fitted_to});
        figures.clear();
        for (std::size_t f = 0; f < p.tests.size(); ++f) {
            figures.push_back(p.tests[f].figure);
            ks.insert(ks.end(), {p.tests[f].distance, p.tests[f].p});
            rms_v.insert(rms_v.end(), {p.simulated_rms_v.at(f), p.regenerated_rms_v.at(f)});
        }
        pooled.insert(pooled.end(), {p.pooled_distance, p.pooled_p});
        energy_lsb.push_back(p.energy_distance_lsb);
        energy_p.push_back(p.energy_p);
    }
    h5::write(g, "campaign", campaign);
    h5::set_attribute<std::string>(h5::write(g, "fresh", fresh), "unit", "1");
    put_counts(g, "chips", chips, {all.size(), 3});
    h5::write(g, "figure", figures);
    put(g, "ks", "1", ks, {all.size(), figures.size(), 2});
    put(g, "rms", "V", rms_v, {all.size(), figures.size(), 2});
    put(g, "pooled", "1", pooled, {all.size(), 2});
    put(g, "energy_distance", "LSB", energy_lsb);
    put(g, "energy_p", "1", energy_p);
}

std::vector<model::SumPopulation> read_populations(h5::Handle const& where) {
    auto const g = h5::open_group(where, "populations");
    auto const campaign = texts(g, "campaign");
    auto const fresh = h5::read<std::uint8_t>(g, "fresh");
    auto const chips = h5::read<std::uint64_t>(g, "chips");
    auto const figures = texts(g, "figure");
    auto const ks = pairs(g, "ks");
    auto const rms_v = pairs(g, "rms");
    auto const pooled = pairs(g, "pooled");
    auto const energy_lsb = numbers(g, "energy_distance");
    auto const energy_p = numbers(g, "energy_p");
    std::vector<model::SumPopulation> out;
    for (std::size_t i = 0; i < campaign.size(); ++i) {
        model::SumPopulation p;
        p.campaign = campaign[i];
        p.fresh = fresh.at(i) != 0;
        p.simulated = chips.at(3 * i);
        p.regenerated = chips.at(3 * i + 1);
        p.fitted_to = chips.at(3 * i + 2);
        for (std::size_t f = 0; f < figures.size(); ++f) {
            auto const& test = ks.at(i * figures.size() + f);
            p.tests.push_back({figures[f], test.min, test.max});
            auto const& rms = rms_v.at(i * figures.size() + f);
            p.simulated_rms_v.push_back(rms.min);
            p.regenerated_rms_v.push_back(rms.max);
        }
        p.pooled_distance = pooled.at(i).min;
        p.pooled_p = pooled.at(i).max;
        p.energy_distance_lsb = energy_lsb.at(i);
        p.energy_p = energy_p.at(i);
        out.push_back(p);
    }
    return out;
}

void write_validation(h5::Handle const& file, model::ShiftAddValidation const& v) {
    auto const g = h5::create_group(file, "validation");
    h5::set_attribute(g, "speed_up", v.speed_up);
    h5::write(g, "concerns", v.concerns);
    write_held_out(g, "cycles", v.cycles);
    write_held_out(g, "conversions", v.conversions);
    if (v.chips.chips > 0) {
        auto const c = h5::create_group(g, "chips");
        h5::set_attribute<std::uint64_t>(c, "count", v.chips.chips);
        h5::set_attribute<std::uint64_t>(c, "conversions", v.chips.conversions);
        put_errors(c, "errors", {v.chips.functions, v.chips.measured, v.chips.drawn, v.chips.nominal, v.chips.ideal});
    }
    if (!v.populations.empty()) write_populations(g, v.populations);
}

model::ShiftAddValidation read_validation(h5::Handle const& file) {
    auto const g = h5::open_group(file, "validation");
    model::ShiftAddValidation v;
    v.speed_up = h5::attribute<double>(g, "speed_up");
    v.concerns = texts(g, "concerns");
    v.cycles = read_held_out(g, "cycles");
    v.conversions = read_held_out(g, "conversions");
    if (h5::has(g, "chips")) {
        auto const c = h5::open_group(g, "chips");
        auto const errors = read_errors(c, "errors");
        v.chips = {h5::attribute<std::uint64_t>(c, "count"),
                   h5::attribute<std::uint64_t>(c, "conversions"),
                   errors.at(0),
                   errors.at(1),
                   errors.at(2),
                   errors.at(3),
                   errors.at(4)};
    }
    if (h5::has(g, "populations")) v.populations = read_populations(g);
    return v;
}

std::string model_image(model::ShiftAddModel const& m) {
    auto const file = h5::create_image();
    write_identity(file, "shift_add", m.block);
    write_ports(file, m.ports);
    write_meta(file, m.origin);
    write_domain(file, m);
    write_network(file, m);
    if (!m.mismatch.samples.empty()) write_chips(file, m);
    write_validation(file, m.validation);
    return h5::image_bytes(file);
}

model::ShiftAddModel read_open(h5::Handle const& file) {
    model::ShiftAddModel m;
    m.block = h5::attribute<std::string>(file, "block");
    m.ports = read_ports(file);
    m.origin = read_meta(file);
    read_domain(file, m);
    read_network(file, m);
    if (h5::has(file, "mismatch")) read_chips(file, m);
    m.validation = read_validation(file);
    if (auto const what = model::misfit(m); !what.empty()) throw h5::Error("read it: " + what);
    return m;
}

}  // namespace

void write_model(std::string const& path, model::ShiftAddModel const& model) {
    write_whole(path, model_image(model));
}

std::string model_kind(std::string const& path) {
    std::string how;
    try {
        return kind_of(h5::open_file(path), path);
    } catch (h5::Error const& error) {
        how = error.what();
    }
    refuse_unreadable(path, how);
}

model::ShiftAddModel read_shift_add_model(std::string const& path) {
    return read_model_file(path, {"shift_add"}, read_open);
}

}  // namespace cimchar::store
