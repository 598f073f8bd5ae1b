// Network files: what is written is read, the page describes it, and what is damaged is refused.
#include "store/network_file.hpp"

#include "core/error.hpp"
#include "format_page.hpp"
#include "network/layer_text.hpp"
#include "network/shapes.hpp"
#include "store/durable_file.hpp"
#include "synthetic_campaign.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::store;
using namespace cimchar::store::test;

namespace {

/// One layer of each kind; the last is quantized.
NetworkFile some_network() {
    NetworkFile file{network::make_network("some", {1, 6, 6},
                                           {"convolution 2 3x3 padding 1", "batch_norm", "relu", "maximum 2",
                                            "average 3", "fully_connected 3"}),
                     "[training]\n",
                     {{"data_set", "made up"}}};
    float next = 0.5F;
    for (auto& layer : file.network.layers)
        if (auto* const affine = network::affine_of(layer))
            for (auto& weight : affine->weights.reshaped()) weight = next = -1.25F * next + 0.1F;
    std::get<network::BatchNorm>(file.network.layers[1]).mean = {0.25F, -3};
    auto& last = std::get<network::FullyConnected>(file.network.layers.back()).affine;
    last.quantization = network::Quantization{3, 0.125F, 4, 0.5F};
    return file;
}

}  // namespace

TEST_CASE("network file: what is written is read, and the same content gives the same bytes", "[store]") {
    TemporaryDirectory const dir;
    auto const file = some_network();
    write_network(dir / "a.h5", file);
    write_network(dir / "b.h5", file);
    CHECK(read_bytes(dir / "a.h5") == read_bytes(dir / "b.h5"));
    auto const back = read_network(dir / "a.h5");
    CHECK(back.training_text == file.training_text);
    CHECK(back.provenance == file.provenance);
    CHECK(back.network.name == "some");
    CHECK(network::shapes_of(back.network) == network::shapes_of(file.network));
    for (std::size_t k = 0; k < file.network.layers.size(); ++k)
        if (auto const* const want = network::affine_of(file.network.layers[k])) {
            auto const* const got = network::affine_of(back.network.layers[k]);
            CHECK(got->weights == want->weights);
            CHECK(got->bias == want->bias);
            CHECK(got->quantization.has_value() == want->quantization.has_value());
        }
    auto const& q = *network::affine_of(back.network.layers.back())->quantization;
    CHECK((q.weight_bits == 3 && q.weight_step == 0.125F && q.input_bits == 4 && q.input_step == 0.5F));
    CHECK(std::get<network::BatchNorm>(back.network.layers[1]).mean == std::vector<float>{0.25F, -3});
}

TEST_CASE("network file: other files, missing and cut ones are refused in one line", "[store]") {
    TemporaryDirectory const dir;
    CHECK_THROWS_WITH(read_network(dir / "none.h5"), Catch::Contains("cimchar train"));
    auto file = some_network();
    write_network(dir / "a.h5", file);
    auto const bytes = read_bytes(dir / "a.h5");
    write_whole(dir / "cut.h5", bytes.substr(0, bytes.size() / 2));
    CHECK_THROWS_AS(read_network(dir / "cut.h5"), InputError);
    std::get<network::FullyConnected>(file.network.layers.back()).affine.weights.resize(3, 7);
    write_network(dir / "misfit.h5", file);
    CHECK_THROWS_AS(read_network(dir / "misfit.h5"), InputError);
    std::get<network::FullyConnected>(file.network.layers.back()).affine.quantization->input_bits = 9;
    write_network(dir / "bits.h5", file);
    CHECK_THROWS_AS(read_network(dir / "bits.h5"), InputError);
}

TEST_CASE("docs/formats/network.md describes exactly what a network file holds", "[store]") {
    TemporaryDirectory const dir;
    write_network(dir / "a.h5", some_network());
    auto all = written(h5::open_file(dir / "a.h5"), {});
    // Layers are numbered; the page says once what each may have.
    std::map<std::string, std::string> once;
    for (auto const& [path, type] : all) {
        constexpr std::string_view layers = "/layers/";
        auto name = path;
        if (name.starts_with(layers)) {
            auto const end = name.find_first_of("/@", layers.size());
            name = "/layers/K" + (end == std::string::npos ? "" : name.substr(end));
        }
        if (!name.ends_with("@unit")) once[name] = type;
    }
    CHECK(differences(documented("docs/formats/network.md"), once) == std::vector<std::string>{});
}
