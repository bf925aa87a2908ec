#pragma once
// Recorded tensors of tests/fixtures.

#include <fstream>
#include <iterator>

#include "core/io/safetensors.h"
#include "tests/core/reference.h"

namespace lesson {

inline std::vector<std::byte> file_bytes(const std::string& path) {
  INFO("file " << path);
  std::ifstream stream(path, std::ios::binary);
  REQUIRE(stream.good());
  const std::vector<char> chars((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  std::vector<std::byte> bytes(chars.size());
  for (std::size_t i = 0; i < chars.size(); ++i) bytes[i] = static_cast<std::byte>(chars[i]);
  return bytes;
}

inline SafetensorsFile open_fixture(const std::string& name) {
  auto file = SafetensorsFile::own(file_bytes(std::string(LESSON_FIXTURES) + "/" + name));
  REQUIRE(file);
  return std::move(file).value();
}

/// A tensor of any rank as a matrix of `cols` columns (0: its last axis).
inline MatrixRM fixture_matrix(const SafetensorsFile& file, const std::string& name, Eigen::Index cols = 0) {
  INFO("tensor " << name);
  const auto tensor = file.require(name);
  REQUIRE(tensor);
  const std::vector<float> values = to_floats(tensor.value());
  const auto count = static_cast<Eigen::Index>(values.size());
  if (cols == 0) cols = static_cast<Eigen::Index>(tensor.value().shape.back());
  return Eigen::Map<const MatrixRM>(values.data(), count / cols, cols);
}

inline VectorF fixture_vector(const SafetensorsFile& file, const std::string& name) {
  return fixture_matrix(file, name, 1);
}

}  // namespace lesson
