#include "core/io/safetensors.h"

#include <bit>
#include <catch_amalgamated.hpp>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <string>

#include "core/io/half.h"

using namespace lesson;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

/// The eight length bytes, the header as given (no padding), then the data.
std::vector<std::byte> file_of(std::string_view header, std::string_view data = {}) {
  std::string length(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>((header.size() >> (8 * i)) & 0xff);
  return bytes_of(length + std::string(header) + std::string(data));
}

void check_defect(SafetensorsDefect defect, std::string_view where, const std::vector<std::byte>& bytes) {
  const auto file = SafetensorsFile::borrow(bytes);
  REQUIRE_FALSE(file);
  CHECK(file.error().what == sentence(defect));
  CHECK(file.error().where == where);
}

constexpr std::string_view kOne = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
constexpr std::string_view kOneData("\0\0\x80\x3f\0\0\0\xc0", 8);  // 1, -2

}  // namespace

TEST_CASE("a literal file gives its tensor and metadata", "[safetensors]") {
  const auto bytes =
      file_of(R"({"__metadata__":{"heads":"4"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   )", kOneData);
  const auto file = SafetensorsFile::borrow(bytes);
  REQUIRE(file);
  REQUIRE(file.value().tensors().size() == 1);
  const TensorView& tensor = file.value().tensors()[0];
  CHECK(tensor.name == "a");
  CHECK(tensor.dtype == DType::f32);
  CHECK(tensor.elements() == 2);
  CHECK(to_floats(tensor) == std::vector<float>{1.0f, -2.0f});
  CHECK(file.value().metadata().at("heads") == "4");
  CHECK(file.value().require_metadata("heads").value() == "4");
  CHECK(file.value().find("b") == nullptr);
  CHECK(file.value().require("b").error().where == "b");
  CHECK(file.value().require_metadata("cut").error().where == "cut");
}

TEST_CASE("the smallest file holds nothing", "[safetensors]") {
  const auto bytes = file_of("{}");
  const auto file = SafetensorsFile::borrow(bytes);
  REQUIRE(file);
  CHECK(file.value().tensors().empty());
  CHECK(file.value().metadata().empty());
}

TEST_CASE("owned bytes outlive the caller's and survive a move", "[safetensors]") {
  auto made = SafetensorsFile::own(file_of(kOne, kOneData));
  REQUIRE(made);
  const SafetensorsFile moved = std::move(made).value();
  CHECK(to_floats(*moved.find("a")) == std::vector<float>{1.0f, -2.0f});
}

TEST_CASE("each defect of the file's frame has its sentence", "[safetensors][defect]") {
  using D = SafetensorsDefect;
  check_defect(D::other_file, "file", {});
  check_defect(D::too_small, "file", bytes_of(std::string(7, '\0')));
  check_defect(D::header_too_large, "file", bytes_of(std::string_view("\x01\xe1\xf5\x05\0\0\0\0", 8)));
  check_defect(D::header_too_large, "file", bytes_of("\xff\xff\xff\xff\xff\xff\xff\xff"));
  check_defect(D::header_past_end, "file", bytes_of(std::string_view("\x03\0\0\0\0\0\0\0{}", 10)));
  check_defect(D::header_past_end, "file", bytes_of(std::string_view("\x00\xe1\xf5\x05\0\0\0\0{}", 10)));
  check_defect(D::trailing_bytes, "file", file_of("{}", "x"));
  check_defect(D::trailing_bytes, "file", file_of(kOne, std::string(kOneData) + "x"));
}

TEST_CASE("each defect of the header's text has its sentence", "[safetensors][defect]") {
  using D = SafetensorsDefect;
  check_defect(D::header_not_object, "header", file_of(""));
  check_defect(D::header_not_object, "header", file_of("[]"));
  check_defect(D::header_not_object, "header", file_of(" {}"));
  check_defect(D::header_not_utf8, "header", file_of("{\"\xff\":1}"));
  check_defect(D::header_not_utf8, "header", file_of("{\"\xc0\xaf\":1}"));          // overlong
  check_defect(D::header_not_utf8, "header", file_of("{\"\xed\xa0\x80\":1}"));      // surrogate
  check_defect(D::header_not_utf8, "header", file_of("{\"\xf4\x90\x80\x80\":1}"));  // above U+10FFFF
  check_defect(D::header_not_utf8, "header", file_of("{\"\xe2\x82\":1}"));          // cut short
  check_defect(D::header_not_json, "header", file_of("{"));
  check_defect(D::header_not_json, "header", file_of("{}{}"));
  check_defect(D::header_not_json, "header", file_of(std::string_view("{}\0", 3)));
  check_defect(D::header_not_json, "header", file_of(std::string_view("{}\0garbage", 10)));
  check_defect(D::header_not_json, "header", file_of("{\"\\ud800\":1}"));
  check_defect(D::header_not_json, "header", file_of(R"({"a":{"dtype":"F32",}})"));
}

TEST_CASE("each defect of the header's content has its sentence", "[safetensors][defect]") {
  using D = SafetensorsDefect;
  check_defect(D::duplicate_key, "a",
               file_of(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},)"
                       R"("\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})"));
  check_defect(D::duplicate_key, "a.shape",
               file_of(R"({"a":{"dtype":"U8","shape":[0],"shape":[0],"data_offsets":[0,0]}})"));
  check_defect(D::duplicate_key, "__metadata__", file_of(R"({"__metadata__":{},"__metadata__":{}})"));
  check_defect(D::duplicate_key, "__metadata__.k", file_of(R"({"__metadata__":{"k":"1","k":"2"}})"));
  check_defect(D::unknown_field, "a", file_of(R"({"a":{"dtype":"U8","stride":[1]}})"));
  check_defect(D::missing_field, "a", file_of(R"({"a":{}})"));
  check_defect(D::missing_field, "a", file_of(R"({"a":{"dtype":"U8","shape":[0]}})"));
  check_defect(D::wrong_field_type, "a.", file_of(R"({"a":1})"));
  check_defect(D::wrong_field_type, "a.", file_of(R"({"a":null})"));
  check_defect(D::wrong_field_type, "a.dtype", file_of(R"({"a":{"dtype":4}})"));
  check_defect(D::wrong_field_type, "a.shape", file_of(R"({"a":{"shape":2}})"));
  check_defect(D::wrong_field_type, "a.shape", file_of(R"({"a":{"shape":[-1]}})"));
  check_defect(D::wrong_field_type, "a.shape", file_of(R"({"a":{"shape":[1.5]}})"));
  check_defect(D::wrong_field_type, "a.shape", file_of(R"({"a":{"shape":[true]}})"));
  check_defect(D::wrong_field_type, "a.shape", file_of(R"({"a":{"shape":[[1]]}})"));
  check_defect(D::wrong_field_type, "a.shape", file_of(R"({"a":{"shape":[18446744073709551616]}})"));
  check_defect(D::wrong_field_type, "a.data_offsets", file_of(R"({"a":{"data_offsets":[0]}})"));
  check_defect(D::wrong_field_type, "a.data_offsets", file_of(R"({"a":{"data_offsets":[0,1,2]}})"));
  check_defect(D::wrong_field_type, "a.data_offsets", file_of(R"({"a":{"data_offsets":{"0":1}}})"));
  check_defect(D::metadata_not_text, "__metadata__.", file_of(R"({"__metadata__":[]})"));
  check_defect(D::metadata_not_text, "__metadata__.k", file_of(R"({"__metadata__":{"k":1}})"));
  check_defect(D::metadata_not_text, "__metadata__.k", file_of(R"({"__metadata__":{"k":{}}})"));
  check_defect(D::missing_field, "a", file_of(R"({"a":{"dtype":"F8_E4M3"}})"));
}

TEST_CASE("each defect of the layout has its sentence", "[safetensors][defect]") {
  using D = SafetensorsDefect;
  const auto tensor = [](const char* name, const char* shape, const char* offsets) {
    return std::string("\"") + name + R"(":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
  };
  const std::string data(16, 'x');
  check_defect(D::shape_overflow, "a", file_of("{" + tensor("a", "[4294967296,4294967296]", "[0,16]") + "}", data));
  check_defect(D::shape_overflow, "a",  // 2^64 + 16 bytes would wrap to 16
               file_of("{" + tensor("a", "[4611686018427387908]", "[0,16]") + "}", data));
  check_defect(D::offsets_reversed, "a", file_of("{" + tensor("a", "[4]", "[16,0]") + "}", data));
  check_defect(D::offsets_past_end, "a", file_of("{" + tensor("a", "[5]", "[0,20]") + "}", data));
  check_defect(D::offsets_past_end, "a",
               file_of("{" + tensor("a", "[4]", "[18446744073709551600,18446744073709551615]") + "}", data));
  check_defect(D::size_mismatch, "a", file_of("{" + tensor("a", "[3]", "[0,16]") + "}", data));
  check_defect(D::size_mismatch, "a", file_of("{" + tensor("a", "[]", "[0,16]") + "}", data));
  check_defect(D::overlap, "b",
               file_of("{" + tensor("a", "[3]", "[0,12]") + "," + tensor("b", "[2]", "[8,16]") + "}", data));
  check_defect(D::overlap, "b",
               file_of("{" + tensor("b", "[4]", "[0,16]") + "," + tensor("a", "[4]", "[0,16]") + "}", data));
  check_defect(D::overlap, "b",
               file_of("{" + tensor("a", "[4]", "[0,16]") + "," + tensor("b", "[0]", "[8,8]") + "}", data));
  check_defect(D::gap, "b",
               file_of("{" + tensor("a", "[1]", "[0,4]") + "," + tensor("b", "[2]", "[8,16]") + "}", data));
  check_defect(D::gap, "a", file_of("{" + tensor("a", "[3]", "[4,16]") + "}", data));
  check_defect(D::trailing_bytes, "file", file_of("{" + tensor("a", "[3]", "[0,12]") + "}", data));
}

TEST_CASE("a dtype that is not read keeps its place, and its numbers stay unread", "[safetensors]") {
  for (const std::string dtype : {"F8_E4M3", "F8_E5M2", "F8_E8M0", "F4", "F6_E2M3", "C64", "F8_E4M3FNUZ", "X128", ""}) {
    const auto file = SafetensorsFile::own(file_of("{\"odd\":{\"dtype\":\"" + dtype +
                                                       R"(","shape":[1],"data_offsets":[0,8]},)"
                                                       R"("a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}})",
                                                   "12345678" + std::string(kOneData)));
    REQUIRE(file);
    const TensorView& odd = *file.value().find("odd");
    CHECK(odd.dtype == DType::opaque);
    CHECK(odd.dtype_name == dtype);
    CHECK(odd.data.size() == 8);
    CHECK(odd.elements() == 0);
    CHECK(to_floats(odd).empty());
    CHECK(to_vector(odd).error().what == sentence(SafetensorsDefect::unread_dtype));
    CHECK(to_matrix(odd).error().got == dtype);
    CHECK(to_floats(*file.value().find("a")) == std::vector<float>{1.0f, -2.0f});
  }
  using D = SafetensorsDefect;  // it has a place all the same
  check_defect(D::offsets_past_end, "a",
               file_of(R"({"a":{"dtype":"C64","shape":[1],"data_offsets":[0,9]}})", "12345678"));
  check_defect(D::trailing_bytes, "file",
               file_of(R"({"a":{"dtype":"C64","shape":[],"data_offsets":[0,7]}})", "12345678"));
  SafetensorsWriter writer;
  writer.add_raw("a", DType::opaque, {1}, bytes_of("x"));
  CHECK_FALSE(writer.finish());
}

TEST_CASE("other files are called what they are", "[safetensors][defect]") {
  const auto got = [](std::string_view begin) {
    const auto file = SafetensorsFile::borrow(bytes_of(std::string(begin) + std::string(600, '\x11')));
    REQUIRE_FALSE(file);
    CHECK(file.error().what == sentence(SafetensorsDefect::other_file));
    CHECK(file.error().expected == "a safetensors file");
    CHECK_FALSE(file.error().next.empty());
    return file.error().got;
  };
  CHECK(got("\x89PNG\r\n\x1a\n") == "a PNG picture");
  CHECK(got("\xff\xd8\xff\xe0") == "a JPEG picture");
  CHECK(got(std::string_view("RIFF\x10\0\0\0WEBPVP8 ", 16)) == "a WebP picture");
  CHECK(got(std::string_view("PK\3\4\x14\0\0\0\x08\0", 10)) == "a ZIP archive, as PyTorch checkpoints are");
  CHECK(got(std::string_view("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10)) == "a gzip archive");
  const auto text = [](std::string_view all) { return SafetensorsFile::borrow(bytes_of(all)).error().got; };
  CHECK(text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n") == "a Git LFS pointer");
  CHECK(text("<!DOCTYPE html>\n<html><body>404</body></html>") == "an HTML page");
  CHECK(text("\n  <HTML lang=en>") == "an HTML page");
  CHECK(text("\xef\xbb\xbf<!doctype HTML>") == "an HTML page");
  CHECK(text("{\"error\": \"Entry not found\"}") == "JSON text");
  CHECK(text("Access denied") == "text");
  CHECK(text("") == "an empty file");
  // Broken as it may be, what begins like one is one.
  const std::string cut = std::string("\x42\x4d\0\0\0\0\0\0", 8) + "{\"a\":";
  CHECK(SafetensorsFile::borrow(bytes_of(cut)).error().what == sentence(SafetensorsDefect::header_past_end));
}

TEST_CASE("a reader in a hurry takes smaller headers", "[safetensors][defect]") {
  using D = SafetensorsDefect;
  const auto limited = [](std::string_view header, SafetensorsLimits limits) {
    const auto bytes = file_of(header);
    const auto file = SafetensorsFile::borrow(bytes, limits);
    return file ? std::string() : file.error().what;
  };
  constexpr std::string_view two = R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},)"
                                   R"("b":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})";
  CHECK(limited(two, {.header_bytes = two.size(), .tensors = 2}).empty());
  CHECK(limited(two, {.header_bytes = two.size() - 1}) == sentence(D::header_too_large));
  CHECK(limited(two, {.tensors = 1}) == sentence(D::too_many_tensors));
  CHECK(limited(R"({"__metadata__":{"a":"","b":""}})", {.tensors = 1}) == sentence(D::too_many_tensors));
}

TEST_CASE("an index knows where tensors lie in a file it has not seen whole", "[safetensors]") {
  const auto all = file_of(kOne, kOneData);
  const std::span<const std::byte> head(all.data(), all.size() - 8);
  const auto index = SafetensorsIndex::read(head, all.size());
  REQUIRE(index);
  const TensorEntry* a = index.value().find("a");
  REQUIRE(a);
  CHECK(index.value().data_begin() + a->begin == head.size());
  CHECK(a->end - a->begin == 8);
  CHECK(index.value().find("b") == nullptr);
  CHECK(SafetensorsIndex::read(head, all.size() - 1).error().what == sentence(SafetensorsDefect::offsets_past_end));
  CHECK(SafetensorsIndex::read(head.first(20), all.size()).error().what ==
        sentence(SafetensorsDefect::header_past_end));
}

TEST_CASE("many tensors are found without walking past all of them", "[safetensors]") {
  std::string header = "{";
  for (int i = 0; i < 50'000; ++i)
    header += (i ? ",\"t" : "\"t") + std::to_string(i) + R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
  const auto bytes = file_of(header + "}");
  const auto begun = std::chrono::steady_clock::now();
  const auto file = SafetensorsFile::borrow(bytes);
  REQUIRE(file);
  int found = 0;
  for (int i = 0; i < 50'000; ++i) found += file.value().find("t" + std::to_string(i)) != nullptr;
  CHECK(found == 50'000);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));  // a walk would take minutes under asan
}

TEST_CASE("no two defects share a sentence", "[safetensors][defect]") {
  std::set<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(SafetensorsDefect::trailing_bytes); ++i) {
    const auto text = sentence(static_cast<SafetensorsDefect>(i));
    CHECK(text != "unknown defect");
    CHECK(seen.insert(text).second);
  }
}

TEST_CASE("an error says what was found and what was expected", "[safetensors][defect]") {
  const auto file =
      SafetensorsFile::borrow(file_of(R"({"a":{"dtype":"F16","shape":[3,2],"data_offsets":[0,8]}})", "12345678"));
  REQUIRE_FALSE(file);
  CHECK_THAT(file.error().message(), ContainsSubstring("a: the data do not fill the shape"));
  CHECK_THAT(file.error().message(), ContainsSubstring("expected 12 bytes for F16 [3, 2], got 8"));
}

TEST_CASE("hostile depth ends at once", "[safetensors][defect]") {
  const std::string brackets(1'000'000, '[');
  check_defect(SafetensorsDefect::wrong_field_type, "a.shape", file_of(R"({"a":{"shape":[)" + brackets));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
  check_defect(SafetensorsDefect::unknown_field, "a", file_of(objects));
}

TEST_CASE("empty tensors lie anywhere between others", "[safetensors]") {
  const auto bytes = file_of(R"({"e":{"dtype":"F32","shape":[0,18446744073709551615],"data_offsets":[8,8]},)"
                             R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                             R"("f":{"dtype":"F32","shape":[7,0],"data_offsets":[0,0]}})",
                             kOneData);
  const auto file = SafetensorsFile::borrow(bytes);
  REQUIRE(file);
  CHECK(file.value().tensors()[1].name == "a");
  CHECK(to_floats(*file.value().find("e")).empty());
  CHECK_FALSE(to_matrix(*file.value().find("e")));  // a side no matrix can have
  CHECK(to_matrix(*file.value().find("f")).value().rows() == 7);
}

TEST_CASE("misaligned data are read", "[safetensors]") {
  // One U8 before the floats, and a header whose length is odd.
  for (const char* padding : {"", " ", "  ", "   "}) {
    const auto bytes = file_of(std::string(R"({"u":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                           R"("a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}})") +
                                   padding,
                               "\x07" + std::string(kOneData));
    const auto file = SafetensorsFile::borrow(bytes);
    REQUIRE(file);
    CHECK(to_floats(*file.value().find("a")) == std::vector<float>{1.0f, -2.0f});
    CHECK(to_floats(*file.value().find("u")) == std::vector<float>{7.0f});
  }
}

TEST_CASE("every dtype converts to F32", "[safetensors]") {
  const auto one = [](const char* dtype, std::string_view data) {
    const auto file =
        SafetensorsFile::own(file_of(std::string(R"({"a":{"dtype":")") + dtype + R"(","shape":[],"data_offsets":[0,)" +
                                         std::to_string(data.size()) + "]}}",
                                     data));
    REQUIRE(file);
    CHECK(name_of(file.value().find("a")->dtype) == dtype);
    const auto values = to_floats(*file.value().find("a"));
    REQUIRE(values.size() == 1);
    return values[0];
  };
  CHECK(one("F64", std::string_view("\0\0\0\0\0\0\xf8\xbf", 8)) == -1.5f);
  CHECK(one("F32", std::string_view("\0\0\xc0\xbf", 4)) == -1.5f);
  CHECK(one("F16", std::string_view("\0\xbe", 2)) == -1.5f);
  CHECK(one("BF16", std::string_view("\xc0\xbf", 2)) == -1.5f);
  CHECK(one("I64", "\xfe\xff\xff\xff\xff\xff\xff\xff") == -2.0f);
  CHECK(one("I32", "\xfe\xff\xff\xff") == -2.0f);
  CHECK(one("I16", "\xfe\xff") == -2.0f);
  CHECK(one("I8", "\xfe") == -2.0f);
  CHECK(one("U64", "\xff\xff\xff\xff\xff\xff\xff\xff") == 18446744073709551616.0f);
  CHECK(one("U32", std::string_view("\x01\0\0\x80", 4)) == 2147483648.0f);
  CHECK(one("U16", "\xfe\xff") == 65534.0f);
  CHECK(one("U8", "\xfe") == 254.0f);
  CHECK(one("BOOL", "\x01") == 1.0f);
}

TEST_CASE("matrices and vectors want their rank", "[safetensors]") {
  SafetensorsWriter writer;
  const std::vector<float> values{1, 2, 3, 4, 5, 6};
  writer.add("m", {2, 3}, values);
  writer.add("v", {6}, values);
  const auto file = SafetensorsFile::own(writer.finish().value());
  REQUIRE(file);
  const auto matrix = to_matrix(*file.value().find("m"));
  REQUIRE(matrix);
  CHECK(matrix.value()(1, 0) == 4.0f);
  CHECK(to_vector(*file.value().find("v")).value()(5) == 6.0f);
  CHECK(to_matrix(*file.value().find("v")).error().got == "[6]");
  CHECK(to_vector(*file.value().find("m")).error().got == "[2, 3]");
}

TEST_CASE("every half survives the way through F32", "[half]") {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float wide = half_to_float(half), brain = bfloat_to_float(half);
    if (std::isnan(wide)) {
      if (!std::isnan(half_to_float(float_to_half(wide)))) FAIL("NaN lost at " << bits);
    } else if (float_to_half(wide) != half) {
      FAIL("F16 " << bits << " came back as " << float_to_half(wide));
    }
    if (!std::isnan(brain) && float_to_bfloat(brain) != half) FAIL("BF16 " << bits);
    if (std::isnan(brain) && !std::isnan(bfloat_to_float(float_to_bfloat(brain)))) FAIL("BF16 NaN");
  }
  CHECK(half_to_float(0x3555) == 0.333251953125f);
  CHECK(half_to_float(0x0001) == 0x1p-24f);
  CHECK(half_to_float(0xfbff) == -65504.0f);
}

TEST_CASE("halves round to nearest even", "[half]") {
  // Between two neighbouring halves the middle goes to the even one, a hair beside it to the nearer.
  for (std::uint32_t bits = 0; bits < 0x7bff; ++bits) {
    const auto low = static_cast<std::uint16_t>(bits), high = static_cast<std::uint16_t>(bits + 1);
    const float middle = (half_to_float(low) + half_to_float(high)) / 2;
    const auto even = (bits & 1) ? high : low;
    if (float_to_half(middle) != even) FAIL("middle above " << bits);
    if (float_to_half(std::nextafter(middle, 0.0f)) != low) FAIL("below the middle above " << bits);
    if (float_to_half(std::nextafter(middle, 1e9f)) != high) FAIL("above the middle above " << bits);
  }
  CHECK(float_to_half(65519.996f) == 0x7bff);
  CHECK(float_to_half(65520.0f) == 0x7c00);
  CHECK(float_to_half(-std::numeric_limits<float>::infinity()) == 0xfc00);
  CHECK(float_to_bfloat(1.00390625f) == 0x3f80);  // half-way to the next bfloat, to even
  CHECK(float_to_bfloat(1.01171875f) == 0x3f82);
  CHECK(float_to_bfloat(std::numeric_limits<float>::max()) == 0x7f80);
}
