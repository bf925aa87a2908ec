// No bytes may crash the safetensors reader, and what it accepts it must hold to.
#include "core/io/safetensors.h"

#include <algorithm>

#include "tests/fuzz/target.h"

namespace lesson::fuzz {

namespace {

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

/// Every byte of the data belongs to one tensor, and to one alone.
void covered(const SafetensorsFile& file, const SafetensorsIndex& index, std::size_t size) {
  std::uint64_t place = 0;
  for (const TensorEntry& entry : index.tensors()) {
    expect(entry.begin == place && entry.end >= entry.begin);
    place = entry.end;
    expect(index.find(entry.name) == &entry);
    const TensorView* view = file.find(entry.name);
    expect(view && view->data.size() == entry.end - entry.begin);
  }
  expect(index.data_begin() + place == size);
}

/// A file larger than memory is known by its beginning alone, and bounds hold.
void read_head(std::span<const std::byte> bytes, const SafetensorsIndex& index) {
  const auto head = bytes.first(static_cast<std::size_t>(index.data_begin()));
  const auto again = SafetensorsIndex::read(head, bytes.size());
  expect(again && again.value().tensors().size() == index.tensors().size());
  const auto bounded = SafetensorsIndex::read(bytes, bytes.size(), {.header_bytes = 200, .tensors = 2});
  if (bounded) expect(bounded.value().tensors().size() <= 2 && bounded.value().data_begin() <= 208);
  if (!bounded) expect_words(bounded.error());
}

}  // namespace

void safetensors(Bytes given) {
  const auto bytes = std::as_bytes(given);
  const auto index = SafetensorsIndex::read(bytes, bytes.size());
  const auto file = SafetensorsFile::borrow(bytes);
  expect(static_cast<bool>(file) == static_cast<bool>(index));
  if (!file) return expect_words(file.error());
  covered(file.value(), index.value(), bytes.size());
  read_head(bytes, index.value());
  for (const TensorView& tensor : file.value().tensors()) {
    expect(to_floats(tensor).size() == tensor.elements());
    if (const auto matrix = to_matrix(tensor); !matrix) expect_words(matrix.error());
    if (const auto vector = to_vector(tensor); !vector) expect_words(vector.error());
  }
  write_again(file.value());
}

}  // namespace lesson::fuzz
