// Captures: what is written is what is seen; every way to be wrong has its sentence.

#include "widgets/attention_quadrants/sources/capture.h"

#include <catch_amalgamated.hpp>

#include "core/io/safetensors.h"

using namespace lesson;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int T = 3, I = 8, H = 2, D = 4;

MatrixRM numbers(int rows, int cols, float first) {
  MatrixRM m(rows, cols);
  for (Eigen::Index i = 0; i < m.size(); ++i) m.data()[i] = first + 0.25f * static_cast<float>(i % 97);
  return m;
}

struct Recipe {
  std::map<std::string, std::string> metadata = {{"format", "lesson-attention-1"},
                                                 {"heads", "2"},
                                                 {"text_tokens", "3"},
                                                 {"grid", "2x4"},
                                                 {"tokens", R"(["a","cat"])"}};
  std::map<std::string, MatrixRM> tensors = {{"block.0.q", numbers(T + I, H* D, 1)},
                                             {"block.0.k", numbers(T + I, H* D, 2)},
                                             {"block.1.q", numbers(T + I, H* D, 3)},
                                             {"block.1.k", numbers(T + I, H* D, 4)},
                                             {"block.1.v", numbers(T + I, H* D, 5)}};
  DType type = DType::F32;

  std::vector<std::uint8_t> bytes() const {
    SafetensorsWriter writer;
    for (const auto& [key, value] : metadata) writer.set_metadata(key, value);
    for (const auto& [name, matrix] : tensors) writer.add(name, matrix, type);
    const auto file = writer.finish();
    REQUIRE(file);
    const auto* data = reinterpret_cast<const std::uint8_t*>(file.value().data());
    return {data, data + file.value().size()};
  }
};

std::string refusal(const Recipe& recipe) {
  const auto opened = open_capture("test.safetensors", recipe.bytes());
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error().where, ContainsSubstring("test.safetensors"));
  return opened.error().message();
}

}  // namespace

TEST_CASE("A capture is read head by head") {
  const Recipe recipe;
  const auto opened = open_capture("test.safetensors", recipe.bytes());
  REQUIRE(opened);
  AttentionSource& source = *opened.value();
  const SourceInfo& info = source.info();
  CHECK(info.blocks == 2);
  CHECK(info.heads == 2);
  CHECK(info.steps == 1);
  CHECK(info.head_dim == D);
  CHECK(info.shape.text_tokens == T);
  CHECK(info.shape.image_tokens == I);
  CHECK(info.grid_rows == 2);
  CHECK(info.grid_cols == 4);
  CHECK(info.text_labels == std::vector<std::string>{"a", "cat"});
  CHECK(info.honesty == ui::Honesty::recorded);
  const auto slice = source.slice({0, 1, 1});
  REQUIRE(slice);
  CHECK(slice->q == recipe.tensors.at("block.1.q").rightCols(D));
  CHECK(slice->k == recipe.tensors.at("block.1.k").rightCols(D));
  CHECK(slice->v == recipe.tensors.at("block.1.v").rightCols(D));
  CHECK_FALSE(source.slice({0, 0, 0})->has_values());
}

TEST_CASE("Half precision and several steps are read too") {
  Recipe recipe;
  recipe.type = DType::F16;
  recipe.tensors.clear();
  for (int step = 0; step < 3; ++step) {
    for (const char* part : {"q", "k"})
      recipe.tensors["step." + std::to_string(step) + ".block.0." + part] =
          numbers(T + I, H * D, static_cast<float>(step));
  }
  recipe.metadata["steps"] = R"(["t = 1.0", "t = 0.5", "t = 0.0"])";
  const auto opened = open_capture("x", recipe.bytes());
  REQUIRE(opened);
  CHECK(opened.value()->info().steps == 3);
  CHECK(opened.value()->info().step_labels[1] == "t = 0.5");
  CHECK(opened.value()->slice({2, 0, 0})->q(0, 0) == 2);
}

TEST_CASE("The grid is guessed for a square and written otherwise") {
  Recipe recipe;
  recipe.metadata.erase("grid");
  CHECK(open_capture("x", recipe.bytes()).value()->info().grid_cols == 8);
  recipe.metadata["text_tokens"] = "2";
  CHECK(open_capture("x", recipe.bytes()).value()->info().grid_cols == 3);
}

TEST_CASE("A picture goes under the maps") {
  Recipe recipe;
  SafetensorsWriter writer;
  for (const auto& [key, value] : recipe.metadata) writer.set_metadata(key, value);
  for (const auto& [name, matrix] : recipe.tensors) writer.add(name, matrix);
  const std::vector<float> rgb = {0, 0.5f, 1, 2, -1, 0.25f};
  writer.add("picture", {1, 2, 3}, rgb);
  const auto file = writer.finish();
  const auto* data = reinterpret_cast<const std::uint8_t*>(file.value().data());
  const auto opened = open_capture("x", {data, data + file.value().size()});
  REQUIRE(opened);
  const ui::Pixels pixels = opened.value()->picture(0);
  CHECK(pixels.w == 2);
  CHECK(pixels.h == 1);
  CHECK(std::vector<std::uint8_t>(pixels.rgba.begin(), pixels.rgba.end()) ==
        std::vector<std::uint8_t>{0, 127, 255, 255, 255, 0, 63, 255});
}

TEST_CASE("A file that is no capture says why") {
  CHECK_FALSE(open_capture("x", std::vector<std::uint8_t>{}));
  CHECK_FALSE(open_capture("x", std::vector<std::uint8_t>(100, 'x')));
  struct Case {
    const char* key;
    const char* value;
    const char* says;
  };
  for (const Case& c :
       {Case{"format", "other", "not an attention capture"}, Case{"heads", "0", "1 to 256"},
        Case{"heads", "two", "1 to 256"}, Case{"heads", "-2", "1 to 256"}, Case{"heads", "3", "multiple of heads"},
        Case{"text_tokens", "11", "more rows than"}, Case{"text_tokens", "1e3", "0 to"},
        Case{"grid", "3x3", "rows x columns that make 8"}, Case{"grid", "eight", "rows x columns"},
        Case{"grid", "65536x65536", "rows x columns"}, Case{"tokens", "a, cat", "JSON list"},
        Case{"tokens", "[1]", "JSON list"}, Case{"tokens", R"(["a","b","c","d"])", "at most 3"},
        Case{"steps", R"(["a","b"])", "at most 1"}}) {
    INFO(c.key << " = " << c.value);
    Recipe recipe;
    recipe.metadata[c.key] = c.value;
    CHECK_THAT(refusal(recipe), ContainsSubstring(c.says));
  }
  for (const char* key : {"format", "heads", "text_tokens"}) {
    Recipe recipe;
    recipe.metadata.erase(key);
    CHECK_THAT(refusal(recipe), ContainsSubstring(key));
  }
  Recipe no_keys;
  no_keys.tensors.erase("block.1.k");
  CHECK_THAT(refusal(no_keys), ContainsSubstring("block.1.k"));
  Recipe none;
  none.tensors.clear();
  CHECK_THAT(refusal(none), ContainsSubstring("block.0.q"));
  Recipe odd;
  odd.tensors["block.1.v"] = numbers(T + I, H * D + 2, 0);
  CHECK_THAT(refusal(odd), ContainsSubstring("[11, 8]") && ContainsSubstring("[11, 10]"));
  Recipe bytes;
  bytes.type = DType::U8;
  CHECK_THAT(refusal(bytes), ContainsSubstring("F32, F16 or BF16"));
}
