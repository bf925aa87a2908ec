#include "core/io/png.h"

#include <algorithm>
#include <catch_amalgamated.hpp>
#include <optional>
#include <random>
#include <string>

#include "core/io/deflate.h"

using namespace lesson;

namespace {

// A decoder of its own, straight from the tables of RFC 1951 (fixed codes only).
struct Inflater {
  std::span<const std::byte> in;
  std::size_t bit = 0;

  int take() {
    if (bit / 8 >= in.size()) FAIL("the stream ends early");
    const int value = (static_cast<int>(in[bit / 8]) >> (bit % 8)) & 1;
    ++bit;
    return value;
  }
  int number(int bits) {
    int value = 0;
    for (int i = 0; i < bits; ++i) value |= take() << i;
    return value;
  }
  int code(int bits, int value = 0) {
    for (int i = 0; i < bits; ++i) value = value << 1 | take();
    return value;
  }
  int symbol() {
    const int seven = code(7);
    if (seven <= 0x17) return 256 + seven;
    const int eight = code(1, seven);
    if (eight >= 0x30 && eight <= 0xbf) return eight - 0x30;
    if (eight >= 0xc0 && eight <= 0xc7) return 280 + eight - 0xc0;
    return 144 + code(1, eight) - 0x190;
  }
  std::vector<std::uint8_t> run() {
    static constexpr int length_base[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                          31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static constexpr int length_extra[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                           2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static constexpr int distance_base[] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                            33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                            1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    static constexpr int distance_extra[] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                             6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
    std::vector<std::uint8_t> out;
    REQUIRE(number(1) == 1);
    REQUIRE(number(2) == 1);
    for (int s = symbol(); s != 256; s = symbol()) {
      if (s < 256) {
        out.push_back(static_cast<std::uint8_t>(s));
        continue;
      }
      const int length = length_base[s - 257] + number(length_extra[s - 257]);
      const int d = code(5);
      const auto distance = static_cast<std::size_t>(distance_base[d] + number(distance_extra[d]));
      if (distance > out.size()) FAIL("a distance reaches before the beginning");
      for (int i = 0; i < length; ++i) out.push_back(out[out.size() - distance]);
    }
    return out;
  }
};

std::uint32_t u32(std::span<const std::byte> bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint32_t>(bytes[i]);
  return value;
}

std::vector<std::uint8_t> inflate(std::span<const std::byte> stream) {
  CHECK(static_cast<int>(stream[0]) == 0x78);
  CHECK((static_cast<int>(stream[0]) * 256 + static_cast<int>(stream[1])) % 31 == 0);
  Inflater inflater{stream.subspan(2)};
  auto out = inflater.run();
  std::uint64_t a = 1, b = 0;
  for (const auto byte : out) a += byte, b += a;
  CHECK(stream.size() == 2 + (inflater.bit + 7) / 8 + 4);
  CHECK(u32(stream.last(4)) == (b % 65521) * 65536 + a % 65521);
  return out;
}

struct Picture {
  std::uint32_t width, height;
  int colour_type;
  std::vector<std::uint8_t> lines;  // with filter bytes
};

Picture decode(std::span<const std::byte> file) {
  Picture picture{};
  REQUIRE(file.size() > 8);
  CHECK(u32(file) == 0x89504e47u);
  CHECK(u32(file.subspan(4)) == 0x0d0a1a0au);
  std::string order;
  for (std::size_t at = 8; at < file.size();) {
    const std::size_t length = u32(file.subspan(at));
    const auto body = file.subspan(at + 4, 4 + length), data = body.subspan(4);
    const std::string type(reinterpret_cast<const char*>(body.data()), 4);
    CHECK(u32(file.subspan(at + 8 + length)) == crc32(body));
    order += type;
    if (type == "IHDR") {
      picture.width = u32(data);
      picture.height = u32(data.subspan(4));
      CHECK(static_cast<int>(data[8]) == 8);
      picture.colour_type = static_cast<int>(data[9]);
    } else if (type == "IDAT") {
      picture.lines = inflate(data);
    }
    at += 12 + length;
  }
  CHECK(order == "IHDRIDATIEND");
  return picture;
}

}  // namespace

TEST_CASE("CRC-32 of the standard check string", "[png]") {
  const std::string text = "123456789";
  CHECK(crc32(std::as_bytes(std::span(text.data(), text.size()))) == 0xcbf43926u);
}

TEST_CASE("deflate survives runs of every length at every distance class", "[png][property]") {
  std::mt19937 rng(7);
  for (const std::size_t distance : {1u, 2u, 3u, 4u, 5u, 7u, 13u, 24u, 193u, 4097u, 24577u, 32768u}) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < distance; ++i) bytes.push_back(static_cast<std::uint8_t>(rng()));
    for (std::size_t run = 1; run <= 260; run += 1 + run / 12) {
      for (std::size_t i = 0; i < run; ++i) bytes.push_back(bytes[bytes.size() - distance]);
      bytes.push_back(static_cast<std::uint8_t>(rng()));
    }
    const auto packed = zlib_compress(bytes, std::span(&distance, 1));
    CHECK(inflate(packed) == bytes);
    CHECK(packed.size() < bytes.size() + 16 + distance / 8);
  }
  CHECK(inflate(zlib_compress({}, {})).empty());
}

TEST_CASE("a PNG decodes to its pixels", "[png]") {
  std::mt19937 rng(11);
  for (const int channels : {3, 4})
    for (const auto& [width, height] : {std::pair{1, 1}, {1, 9}, {9, 1}, {17, 5}, {8200, 2}}) {
      std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height * channels));
      for (auto& p : pixels) p = static_cast<std::uint8_t>(rng() % 3 ? 200 : rng());
      const auto file = encode_png(pixels, width, height, channels);
      REQUIRE(file);
      const Picture picture = decode(file.value());
      CHECK(picture.width == static_cast<std::uint32_t>(width));
      CHECK(picture.height == static_cast<std::uint32_t>(height));
      CHECK(picture.colour_type == (channels == 3 ? 2 : 6));
      std::vector<std::uint8_t> plain;
      const auto row = static_cast<std::size_t>(width * channels);
      for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
        CHECK(picture.lines[y * (row + 1)] == 0);
        const auto* begin = picture.lines.data() + y * (row + 1) + 1;
        plain.insert(plain.end(), begin, begin + row);
      }
      CHECK(plain == pixels);
    }
}

TEST_CASE("a flat picture shrinks", "[png]") {
  const std::vector<std::uint8_t> pixels(200 * 100 * 4, 255);
  CHECK(encode_png(pixels, 200, 100, 4).value().size() < 1000);
}

TEST_CASE("a row that repeats the one above costs next to nothing", "[png]") {
  std::mt19937 rng(5);
  std::vector<std::uint8_t> row(3 * 100);
  for (auto& byte : row) byte = static_cast<std::uint8_t>(rng());
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < 50; ++y) pixels.insert(pixels.end(), row.begin(), row.end());
  CHECK(encode_png(pixels, 100, 50, 3).value().size() < 3 * row.size());
}

TEST_CASE("a PNG refuses sizes that do not fit", "[png]") {
  const std::vector<std::uint8_t> pixels(12);
  CHECK(encode_png(pixels, 2, 2, 3));
  CHECK(encode_png(pixels, 2, 2, 4).error().where == "pixels");
  CHECK(encode_png(pixels, 2, 2, 1).error().where == "channels");
  CHECK(encode_png(pixels, 0, 2, 3).error().where == "size");
  CHECK(encode_png(pixels, 65536, 1, 3).error().where == "size");
  CHECK(encode_png({}, -1, -1, 3).error().where == "size");
}
