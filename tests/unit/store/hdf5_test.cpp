// What a damaged or foreign HDF5 file may claim, and what readers get then: an Error before memory is asked for or
// overrun.
#include "store/hdf5.hpp"

#include "core/error.hpp"
#include "synthetic_campaign.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::store;
using namespace cimchar::store::test;
using Catch::Matchers::Contains;

TEST_CASE("hdf5: an attribute of many values is not read as one", "[store]") {
    auto const file = h5::create_image();
    std::array const two{hsize_t{2}};
    h5::Handle const space{H5Screate_simple(1, two.data(), nullptr), H5Sclose, "make a shape"};
    {
        h5::Handle const made{H5Acreate2(file.id(), "seed", H5T_STD_U64LE, space.id(), H5P_DEFAULT, H5P_DEFAULT),
                              H5Aclose, "create an attribute"};
    }
    CHECK_THROWS_WITH(h5::attribute<std::uint64_t>(file, "seed"), Contains("it is not one value"));
}

TEST_CASE("hdf5: a dataset that claims more than its file holds is refused", "[store]") {
    auto const file = h5::create_image();
    // 2^40 numbers, of which no chunk was ever written: 8 TiB of zeros to HDF5.
    auto const claimed = h5::create_dataset<double>(file, "huge", {std::uint64_t{1} << 40U});
    CHECK_THROWS_WITH(h5::read<double>(file, "huge"), Contains("its shape is larger than what the file stores"));
    // 2^58 rows of 64 values: their product is 0 in 64 bits.
    auto const wrapped = h5::create_dataset<double>(file, "wrapped", {std::uint64_t{1} << 58U, 64});
    CHECK_THROWS_WITH(h5::read<double>(file, "wrapped"), Contains("its shape is larger than what the file stores"));
}

TEST_CASE("hdf5: rows beyond the last are refused", "[store]") {
    auto const file = h5::create_image();
    auto const dataset = h5::write(file, "x", std::vector{1.0, 2.0, 3.0});
    CHECK(h5::read_rows<double>(dataset, 1, 2) == std::vector{2.0, 3.0});
    CHECK_THROWS_WITH(h5::read_rows<double>(dataset, 2, 2), Contains("it has fewer rows"));
    CHECK_THROWS_WITH(h5::read_rows<double>(dataset, 4, 0), Contains("it has fewer rows"));
}

TEST_CASE("results file: columns of different lengths and a table without columns are damage", "[store]") {
    TemporaryDirectory const dir;
    std::string path;
    {
        RunDirectory run(dir / "run", synthetic_header());
        write_records(run, {0, 1, 2});
        path = run.finish();
    }
    auto const replaced = [&](std::string const& name, auto const& values, h5::Shape const& shape) {
        std::filesystem::copy_file(path, dir / "x.h5", std::filesystem::copy_options::overwrite_existing);
        {
            h5::Handle const file{H5Fopen((dir / "x.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open"};
            REQUIRE(H5Ldelete(file.id(), name.c_str(), H5P_DEFAULT) >= 0);
            h5::write(file, name, values, shape);
        }
        try {
            static_cast<void>(read_results(dir / "x.h5"));
        } catch (InputError const& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    std::vector<std::uint64_t> const none;
    CHECK_THAT(replaced("conditions/supply_v", std::vector{1.0}, {1}), Contains("/conditions: its columns differ"));
    CHECK_THAT(replaced("trials/condition", none, {3, 0}), Contains("/trials/condition: it has another number"));
    CHECK_THAT(replaced("drawn/values", std::vector{1.0, 2.0, 3.0}, {3, 1}), Contains("another number of columns"));
    CHECK_THAT(replaced("axes/transfer_v", std::vector<double>(7), {7}), Contains("another number of columns"));
}
