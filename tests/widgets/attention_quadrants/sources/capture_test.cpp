// Captures: what is written is what is seen; every way to be wrong has its sentence.

#include "widgets/attention_quadrants/sources/capture.h"

#include <array>
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
  DType type = DType::f32;

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
  recipe.type = DType::f16;
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

TEST_CASE("A capture says what its blocks, heads and rows are in the model") {
  Recipe recipe;
  recipe.metadata["blocks"] = R"(["double block 1","single block 0"])";
  recipe.metadata["head_numbers"] = "[3, 7]";
  recipe.metadata["readers"] = R"([["CLIP",1],["T5",2]])";
  recipe.metadata["joint_order"] = "image first";
  auto opened = open_capture("x", recipe.bytes());
  REQUIRE(opened);
  const SourceInfo& info = opened.value()->info();
  CHECK(info.block_labels == std::vector<std::string>{"double block 1", "single block 0"});
  CHECK(info.head_numbers == std::vector<int>{3, 7});
  REQUIRE(info.readers.size() == 2);
  CHECK(info.readers[1].name == "T5");
  CHECK(info.readers[1].rows == 2);
  CHECK_THAT(info.detail, ContainsSubstring("in the model itself the image does"));
  recipe.metadata["head_numbers"] = "[0, 1]";  // all of them: nothing to say
  recipe.metadata["joint_order"] = "text first";
  opened = open_capture("x", recipe.bytes());
  REQUIRE(opened);
  CHECK(opened.value()->info().head_numbers.empty());
  CHECK_THAT(opened.value()->info().detail, !ContainsSubstring("in the model itself"));
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
  for (const Case& c : {Case{"format", "other", "not an attention capture"},
                        Case{"heads", "0", "1 to 256"},
                        Case{"heads", "two", "1 to 256"},
                        Case{"heads", "-2", "1 to 256"},
                        Case{"heads", "3", "multiple of heads"},
                        Case{"text_tokens", "11", "more rows than"},
                        Case{"text_tokens", "1e3", "0 to"},
                        Case{"grid", "3x3", "rows x columns that make 8"},
                        Case{"grid", "eight", "rows x columns"},
                        Case{"grid", "65536x65536", "rows x columns"},
                        Case{"tokens", "a, cat", "JSON list"},
                        Case{"tokens", "[1]", "JSON list"},
                        Case{"tokens", R"(["a","b","c","d"])", "at most 3"},
                        Case{"steps", R"(["a","b"])", "at most 1"},
                        Case{"blocks", R"(["a","b","c"])", "at most 2"},
                        Case{"blocks", "[1]", "JSON list of strings"},
                        Case{"head_numbers", "[1]", "2 numbers from 0"},
                        Case{"head_numbers", "[1,-2]", "2 numbers from 0"},
                        Case{"head_numbers", "3", "2 numbers from 0"},
                        Case{"readers", R"([["T5",4]])", "at most 3"},
                        Case{"readers", R"([["CLIP",2],["T5",2]])", "at most 1"},
                        Case{"readers", R"(["T5"])", "text encoders"},
                        Case{"readers", R"([["T5",-1]])", "at most 3"},
                        Case{"readers", R"({"T5":3})", "text encoders"}}) {
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
  bytes.type = DType::u8;
  CHECK_THAT(refusal(bytes), ContainsSubstring("F32, F16 or BF16"));
}

namespace {

/// The file as a page has it: the header, and a slice of the bytes where one is asked for.
struct Disk {
  std::vector<std::uint8_t> bytes;
  std::size_t asked = 0;  ///< bytes read beyond the header

  std::size_t head() const {
    std::uint64_t length = 8;
    for (std::size_t i = 0; i < 8; ++i) length += std::uint64_t{bytes[i]} << (8 * i);
    return static_cast<std::size_t>(length);
  }
  std::unique_ptr<Capture> open() const {
    auto opened = open_capture("test.safetensors", std::span(bytes).first(head()), bytes.size());
    REQUIRE(opened);
    return std::move(opened).value();
  }
  /// One piece; false when none is wanted.
  bool serve(Capture& capture) {
    const auto piece = capture.wanted_piece();
    if (!piece) return false;
    REQUIRE(piece->at + piece->bytes <= bytes.size());
    asked += piece->bytes;
    const auto at = static_cast<std::size_t>(piece->at), count = static_cast<std::size_t>(piece->bytes);
    capture.take_piece(*piece, std::as_bytes(std::span(bytes).subspan(at, count)));
    return true;
  }
};

}  // namespace

TEST_CASE("A capture is read piece by piece, no more of it than is shown") {
  const Recipe recipe;
  Disk disk{recipe.bytes()};
  const auto capture = disk.open();
  CHECK_FALSE(capture->wanted_piece());  // nothing before it is asked for
  CHECK_FALSE(capture->slice({0, 1, 1}));
  CHECK_THAT(capture->waiting(), ContainsSubstring("block 1, head 1"));
  const unsigned before = capture->revision();
  while (disk.serve(*capture)) {
  }
  CHECK(capture->revision() != before);
  CHECK(disk.asked == 3 * sizeof(float) * (T + I) * H * D);  // q, k and v of one block of two
  const auto slice = capture->slice({0, 1, 1});
  REQUIRE(slice);
  CHECK(slice->q == recipe.tensors.at("block.1.q").rightCols(D));
  CHECK(slice->k == recipe.tensors.at("block.1.k").rightCols(D));
  CHECK(slice->v == recipe.tensors.at("block.1.v").rightCols(D));
}

TEST_CASE("Another head that is wanted gives up what was being read; late pieces of it are ignored") {
  const Recipe recipe;
  Disk disk{recipe.bytes()};
  const auto capture = disk.open();
  CHECK_FALSE(capture->slice({0, 0, 0}));
  const auto late = capture->wanted_piece();
  REQUIRE(late);
  CHECK_FALSE(capture->slice({0, 1, 0}));
  const std::vector<std::byte> wrong(late->bytes);
  capture->take_piece(*late, wrong);
  while (disk.serve(*capture)) {
  }
  CHECK(capture->slice({0, 1, 0})->q == recipe.tensors.at("block.1.q").leftCols(D));
  capture->take_piece({0, 8}, std::vector<std::byte>(8));  // never wanted
  CHECK(capture->slice({0, 1, 0})->q == recipe.tensors.at("block.1.q").leftCols(D));
}

TEST_CASE("A file that is lost says so, and asks for nothing more") {
  Disk disk{Recipe().bytes()};
  const auto capture = disk.open();
  CHECK_FALSE(capture->slice({0, 0, 0}));
  capture->lose_file("test.safetensors cannot be read.");
  CHECK(capture->problem() == "test.safetensors cannot be read.");
  CHECK_FALSE(capture->wanted_piece());
  CHECK_FALSE(capture->slice({0, 1, 0}));
  CHECK_FALSE(capture->wanted_piece());
}

TEST_CASE("A capture of 650 MB opens from its header, in pieces of a few megabytes") {
  constexpr std::uint64_t rows = 4429, cols = 1536, size = rows * cols * 2;  // F16, SD3 Medium at 1024 pixels
  std::string header = R"({"__metadata__":{"format":"lesson-attention-1","heads":"24","text_tokens":"333"})";
  std::uint64_t at = 0;
  for (int block = 0; block < 24; ++block) {
    for (const char* part : {"q", "k"}) {
      header += ",\"block." + std::to_string(block) + "." + part +
                R"(":{"dtype":"F16","shape":[4429,1536],"data_offsets":[)" + std::to_string(at) + "," +
                std::to_string(at + size) + "]}";
      at += size;
    }
  }
  header += "}";
  std::vector<std::uint8_t> head(8);
  for (std::size_t i = 0; i < 8; ++i) head[i] = static_cast<std::uint8_t>(header.size() >> (8 * i));
  head.insert(head.end(), header.begin(), header.end());
  const auto opened = open_capture("large.safetensors", head, head.size() + at);
  REQUIRE(opened);
  CHECK(at > 650'000'000);
  CHECK(opened.value()->info().blocks == 24);
  CHECK_FALSE(opened.value()->slice({0, 23, 23}));
  int pieces = 0;
  for (auto piece = opened.value()->wanted_piece(); piece; piece = opened.value()->wanted_piece(), ++pieces) {
    REQUIRE(piece->bytes <= 4'000'000);
    opened.value()->take_piece(*piece, std::vector<std::byte>(piece->bytes));
  }
  CHECK(pieces == 8);
  CHECK(opened.value()->slice({0, 23, 23})->q.rows() == 4429);
}

TEST_CASE("Tensors of other types beside the captured ones do not matter") {
  SafetensorsWriter plain;
  const Recipe recipe;
  for (const auto& [key, value] : recipe.metadata) plain.set_metadata(key, value);
  for (const auto& [name, matrix] : recipe.tensors) plain.add(name, matrix);
  plain.add_raw("an.unrelated.one", DType::i8, {8}, std::vector<std::byte>(8));
  const auto bytes = plain.finish();
  REQUIRE(bytes);
  for (const std::string dtype : {"F8_E4M3", "F8_E5M2", "C64", "F4"}) {
    std::string file(reinterpret_cast<const char*>(bytes.value().data()), bytes.value().size());
    const std::string i8 = R"("dtype":"I8","shape":[8])", odd = "\"dtype\":\"" + dtype + "\",\"shape\":[8]";
    const auto place = file.find(i8);
    REQUIRE(place != std::string::npos);
    file.replace(place, i8.size(), odd);
    for (std::size_t i = 0, length = static_cast<unsigned char>(file[0]) + 256u * static_cast<unsigned char>(file[1]) +
                                     odd.size() - i8.size();
         i < 8; ++i)
      file[i] = static_cast<char>(length >> (8 * i));
    const auto* data = reinterpret_cast<const std::uint8_t*>(file.data());
    const auto opened = open_capture("test.safetensors", {data, file.size()});
    INFO((opened ? "" : opened.error().message()));
    REQUIRE(opened);
    CHECK(opened.value()->slice({0, 0, 0})->q == recipe.tensors.at("block.0.q").leftCols(D));
  }
}

TEST_CASE("A head too large for the page is refused before anything is allocated") {
  const auto header = [](std::uint64_t rows, std::uint64_t cols) {
    const std::string shape = "[" + std::to_string(rows) + "," + std::to_string(cols) + "]",
                      end = std::to_string(rows * cols * 4);
    return R"({"__metadata__":{"format":"lesson-attention-1","heads":"1","text_tokens":"3"},"block.0.q":{"dtype":"F32","shape":)" +
           shape + R"(,"data_offsets":[0,)" + end + "]}}";
  };
  const std::string text = header(16384, 1024);
  std::vector<std::uint8_t> head(8);
  for (std::size_t i = 0; i < 8; ++i) head[i] = static_cast<std::uint8_t>(text.size() >> (8 * i));
  head.insert(head.end(), text.begin(), text.end());
  const auto opened = open_capture("wide.safetensors", head, head.size() + 16384ull * 1024 * 4);
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error().message(), ContainsSubstring("at most 4194304 numbers"));
}

TEST_CASE("Other files are called what they are") {
  const auto opened = open_capture("cat.png", std::array<std::uint8_t, 8>{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message() ==
        "cat.png, file: this is no safetensors file (expected a safetensors file, got a PNG picture). Choose another "
        "file.");
}
