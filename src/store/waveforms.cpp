#include "store/waveforms.hpp"

#include "core/error.hpp"
#include "store/durable_file.hpp"
#include "store/hdf5.hpp"
#include "store/provenance.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cstdint>

namespace cimchar::store {

namespace {
constexpr std::uint64_t waveforms_format_version = 1;

/// Position of `text` in `texts`; added if new.
std::uint64_t index_in(std::vector<std::string>& texts, std::string const& text) {
    auto const found = std::find(texts.begin(), texts.end(), text);
    auto const index = static_cast<std::uint64_t>(found - texts.begin());
    if (found == texts.end()) texts.push_back(text);
    return index;
}

void write_simulation(h5::Handle const& where, std::string const& name, RecordedSimulation const& recorded,
                      std::uint64_t deck) {
    auto const group = h5::create_group(where, name);
    h5::set_attribute(group, "analysis", recorded.simulation.analysis);
    h5::set_attribute(group, "temperature_c", recorded.simulation.temperature_c);
    h5::set_attribute(group, "deck", deck);
    auto const& waveforms = recorded.waveforms;
    for (std::size_t i = 0; i < waveforms.names.size(); ++i) {
        // A '/' would be a path in HDF5; the exact name is an attribute.
        auto dataset_name = waveforms.names[i];
        std::replace(dataset_name.begin(), dataset_name.end(), '/', '_');
        h5::set_attribute(h5::write(group, dataset_name, waveforms.columns[i]), "vector", waveforms.names[i]);
    }
    std::vector<std::string> targets;
    std::vector<double> values;
    for (auto const& alteration : recorded.simulation.alterations) {
        targets.push_back(alteration.target);
        values.push_back(alteration.value);
    }
    auto const alterations = h5::create_group(group, "alterations");
    h5::write(alterations, "target", targets);
    h5::write(alterations, "value", values);
}
}  // namespace

void write_waveforms(std::string const& path, std::string const& title, std::string const& campaign_text,
                     std::vector<RecordedSimulation> const& simulations) {
    std::string bytes;
    try {
        auto const file = h5::create_image();
        h5::set_attribute<std::string>(file, "file_type", "cimchar-waveforms");
        h5::set_attribute(file, "format_version", waveforms_format_version);
        h5::set_attribute(file, "code_version", code_version());
        h5::set_attribute(file, "git_hash", git_hash());
        h5::set_attribute(file, "date", date_now());
        h5::set_attribute(file, "title", title);
        h5::set_attribute(file, "campaign_text", campaign_text);
        std::vector<std::string> decks;
        auto const group = h5::create_group(file, "simulations");
        for (std::size_t i = 0; i < simulations.size(); ++i)
            write_simulation(group, fmt::format("{:04}", i), simulations[i],
                             index_in(decks, *simulations[i].simulation.deck));
        h5::write(file, "decks", decks);
        bytes = h5::image_bytes(file);
    } catch (h5::Error const& error) {
        throw InputError(fmt::format("{} (the waveforms for '{}'); free some memory or disk", error.what(), path));
    }
    write_whole(path, bytes);
}

}  // namespace cimchar::store
