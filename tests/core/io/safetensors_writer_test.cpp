#include <catch_amalgamated.hpp>
#include <cstring>
#include <random>

#include "core/io/safetensors.h"

using namespace lesson;

namespace {

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A random file's content: names with every kind of character, all dtypes, odd shapes.
struct Content {
  struct Tensor {
    std::string name;
    DType type;
    std::vector<std::uint64_t> shape;
    std::vector<std::byte> bytes;
  };
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;
};

std::string random_name(std::mt19937& rng) {
  const char* const pieces[] = {"a", "block.0", "\"", "\\", "\n", "\x01", "é", "漢", "🙂", " ", "/", "{"};
  std::string name;
  for (unsigned i = 0, n = rng() % 4; i < n; ++i) name += pieces[rng() % std::size(pieces)];
  return name;
}

Content random_content(std::mt19937& rng) {
  Content content;
  for (unsigned i = 0, n = rng() % 6; i < n; ++i) {
    Content::Tensor tensor{random_name(rng), static_cast<DType>(rng() % 13), {}, {}};
    std::size_t bytes = size_of(tensor.type);
    for (unsigned k = 0, rank = rng() % 4; k < rank; ++k) {
      tensor.shape.push_back(rng() % 5);
      bytes *= tensor.shape.back();
    }
    for (std::size_t k = 0; k < bytes; ++k) tensor.bytes.push_back(static_cast<std::byte>(rng()));
    content.tensors.insert_or_assign(tensor.name, tensor);
  }
  for (unsigned i = 0, n = rng() % 3; i < n; ++i) content.metadata[random_name(rng)] = random_name(rng);
  return content;
}

}  // namespace

TEST_CASE("the writer's bytes are as documented", "[safetensors]") {
  SafetensorsWriter writer;
  writer.add("b", {1}, std::vector<float>{1.0f}, DType::u8);
  writer.add("a", {1}, std::vector<float>{-2.0f});
  writer.set_metadata("k", "v");
  const auto bytes = writer.finish();
  REQUIRE(bytes);
  const std::string text = text_of(bytes.value());
  const std::string header = R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                             R"("b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}})";
  CHECK(static_cast<unsigned char>(text[0]) == (header.size() + 7) / 8 * 8);
  CHECK(text.substr(8, header.size()) == header);
  CHECK(text.substr(text.size() - 5) == std::string("\0\0\0\xc0\x01", 5));
  CHECK((text.size() - 5) % 8 == 0);
}

TEST_CASE("what is written is read back, in whatever order it was added", "[safetensors][property]") {
  std::mt19937 rng(20240101);
  for (int round = 0; round < 300; ++round) {
    const Content content = random_content(rng);
    SafetensorsWriter forward, backward;
    for (auto it = content.tensors.begin(); it != content.tensors.end(); ++it)
      forward.add_raw(it->second.name, it->second.type, it->second.shape, it->second.bytes);
    for (auto it = content.tensors.rbegin(); it != content.tensors.rend(); ++it)
      backward.add_raw(it->second.name, it->second.type, it->second.shape, it->second.bytes);
    for (const auto& [key, value] : content.metadata) {
      forward.set_metadata(key, value);
      backward.set_metadata(key, value);
    }
    const auto bytes = forward.finish();
    REQUIRE(bytes);
    REQUIRE(bytes.value() == backward.finish().value());
    const auto file = SafetensorsFile::borrow(bytes.value());
    INFO((file ? "" : file.error().message()));
    REQUIRE(file);
    REQUIRE(file.value().tensors().size() == content.tensors.size());
    for (const auto& [name, tensor] : content.tensors) {
      const TensorView* view = file.value().find(name);
      REQUIRE(view);
      REQUIRE(view->dtype == tensor.type);
      REQUIRE(std::equal(view->shape.begin(), view->shape.end(), tensor.shape.begin(), tensor.shape.end()));
      REQUIRE(std::equal(view->data.begin(), view->data.end(), tensor.bytes.begin(), tensor.bytes.end()));
    }
    for (const auto& [key, value] : content.metadata) REQUIRE(file.value().metadata().at(key) == value);
  }
}

TEST_CASE("floats are stored as the dtype asked for", "[safetensors]") {
  const std::vector<float> values{0.0f, 1.5f, -2.5f, 300.0f, -300.0f, NAN};
  const auto stored = [&](DType type) {
    SafetensorsWriter writer;
    writer.add("x", {6}, values, type);
    return to_floats(*SafetensorsFile::own(writer.finish().value()).value().find("x"));
  };
  const auto i8 = stored(DType::i8), u8 = stored(DType::u8), f16 = stored(DType::f16);
  CHECK(i8 == std::vector<float>{0, 2, -2, 127, -128, 0});
  CHECK(u8 == std::vector<float>{0, 2, 0, 255, 0, 0});
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(f16[i] == values[i]);
    CHECK(stored(DType::bf16)[i] == values[i]);
  }
  CHECK(std::isnan(f16[5]));
}

TEST_CASE("a strided matrix is stored by rows", "[safetensors]") {
  MatrixRM wide(2, 4);
  wide << 1, 2, 3, 4, 5, 6, 7, 8;
  SafetensorsWriter writer;
  writer.add("m", wide.leftCols(2));
  const auto file = SafetensorsFile::own(writer.finish().value());
  CHECK(to_floats(*file.value().find("m")) == std::vector<float>{1, 2, 5, 6});
}

TEST_CASE("the writer refuses what the reader would", "[safetensors]") {
  const std::vector<float> two{1, 2};
  const auto message = [&](auto&& fill) {
    SafetensorsWriter writer;
    fill(writer);
    const auto bytes = writer.finish();
    REQUIRE_FALSE(bytes);
    return bytes.error().what;
  };
  CHECK(message([&](auto& w) { w.add("a", {3}, two); }) == "the values do not fill the shape");
  CHECK(message([&](auto& w) { w.add("a", {1ull << 62, 8}, {}); }) == "the values do not fill the shape");
  CHECK(message([&](auto& w) {
          w.add("a", {2}, two);
          w.add("a", {2}, two);
        }) == "the tensor's name is taken");
  CHECK(message([&](auto& w) { w.add("__metadata__", {2}, two); }) == "the tensor's name is taken");
  CHECK(message([&](auto& w) { w.add("\xff", {2}, two); }) == "the tensor's name is not UTF-8");
  CHECK(message([&](auto& w) { w.set_metadata("a", "\xff"); }) == "metadata are not UTF-8");
  CHECK(message([&](auto& w) { w.add("a", {2}, two, DType::i64); }) == "floats cannot be written as this dtype");
}
