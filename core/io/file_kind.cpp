#include "core/io/file_kind.h"

#include <algorithm>

#include "core/io/utf8.h"

namespace lesson {

namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view bytes;
  FileKind kind;
  std::size_t at = 0;
};

constexpr std::string_view kConvert = "Save its tensors as safetensors (safetensors.torch.save_file).";
constexpr std::string_view kPull = "Fetch the file that it stands for with `git lfs pull`.";
constexpr std::string_view kPage = "A server answered with a page in the file's place: download the file again.";

constexpr Signature kSignatures[] = {
    {"\x89PNG\r\n\x1a\n"sv, {"a PNG picture", ""}},
    {"\xff\xd8\xff"sv, {"a JPEG picture", ""}},
    {"GIF8"sv, {"a GIF picture", ""}},
    {"WEBP"sv, {"a WebP picture", ""}, 8},
    {"ftypavif"sv, {"an AVIF picture", ""}, 4},
    {"ftyphei"sv, {"a HEIC picture", ""}, 4},
    {"BM"sv, {"a BMP picture", ""}},
    {"II*\0"sv, {"a TIFF picture", ""}},
    {"MM\0*"sv, {"a TIFF picture", ""}},
    {"%PDF-"sv, {"a PDF document", ""}},
    {"version https://git-lfs"sv, {"a Git LFS pointer", kPull}},
    {"PK\3\4"sv, {"a ZIP archive, as PyTorch checkpoints are", kConvert}},
    {"\x80\x02\x8a"sv, {"a PyTorch checkpoint", kConvert}},
    {"\x80\x02}"sv, {"a Python pickle", kConvert}},
    {"\x80\x03}"sv, {"a Python pickle", kConvert}},
    {"\x80\x04\x95"sv, {"a Python pickle", kConvert}},
    {"\x80\x05\x95"sv, {"a Python pickle", kConvert}},
    {"GGUF"sv, {"a GGUF file", kConvert}},
    {"\x93NUMPY"sv, {"a NumPy array", kConvert}},
    {"\x89HDF"sv, {"an HDF5 file", kConvert}},
    {"\x1f\x8b"sv, {"a gzip archive", "Unpack it first."}},
    {"BZh"sv, {"a bzip2 archive", "Unpack it first."}},
    {"\xfd"
     "7zXZ"sv,
     {"an xz archive", "Unpack it first."}},
    {"7z\xbc\xaf"sv, {"a 7-Zip archive", "Unpack it first."}},
    {"\x28\xb5\x2f\xfd"sv, {"a Zstandard archive", "Unpack it first."}},
    {"ustar"sv, {"a tar archive", "Unpack it first."}, 257},
    {"\0asm"sv, {"a WebAssembly module", ""}},
    {"\x7f"
     "ELF"sv,
     {"a program", ""}},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool begins(std::string_view text, std::string_view with) {
  return text.size() >= with.size() &&
         std::equal(with.begin(), with.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

bool is_text(std::string_view text) {
  if (!is_utf8(utf8_prefix(text, 508))) return false;  // not cut within a character
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 ? byte != 0x7f : c == '\n' || c == '\r' || c == '\t';
  });
}

FileKind text_kind(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  for (const std::string_view tag : {"<!doctype html", "<html", "<head", "<!--", "<body"}) {
    if (begins(text, tag)) return {"an HTML page", kPage};
  }
  if (begins(text, "<svg")) return {"an SVG picture", ""};
  if (text.starts_with('<')) return {"XML text", kPage};
  if (text.starts_with('{') || text.starts_with('[')) return {"JSON text", ""};
  return {"text", ""};
}

}  // namespace

FileKind file_kind(std::span<const std::byte> begin) {
  const std::string_view bytes(reinterpret_cast<const char*>(begin.data()), std::min<std::size_t>(begin.size(), 512));
  if (bytes.empty()) return {"an empty file", ""};
  for (const Signature& known : kSignatures) {
    if (bytes.size() > known.at && bytes.substr(known.at).starts_with(known.bytes)) return known.kind;
  }
  if (is_text(bytes)) return text_kind(bytes);
  return {};
}

}  // namespace lesson
