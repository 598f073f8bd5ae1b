// Which set of images lies in a folder; Fashion-MNIST where it is installed; readers on thousands of damaged files.
#include "network/data/data_set.hpp"

#include "core/error.hpp"
#include "network/data/formats.hpp"
#include "support/damage.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace cimchar;
using namespace cimchar::network;
using test::TemporaryFolder;

namespace {

std::string const corpus = CIMCHAR_SOURCE_DIR "/tests/fuzz/corpus/data_set/";

/// Debian's package dataset-fashion-mnist.
std::string const fashion = "/usr/share/datasets/fashion-mnist";

std::vector<std::size_t> histogram(DataSet const& set) {
    std::vector<std::size_t> out(set.classes);
    for (auto const label : set.labels) ++out[label];
    return out;
}

double mean(DataSet const& set) {
    return std::accumulate(set.pixels.begin(), set.pixels.end(), 0.0) / static_cast<double>(set.pixels.size()) / 255;
}

}  // namespace

TEST_CASE("data: a folder's set is recognised by the names of its files", "[network]") {
    auto const images = test::bytes_of(corpus + "images.idx");
    auto const packed = test::bytes_of(corpus + "images.idx.gz");
    auto const labels = test::bytes_of(corpus + "labels.idx");
    SECTION("MNIST, with any of the names it goes by") {
        for (auto const* ending : {"-idx", ".idx"})
            for (bool const gz : {false, true}) {
                TemporaryFolder const folder;
                folder.write(std::string("t10k-images") + ending + (gz ? "3-ubyte.gz" : "3-ubyte"),
                             gz ? packed : images);
                folder.write(std::string("t10k-labels") + ending + "1-ubyte", labels);
                auto const set = read_data_set(folder.path(), Part::test);
                CHECK(set.shape == Shape{1, 4, 5});
                CHECK(set.labels == std::vector<std::uint8_t>{7, 0, 9});
                CHECK(folder.path().ends_with("/" + set.name + "/"));
            }
    }
    SECTION("CIFAR-10: five batches to train on, one to test with") {
        TemporaryFolder const folder;
        auto record = test::bytes_of(corpus + "cifar.bin");
        for (char k = 1; k <= 5; ++k) {
            record[0] = k;
            folder.write("data_batch_" + std::to_string(k) + ".bin", record);
        }
        CHECK(read_data_set(folder.path(), Part::train).labels == std::vector<std::uint8_t>{1, 2, 3, 4, 5});
        CHECK_THROWS_WITH(read_data_set(folder.path(), Part::test), Catch::Contains("no set of images to test with"));
        folder.write("test_batch.bin", record + record);
        CHECK(read_data_set(folder.path(), Part::test).labels == std::vector<std::uint8_t>{5, 5});
        std::filesystem::remove(folder.path("data_batch_3.bin"));
        CHECK_THROWS_WITH(read_data_set(folder.path(), Part::train), Catch::Contains("there is no data_batch_3.bin"));
    }
    SECTION("SVHN") {
        TemporaryFolder const folder;
        folder.write("train_32x32.mat", test::bytes_of(corpus + "svhn_compressed.mat"));
        CHECK(read_data_set(folder.path(), Part::train).labels == std::vector<std::uint8_t>{0, 3});
    }
}

TEST_CASE("data: a folder without a set, or with two, is refused with the names that count", "[network]") {
    TemporaryFolder const folder;
    using Catch::Contains;
    CHECK_THROWS_WITH(read_data_set(folder.path("none"), Part::train), Contains("is no folder"));
    CHECK_THROWS_WITH(read_data_set(folder.path(), Part::train),
                      Contains("train-images-idx3-ubyte, train-images-idx3-ubyte.gz, train-images.idx3-ubyte") &&
                          Contains("data_batch_5.bin") && Contains("train_32x32.mat"));
    folder.write("t10k-images-idx3-ubyte", test::bytes_of(corpus + "images.idx"));
    CHECK_THROWS_WITH(read_data_set(folder.path(), Part::test), Contains("there is no t10k-labels-idx1-ubyte or"));
    folder.write("test_batch.bin", test::bytes_of(corpus + "cifar.bin"));
    CHECK_THROWS_WITH(read_data_set(folder.path(), Part::test), Contains("files of MNIST or its kin and of CIFAR-10"));
}

// 6,000 and 1,000 images of each class: Xiao et al., arXiv:1708.07747. The mean of the pixels to train on is known as
// 0.2860 to four digits from its use for normalization.
TEST_CASE("data: Fashion-MNIST has as many images of each class as is published", "[network]") {
    if (!std::filesystem::exists(fashion)) {
        WARN("SKIPPED: Fashion-MNIST is not in " << fashion << "; install dataset-fashion-mnist");
        return;
    }
    auto const train = read_data_set(fashion, Part::train);
    CHECK(train.name == "fashion-mnist");
    CHECK(train.shape == Shape{1, 28, 28});
    CHECK(histogram(train) == std::vector<std::size_t>(10, 6000));
    CHECK(mean(train) == Approx(0.2860).margin(0.00005));  // half of the last digit
    auto const test = read_data_set(fashion, Part::test);
    CHECK(histogram(test) == std::vector<std::size_t>(10, 1000));
    CHECK(test.pixels.size() == 10000 * 784);
}

// LeCun's own counts of digits; the mean of 0.1307 is known as Fashion-MNIST's above.
TEST_CASE("data: MNIST has as many images of each digit as is published", "[network]") {
    std::string const folder = CIMCHAR_SOURCE_DIR "/results/data/mnist";
    if (!std::filesystem::exists(folder)) {
        WARN("SKIPPED: MNIST is not in " << folder << "; tools/fetch_mnist brings it");
        return;
    }
    auto const train = read_data_set(folder, Part::train);
    CHECK(histogram(train) == std::vector<std::size_t>{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949});
    CHECK(mean(train) == Approx(0.1307).margin(0.00005));
    CHECK(histogram(read_data_set(folder, Part::test)) ==
          std::vector<std::size_t>{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009});
}

TEST_CASE("data: files damaged anywhere are read or refused, never more", "[network]") {
    TemporaryFolder const folder;
    auto const file = folder.path("damaged");
    auto const labels = folder.write("labels", test::bytes_of(corpus + "labels.idx"));
    auto const images = folder.write("images", test::bytes_of(corpus + "images.idx"));
    auto const tried = [&](std::string const& name, std::uint64_t seed, auto const& read) {
        return test::read_damaged(test::bytes_of(corpus + name), 1000, seed, [&](std::string const& bytes) {
            folder.write("damaged", bytes);
            DataSet const set = read();
            // What is read is whole.
            REQUIRE(set.pixels.size() == set.labels.size() * set.shape.size());
            REQUIRE(std::all_of(set.labels.begin(), set.labels.end(), [&](auto l) { return l < set.classes; }));
        });
    };
    // That some are read shows that damage of pixels alone does not refuse; that some are not, that the edits reach.
    auto outcomes = tried("images.idx", 1, [&] { return read_idx(file, labels); });
    CHECK(outcomes.read > 50);
    CHECK(outcomes.refused > 50);
    outcomes = tried("labels.idx", 2, [&] { return read_idx(images, file); });
    CHECK(outcomes.read > 0);
    CHECK(outcomes.refused > 50);
    outcomes = tried("images.idx.gz", 3, [&] { return read_idx(file, labels); });
    CHECK(outcomes.refused > 500);
    outcomes = tried("cifar.bin", 4, [&] { return read_cifar10({file}); });
    CHECK(outcomes.read > 50);
    CHECK(outcomes.refused > 50);
    outcomes = tried("svhn_plain.mat", 5, [&] { return read_svhn(file); });
    CHECK(outcomes.read > 50);
    CHECK(outcomes.refused > 50);
    outcomes = tried("svhn_compressed.mat", 6, [&] { return read_svhn(file); });
    CHECK(outcomes.refused > 500);
}
