// Runs every fuzz target over its corpus, and over many small mutations of it.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <system_error>
#include <vector>

#include "tests/fuzz/target.h"

using namespace lesson;

namespace {

using Bytes = std::vector<std::uint8_t>;

std::vector<Bytes> corpus(const std::string& name) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(LESSON_FUZZ_CORPUS "/" + name, error))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> files;
  for (const auto& path : paths) {
    std::ifstream stream(path, std::ios::binary);
    files.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return files;
}

/// Flips, inserts, removes, repeats or splices a few bytes.
Bytes mutate(Bytes bytes, const std::vector<Bytes>& others, std::mt19937& rng) {
  static constexpr std::uint8_t telling[] = {0, 1, 0x7f, 0xff, '"', '{', '}', '[', ']', ',', ':', '0', '9', '-', '\\'};
  for (unsigned i = 0, edits = 1 + rng() % 4; i < edits; ++i) {
    const std::size_t at = bytes.empty() ? 0 : rng() % bytes.size();
    const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    switch (bytes.empty() ? 1 : rng() % 6) {
      case 0: *place = static_cast<std::uint8_t>(*place ^ (1u << (rng() % 8))); break;
      case 1: bytes.insert(place, telling[rng() % std::size(telling)]); break;
      case 2: *place = telling[rng() % std::size(telling)]; break;
      case 3: bytes.erase(place); break;
      case 4: bytes.resize(at); break;
      default: {
        const Bytes& other = others[rng() % others.size()];
        if (other.empty()) break;
        const auto from = other.begin() + static_cast<std::ptrdiff_t>(rng() % other.size());
        bytes.insert(place, from, from + std::min<std::ptrdiff_t>(16, other.end() - from));
      }
    }
  }
  return bytes;
}

/// Makes the length field fit the header again, so that mutations reach the JSON behind it.
void mend_length(Bytes& bytes) {
  if (bytes.size() < 8) return;
  std::size_t end = bytes.size();
  while (end > 8 && bytes[end - 1] != '}') --end;
  const std::uint64_t length = end - 8;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(length >> (8 * i));
}

std::string hexadecimal(const Bytes& bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) text += {digits[byte >> 4], digits[byte & 15]};
  return text;
}

void run(const fuzz::Target& target, const Bytes& bytes) {
  try {
    target.run(bytes);
  } catch (const fuzz::BrokenPromise& promise) {
    FAIL("not as promised at " << promise.what() << " of the input " << hexadecimal(bytes));
  }
}

}  // namespace

TEST_CASE("fuzz targets over their corpora and mutations", "[fuzz]") {
  const auto target = GENERATE(fuzz::Target{"safetensors", fuzz::safetensors}, fuzz::Target{"json", fuzz::json},
                               fuzz::Target{"request", fuzz::request}, fuzz::Target{"packets", fuzz::packets, 3000},
                               fuzz::Target{"state", fuzz::state, 3000}, fuzz::Target{"link", fuzz::link},
                               fuzz::Target{"prompt", fuzz::prompt}, fuzz::Target{"capture", fuzz::capture},
                               fuzz::Target{"theme", fuzz::theme});
  INFO("target " << target.name);
  const auto files = corpus(target.name);
  REQUIRE(files.size() >= 8);
  std::mt19937 rng(1);
  const int rounds = target.mutations / static_cast<int>(files.size());
  for (const Bytes& file : files) {
    run(target, file);
    for (int round = 0; round < rounds; ++round) {
      Bytes bytes = mutate(file, files, rng);
      if (target.run == fuzz::safetensors && round % 2) mend_length(bytes);
      run(target, bytes);
    }
  }
  SUCCEED();
}
