#include "format_page.hpp"

#include "core/error.hpp"
#include "store/model_file.hpp"
#include "synthetic_campaign.hpp"
#include "synthetic_model.hpp"
#include "synthetic_networks.hpp"

#include <catch2/catch.hpp>

using namespace cimchar::store;
using namespace cimchar::store::test;

TEST_CASE("docs/formats/results.md describes exactly what a results file holds", "[store]") {
    TemporaryDirectory const dir;
    auto header = synthetic_header();
    header.schema.weighted = true;  // the page says that other files lack the weights
    RunDirectory run(dir / "run", header);
    write_records(run, {0, 1, 5});
    auto const file = h5::open_file(run.finish());
    CHECK(differences(documented("docs/formats/results.md"), written(file, {"/measures", "/curves", "/axes"})) ==
          std::vector<std::string>{});
}

TEST_CASE("docs/formats/model.md describes exactly what a model file holds", "[store]") {
    TemporaryDirectory const dir;
    std::map<std::string, std::string> all;
    for (bool const kinked : {false, true}) {  // Chebyshev and PCHIP
        write_model(dir / "model.h5", synthetic_model(kinked));
        all.merge(written(h5::open_file(dir / "model.h5"), {"/noise", "/cost"}));
    }
    write_model(dir / "model.h5", synthetic_converter_model());
    all.merge(written(h5::open_file(dir / "model.h5"), {"/noise", "/cost"}));
    write_model(dir / "model.h5", synthetic_shift_add_model());
    all.merge(written(h5::open_file(dir / "model.h5"), {"/noise", "/cost"}));
    // "@unit" is on every dataset with numbers and said once on the page.
    for (auto const& [path, type] : all)
        if (type.find("axes") != std::string::npos && type.find("string") == std::string::npos) {
            INFO(path);
            CHECK(all.contains(path + "@unit"));
        }
    std::erase_if(all, [](auto const& entry) { return entry.first.ends_with("@unit"); });
    CHECK(differences(documented("docs/formats/model.md"), all) == std::vector<std::string>{});
}
