#include "core/random.h"

#include <bit>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/io/sha256.h"

using namespace lesson;
using Words = std::array<std::uint32_t, 4>;

namespace {

/// The rows of a fixture below its heading, split at commas.
std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::ifstream file(LESSON_FIXTURES "/random/" + name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    rows.emplace_back();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

}  // namespace

// Known-answer vectors of the Random123 library (kat_vectors, philox4x32 with 10 rounds).
TEST_CASE("Philox gives Random123's known answers", "[random]") {
  const std::uint32_t ones = ~0u;
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

// The fixtures come from tools/train/tinysd3/philox.py, the same paragraph in Python.
TEST_CASE("deviates equal the Python twin's bit for bit", "[random][fixture]") {
  const auto rows = rows_of("deviates.csv");
  REQUIRE(rows.size() == 224);
  for (const auto& row : rows) {
    INFO("seed " << row[0] << " stream " << row[1] << " index " << row[2]);
    const RandomStream stream(std::stoull(row[0]), static_cast<std::uint32_t>(std::stoul(row[1])));
    const std::uint64_t i = std::stoull(row[2]);
    CHECK(std::bit_cast<std::uint64_t>(stream.uniform(i)) == std::stoull(row[3], nullptr, 16));
    CHECK(std::bit_cast<std::uint32_t>(stream.normal(i)) == std::stoul(row[4], nullptr, 16));
  }
}

TEST_CASE("quantiles equal the Python twin's bit for bit, far tails included", "[random][fixture]") {
  const auto rows = rows_of("quantiles.csv");
  REQUIRE(rows.size() == 52);
  for (const auto& row : rows) {
    const double p = std::bit_cast<double>(std::stoull(row[0], nullptr, 16));
    INFO("p = " << p);
    CHECK(std::bit_cast<std::uint64_t>(normal_quantile(p)) == std::stoull(row[1], nullptr, 16));
  }
}

TEST_CASE("a hundred thousand deviates have the twin's digest", "[random][fixture]") {
  std::vector<float> normals(100'000);
  RandomStream(2024).fill_normals(normals);
  CHECK(sha256_hex(std::as_bytes(std::span(normals))) ==
        "c62898ad0addb55d8447b3258162de9778b4ddce2d34d27edfee3888fe77d606");
}

TEST_CASE("the quantile inverts the distribution function", "[random]") {
  for (const double x : {-8.0, -6.5, -5.0, -3.0, -1.5, -0.1, 0.0, 0.3, 1.0, 2.5}) {
    const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
    CHECK(normal_quantile(p) == Catch::Approx(x).epsilon(1e-13).margin(1e-15));
  }
  CHECK(normal_quantile(0.975) == Catch::Approx(1.959963984540054).epsilon(1e-15));
  CHECK(std::isfinite(normal_quantile(1.0)));
}

TEST_CASE("the portable logarithm is the logarithm", "[random]") {
  double worst = 0;
  for (double x = 1e-300; x < 1e300; x *= 1.7) {
    const double exact = std::log(x);
    worst = std::max(worst, std::fabs(portable_log(x) - exact) / std::fabs(exact));
  }
  CHECK(worst < 6e-16);
  CHECK(portable_log(1.0) == 0.0);
}

TEST_CASE("deviates have the moments of their distribution", "[random]") {
  constexpr int n = 40'000;
  const RandomStream stream(7, 3);
  double sum_u = 0, sum = 0, sum2 = 0, sum3 = 0, sum4 = 0, neighbour = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double x = stream.normal_double(i);
    sum_u += stream.uniform(i);
    sum += x, sum2 += x * x, sum3 += x * x * x, sum4 += x * x * x * x;
    neighbour += x * stream.normal_double(i + 1);
  }
  const double sigma = 1 / std::sqrt(static_cast<double>(n));  // four of them: 1 in 16,000
  CHECK(std::fabs(sum_u / n - 0.5) < 4 * sigma * std::sqrt(1.0 / 12));
  CHECK(std::fabs(sum / n) < 4 * sigma);
  CHECK(std::fabs(sum2 / n - 1) < 4 * sigma * std::sqrt(2.0));
  CHECK(std::fabs(sum3 / n) < 4 * sigma * std::sqrt(15.0));
  CHECK(std::fabs(sum4 / n - 3) < 4 * sigma * std::sqrt(96.0));
  CHECK(std::fabs(neighbour / n) < 4 * sigma);
}

TEST_CASE("seeds, streams and indices all matter", "[random]") {
  std::set<double> seen;
  for (const std::uint64_t seed : {0ull, 1ull, 1ull << 32})
    for (const std::uint32_t stream : {0u, 1u, 2u})
      for (const std::uint64_t i : {0ull, 1ull, 2ull, 1ull << 33, 1ull << 34})
        seen.insert(RandomStream(seed, stream).uniform(i));
  CHECK(seen.size() == 45);
}

TEST_CASE("a filled span continues where it is told", "[random]") {
  std::vector<float> all(9), rest(4);
  const RandomStream stream(5);
  stream.fill_normals(all);
  stream.fill_normals(rest, 5);
  for (std::size_t k = 0; k < 4; ++k) CHECK(rest[k] == all[5 + k]);
}
