// What is written as a PNG, read back by libpng.

#include "shell/native/png.h"

#include "shell/native/start_picture.h"

#include <png.h>

#include <catch_amalgamated.hpp>
#include <random>

using namespace lesson;

namespace {

/// As RGBA.
std::vector<std::uint8_t> decode(const std::vector<std::byte>& file, int width, int height) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, file.data(), file.size()));
  CHECK(image.width == static_cast<png_uint_32>(width));
  CHECK(image.height == static_cast<png_uint_32>(height));
  image.format = PNG_FORMAT_RGBA;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr));
  return pixels;
}

std::vector<std::uint8_t> with_alpha(const std::vector<std::uint8_t>& rgb) {
  std::vector<std::uint8_t> rgba;
  for (std::size_t i = 0; i < rgb.size(); i += 3) rgba.insert(rgba.end(), {rgb[i], rgb[i + 1], rgb[i + 2], 255});
  return rgba;
}

}  // namespace

TEST_CASE("a PNG decodes to its pixels", "[png]") {
  std::mt19937 rng(11);
  for (const int channels : {3, 4})
    for (const auto& [width, height] : {std::pair{1, 1}, {1, 9}, {9, 1}, {17, 5}, {8200, 2}}) {
      CAPTURE(channels, width, height);
      std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width * height * channels));
      for (auto& p : pixels) p = static_cast<std::uint8_t>(rng() % 3 ? 200 : rng());
      const auto file = encode_png(pixels, width, height, channels);
      REQUIRE(file);
      CHECK(decode(file.value(), width, height) == (channels == 4 ? pixels : with_alpha(pixels)));
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

TEST_CASE("a PNG is read as it was written, what is transparent on white", "[png]") {
  const std::vector<std::uint8_t> rgb = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const auto file = encode_png(rgb, 2, 2, 3);
  REQUIRE(file);
  const auto back = decode_png("a.png", file.value());
  REQUIRE(back);
  CHECK(back.value().rgb == rgb);
  const auto clear = encode_png(std::vector<std::uint8_t>{0, 0, 0, 0}, 1, 1, 4);
  REQUIRE(clear);
  CHECK(decode_png("b.png", clear.value()).value().rgb == std::vector<std::uint8_t>{255, 255, 255});
}

TEST_CASE("any part of a PNG alone is refused by name", "[png][errors]") {
  const auto file = encode_png(std::vector<std::uint8_t>(3 * 64 * 64, 7), 64, 64, 3);
  REQUIRE(file);
  for (std::size_t bytes = 0; bytes + 13 < file.value().size(); ++bytes) {  // the last 12 are its end mark
    const auto part = decode_png("cut.png", std::span(file.value()).first(bytes));
    REQUIRE_FALSE(part);
    CHECK(part.error().message().find("cut.png") != std::string::npos);
  }
}

TEST_CASE("a picture is cut to its middle square and averaged", "[png]") {
  Picture wide{8, 4, {}};
  for (int i = 0; i < 8 * 4; ++i)
    for (int c = 0; c < 3; ++c)
      wide.rgb.push_back(static_cast<std::uint8_t>(i % 8 < 2 || i % 8 > 5 ? 255 : 10 * (i % 8) + c));
  const Picture made = squared(wide, 2);
  CHECK(made.rgb == std::vector<std::uint8_t>{25, 26, 27, 45, 46, 47, 25, 26, 27, 45, 46, 47});
  CHECK(squared(made, 4).rgb.size() == 48);
}
