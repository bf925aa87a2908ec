// What the core's safetensors reader says of each of many files, for the comparison with the reference reader
// (tests/interop/test_safetensors.py).
//
//   safetensors_verdicts FILE      FILE: eight bytes of length and a safetensors file, again and again
//
// A line of JSON for each: {"tensors": {name: {dtype, shape, begin, end}}, "metadata": {...}} or {"refused": words}.

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "core/io/json.h"
#include "core/io/safetensors.h"

using namespace lesson;

namespace {

Json verdict(std::span<const std::byte> file) {
  const auto index = SafetensorsIndex::read(file, file.size());
  if (!index) return {{"refused", index.error().what}};
  Json tensors = Json::object();
  for (const TensorEntry& entry : index.value().tensors()) {
    tensors[entry.name] = {
        {"dtype", entry.dtype_name}, {"shape", entry.shape}, {"begin", entry.begin}, {"end", entry.end}};
  }
  return {{"tensors", std::move(tensors)}, {"metadata", index.value().metadata()}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("safetensors_verdicts FILE\n", stderr), 2;
  std::ifstream stream(argv[1], std::ios::binary);
  const std::vector<char> all((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  std::span<const std::byte> rest = std::as_bytes(std::span(all));
  while (rest.size() >= 8) {
    std::uint64_t size = 0;
    std::memcpy(&size, rest.data(), sizeof size);
    if (size > rest.size() - 8) return std::fputs("safetensors_verdicts: FILE ends early\n", stderr), 2;
    std::puts(print_json(verdict(rest.subspan(8, static_cast<std::size_t>(size)))).c_str());
    rest = rest.subspan(8 + static_cast<std::size_t>(size));
  }
  return 0;
}
