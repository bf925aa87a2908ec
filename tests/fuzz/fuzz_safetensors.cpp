// Fuzz target: no bytes may crash the safetensors reader, and what it accepts it must hold to.
// Replayed over a corpus by fuzz_tests; with -DLESSON_LIBFUZZER=ON also built for libFuzzer.
#include "tests/fuzz/fuzz_safetensors.h"

#include <algorithm>
#include <cstdlib>

#include "core/io/safetensors.h"

using namespace lesson;

namespace {

void expect(bool promise) {
  if (!promise) std::abort();
}

/// A file that was accepted can be written again and then reads the same.
void write_again(const SafetensorsFile& file) {
  SafetensorsWriter writer;
  for (const TensorView& tensor : file.tensors()) {
    if (tensor.dtype == DType::opaque) return;
    writer.add_raw(std::string(tensor.name), tensor.dtype, {tensor.shape.begin(), tensor.shape.end()},
                   {tensor.data.begin(), tensor.data.end()});
  }
  for (const auto& [key, value] : file.metadata()) writer.set_metadata(key, value);
  auto bytes = writer.finish();
  expect(static_cast<bool>(bytes));
  const auto again = SafetensorsFile::own(std::move(bytes).value());
  expect(static_cast<bool>(again));
  expect(again.value().tensors().size() == file.tensors().size());
  expect(again.value().metadata() == file.metadata());
  for (const TensorView& tensor : file.tensors()) {
    const TensorView* other = again.value().find(tensor.name);
    expect(other && other->dtype == tensor.dtype && std::ranges::equal(other->shape, tensor.shape) &&
           std::ranges::equal(other->data, tensor.data));
  }
}

}  // namespace

void fuzz_safetensors(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto file = SafetensorsFile::borrow(bytes);
  if (!file) {
    expect(!file.error().what.empty() && !file.error().message().empty());
    return;
  }
  std::size_t covered = 0;
  for (const TensorView& tensor : file.value().tensors()) {
    covered += tensor.data.size();
    expect(to_floats(tensor).size() == tensor.elements());
    static_cast<void>(to_matrix(tensor));
    static_cast<void>(to_vector(tensor));
  }
  expect(covered <= size);
  write_again(file.value());
}

#ifdef LESSON_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_safetensors(data, size);
  return 0;
}
#endif
