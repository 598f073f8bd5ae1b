// The formats of sets of images, one by one: what is read, and what is refused.
#include "core/error.hpp"
#include "network/data/bytes.hpp"
#include "network/data/formats.hpp"
#include "support/files.hpp"

#include <zlib.h>
#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::network;
using test::TemporaryFolder;

namespace {

std::string const corpus = CIMCHAR_SOURCE_DIR "/tests/fuzz/corpus/data_set/";

std::string big_endian(std::initializer_list<std::uint32_t> words) {
    std::string out;
    for (auto const word : words)
        for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(word >> shift & 0xff);
    return out;
}

/// Two images of 2 rows and 3 columns.
std::string const idx_images =
    big_endian({0x803, 2, 2, 3}) + std::string("\x00\x01\x02\x03\x04\x05\x10\x11\x12\x13\x14\xff", 12);
std::string const idx_labels = big_endian({0x801, 2}) + std::string("\x09\x00", 2);

std::string gzip(std::string const& bytes) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// What is said about these bytes as a pair of IDX files.
std::string refusal(std::string const& images, std::string const& labels) {
    TemporaryFolder const folder;
    try {
        static_cast<void>(read_idx(folder.write("images", images), folder.write("labels", labels)));
    } catch (InputError const& error) {
        return error.what();
    }
    return "read";
}

std::string refused_cifar(std::string const& bytes) {
    TemporaryFolder const folder;
    try {
        static_cast<void>(read_cifar10({folder.write("batch", bytes)}));
    } catch (InputError const& error) {
        return error.what();
    }
    return "read";
}

std::string refused_svhn(std::string const& bytes) {
    TemporaryFolder const folder;
    try {
        static_cast<void>(read_svhn(folder.write("digits.mat", bytes)));
    } catch (InputError const& error) {
        return error.what();
    }
    return "read";
}

}  // namespace

TEST_CASE("data: IDX files give their pixels and labels in order, plain and gzip alike", "[network]") {
    TemporaryFolder const folder;
    for (bool const packed : {false, true}) {
        auto const set = read_idx(folder.write("i", packed ? gzip(idx_images) : idx_images),
                                  folder.write("l", packed ? gzip(idx_labels) : idx_labels));
        CHECK(set.shape == Shape{1, 2, 3});
        CHECK(set.pixels == std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5, 16, 17, 18, 19, 20, 255});
        CHECK(set.labels == std::vector<std::uint8_t>{9, 0});
        CHECK(set.classes == 10);
    }
    // gzip allows members one after the other.
    CHECK(read_idx(folder.write("i", gzip(idx_images.substr(0, 9)) + gzip(idx_images.substr(9))),
                   folder.write("l", idx_labels))
              .pixels.size() == 12);
}

TEST_CASE("data: a damaged IDX file is refused with its reason", "[network]") {
    using Catch::Contains;
    CHECK_THAT(refusal("", idx_labels), Contains("has 0 bytes (the header of IDX images has 16)"));
    CHECK_THAT(refusal(idx_labels + std::string(8, '\0'), idx_labels),
               Contains("is no IDX file of images (it starts with 00000801"));
    CHECK_THAT(refusal(idx_images, idx_images), Contains("is no IDX file of labels"));
    CHECK_THAT(refusal(idx_images.substr(0, 27), idx_labels),
               Contains("holds 11 bytes of images where its header promises 12"));
    CHECK_THAT(refusal(idx_images + "x", idx_labels),
               Contains("holds 13 bytes of images where its header promises 12"));
    CHECK_THAT(refusal(idx_images, big_endian({0x801, 1}) + "\x01"),
               Contains("has 2 images and") && Contains("1 labels"));
    CHECK_THAT(refusal(idx_images, big_endian({0x801, 2}) + "\x01\x0a"),
               Contains("has label 10 of image 2 (classes are 0 … 9)"));
    CHECK_THAT(refusal(big_endian({0x803, 0, 28, 28}), big_endian({0x801, 0})), Contains("promises 0"));
    // Headers that lie: 2^96 pixels, and 2^30 that are not there. Neither takes memory.
    CHECK_THAT(refusal(big_endian({0x803, ~0U, ~0U, ~0U}), idx_labels), Contains("between 1 byte and 1024 MiB"));
    CHECK_THAT(refusal(big_endian({0x803, 1U << 10, 1U << 10, 1U << 10}), idx_labels),
               Contains("holds 0 bytes of images where"));
}

TEST_CASE("data: a damaged gzip file is refused with its reason", "[network]") {
    using Catch::Contains;
    auto const packed = gzip(idx_images);
    CHECK_THAT(refusal(packed.substr(0, packed.size() - 1), idx_labels), Contains("ends within its packed data"));
    CHECK_THAT(refusal(packed.substr(0, 2), idx_labels), Contains("ends within its packed data"));
    CHECK_THAT(refusal(packed + "junk", idx_labels), Contains("has 4 bytes behind its packed data"));
    auto wrong_sum = packed;
    wrong_sum[packed.size() - 8] ^= 1;  // first byte of the CRC, RFC 1952
    CHECK_THAT(refusal(wrong_sum, idx_labels), Contains("does not unpack (incorrect data check"));
    CHECK_THAT(refusal("\x1f\x8bxyz", idx_labels), Contains("does not unpack (unknown compression method"));
}

TEST_CASE("data: what is no file is refused", "[network]") {
    TemporaryFolder const folder;
    CHECK_THROWS_WITH(read_file(folder.path("none")), Catch::Contains("cannot read"));
    CHECK_THROWS_WITH(read_file(folder.path()), Catch::Contains("cannot read"));
}

TEST_CASE("data: CIFAR-10's batches are joined, planes as they lie", "[network]") {
    TemporaryFolder const folder;
    std::string record(3073, '\0');
    record[0] = 3;
    record[1] = '\x0a';             // red of the first pixel
    record[1 + 1024] = '\x0b';      // green
    record[1 + 2 * 1024] = '\x0c';  // blue
    record[1 + 32] = '\x0d';        // red of the second row
    auto other = record;
    other[0] = 9;
    auto const set = read_cifar10({folder.write("1", record), folder.write("2", other + record)});
    CHECK(set.shape == Shape{3, 32, 32});
    CHECK(set.labels == std::vector<std::uint8_t>{3, 9, 3});
    REQUIRE(set.pixels.size() == 3 * 3072);
    for (std::size_t image = 0; image < 3; ++image) {
        CHECK(set.pixels[image * 3072] == 0x0a);
        CHECK(set.pixels[image * 3072 + 1024] == 0x0b);
        CHECK(set.pixels[image * 3072 + 2048] == 0x0c);
        CHECK(set.pixels[image * 3072 + 32] == 0x0d);
    }
}

TEST_CASE("data: a damaged batch of CIFAR-10 is refused with its reason", "[network]") {
    using Catch::Contains;
    CHECK_THAT(refused_cifar(""), Contains("has 0 bytes, which are no whole images"));
    CHECK_THAT(refused_cifar(std::string(3074, '\0')), Contains("has 3074 bytes, which are no whole images"));
    CHECK_THAT(refused_cifar(std::string(3073, '\0') + std::string(3073, '\x0a')), Contains("has label 10 of image 2"));
}

// The files of the corpus were written by libmatio 1.5.23 with X(row, column, channel, image) =
// 7·row + 3·column + 50·channel + 100·image modulo 256 and y = 10, 3; plain with y as doubles, compressed with bytes.
TEST_CASE("data: SVHN's arrays are taken into the order of rows, 10 is the digit 0", "[network]") {
    for (auto const* name : {"svhn_plain.mat", "svhn_compressed.mat"}) {
        auto const set = read_svhn(corpus + name);
        CHECK(set.shape == Shape{3, 32, 32});
        CHECK(set.labels == std::vector<std::uint8_t>{0, 3});
        REQUIRE(set.pixels.size() == 2 * 3072);
        std::size_t at = 0;
        std::size_t wrong = 0;
        for (std::size_t image = 0; image < 2; ++image)
            for (std::size_t channel = 0; channel < 3; ++channel)
                for (std::size_t row = 0; row < 32; ++row)
                    for (std::size_t column = 0; column < 32; ++column)
                        wrong += set.pixels[at++] != (7 * row + 3 * column + 50 * channel + 100 * image) % 256;
        CHECK(wrong == 0);
    }
}

TEST_CASE("data: a damaged SVHN file is refused with its reason", "[network]") {
    using Catch::Contains;
    auto const plain = test::bytes_of(corpus + "svhn_plain.mat");
    auto const packed = test::bytes_of(corpus + "svhn_compressed.mat");
    CHECK_THAT(refused_svhn("MATLAB 7.3 MAT-file"), Contains("version 7.3"));
    CHECK_THAT(refused_svhn("hello"), Contains("is no MAT file of level 5"));
    CHECK_THAT(refused_svhn(plain.substr(0, 128)), Contains("has no array X"));
    CHECK_THAT(refused_svhn(plain.substr(0, plain.size() - 1)), Contains("promises") && Contains("ends before"));
    CHECK_THAT(refused_svhn(packed.substr(0, 500)), Contains("ends before"));
    CHECK_THAT(refused_svhn(packed + "abc"), Contains("ends within the tag of an element"));
    auto damaged = packed;
    damaged[300] ^= 0x40;
    CHECK_THAT(refused_svhn(damaged), Contains("does not unpack"));
    // Behind the header, the tag and the flags of X come its lengths: the first at byte 128 + 8 + 16 + 8.
    auto other = plain;
    other[160] = 31;
    CHECK_THAT(refused_svhn(other), Contains("array X of") && Contains("is 31×32×3×2"));
    other = plain;
    other[172] = 3;
    CHECK_THAT(refused_svhn(other), Contains("array y of") && Contains("is 2×1 for 3 images"));
    other = plain;
    other.back() = 0x41;  // the last label, a double, becomes some 2 million
    CHECK_THAT(refused_svhn(other), Contains("has label") && Contains("of image 2"));
}
