// A capture: refused in words, or every head and the picture are there, the same by pieces as at once.
//
//   header \n data
#include "widgets/attention_quadrants/sources/capture.h"

#include <algorithm>
#include <numeric>

#include "core/io/utf8.h"
#include "tests/fuzz/target.h"

namespace lesson::fuzz {

namespace {

constexpr std::uint64_t kLargestPiece = 5'000'000;

void check_info(const SourceInfo& info) {
  expect(info.blocks >= 1 && info.heads >= 1 && info.steps >= 1 && info.head_dim >= 1);
  expect(info.grid_rows * info.grid_cols == info.shape.image_tokens && info.shape.image_tokens > 0);
  expect(static_cast<int>(info.text_labels.size()) <= info.shape.text_tokens);
  expect(info.head_numbers.empty() || static_cast<int>(info.head_numbers.size()) == info.heads);
  expect(static_cast<int>(info.block_labels.size()) <= info.blocks && is_utf8(info.title) && is_utf8(info.detail));
  const int rows = std::accumulate(info.readers.begin(), info.readers.end(), 0,
                                   [](int sum, const TextReader& reader) { return sum + reader.rows; });
  expect(rows <= info.shape.text_tokens);
}

/// The last head, by pieces of which each is asked for once.
std::shared_ptr<const HeadSlice> read(Capture& capture, std::span<const std::byte> file) {
  const SourceInfo& info = capture.info();
  const SliceKey key{info.steps - 1, info.blocks - 1, info.heads - 1};
  auto slice = capture.slice(key);
  for (int pieces = 0; !slice; ++pieces) {
    const auto piece = capture.wanted_piece();
    expect(piece && pieces < 100 && piece->bytes <= kLargestPiece && piece->at + piece->bytes <= file.size());
    capture.take_piece(*piece, file.subspan(static_cast<std::size_t>(piece->at), piece->bytes));
    slice = capture.slice(key);
  }
  expect(slice->q.rows() == info.shape.text_tokens + info.shape.image_tokens && slice->q.cols() == info.head_dim);
  expect(slice->k.rows() == slice->q.rows() && (slice->v.size() == 0 || slice->has_values()));
  return slice;
}

bool same(const MatrixRM& a, const MatrixRM& b) {
  return a.rows() == b.rows() && std::equal(a.data(), a.data() + a.size(), b.data(),
                                            [](float x, float y) { return x == y || (x != x && y != y); });
}

void picture(Capture& capture, std::span<const std::byte> file) {
  for (auto piece = capture.wanted_piece(); piece; piece = capture.wanted_piece())
    capture.take_piece(*piece, file.subspan(static_cast<std::size_t>(piece->at), piece->bytes));
  const ui::Pixels pixels = capture.picture(0);
  expect(pixels.rgba.size() == 4 * static_cast<std::size_t>(pixels.w) * static_cast<std::size_t>(pixels.h));
}

}  // namespace

void capture(Bytes bytes) {
  const auto [header, data] = split(text_of(bytes), "\n");
  const std::string file = framed(header, data);
  const std::span given(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
  const auto at_once = open_capture("fuzz.safetensors", given);
  const auto by_pieces = open_capture("fuzz.safetensors", given.first(8 + header.size()), file.size());
  expect(static_cast<bool>(at_once) == static_cast<bool>(by_pieces));
  if (!at_once) return expect_words(at_once.error());
  check_info(at_once.value()->info());
  const auto all = std::as_bytes(given);
  const auto a = read(*at_once.value(), all), b = read(*by_pieces.value(), all);
  expect(same(a->q, b->q) && same(a->k, b->k) && same(a->v, b->v));
  picture(*by_pieces.value(), all);
}

}  // namespace lesson::fuzz
