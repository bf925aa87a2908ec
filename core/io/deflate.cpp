#include "core/io/deflate.h"

#include <algorithm>
#include <array>

namespace lesson {
namespace {

/// Bits fill bytes from the lowest up (RFC 1951, 3.1.1).
class BitWriter {
 public:
  explicit BitWriter(std::vector<std::byte>& out) : out_(out) {}

  void put(std::uint32_t bits, int count) {
    held_ |= std::uint64_t{bits} << filled_;
    for (filled_ += count; filled_ >= 8; filled_ -= 8, held_ >>= 8) push();
  }

  /// Huffman codes are packed from their highest bit down.
  void put_code(std::uint32_t code, int count) {
    std::uint32_t reversed = 0;
    for (int i = 0; i < count; ++i) reversed |= ((code >> i) & 1u) << (count - 1 - i);
    put(reversed, count);
  }

  void flush() {
    if (filled_ > 0) push();
    held_ = 0;
    filled_ = 0;
  }

 private:
  void push() { out_.push_back(static_cast<std::byte>(held_ & 0xff)); }

  std::vector<std::byte>& out_;
  std::uint64_t held_ = 0;
  int filled_ = 0;
};

/// A symbol of the literal/length alphabet in the fixed code (RFC 1951, 3.2.6).
void put_symbol(BitWriter& bits, std::uint32_t symbol) {
  if (symbol < 144)
    bits.put_code(0x30 + symbol, 8);
  else if (symbol < 256)
    bits.put_code(0x190 + symbol - 144, 9);
  else if (symbol < 280)
    bits.put_code(symbol - 256, 7);
  else
    bits.put_code(0xc0 + symbol - 280, 8);
}

/// Splits a length or distance into a symbol and extra bits. Both alphabets grow alike: a few
/// symbols without extra bits, then groups of 2^(group bits) symbols with one more bit each.
struct Split {
  std::uint32_t symbol, extra;
  int extra_bits;
};

Split split(std::uint32_t value, int group_bits) {
  const std::uint32_t plain = 2u << group_bits;
  if (value < plain) return {value, 0, 0};
  int extra_bits = 0;
  while ((value >> extra_bits) >= plain) ++extra_bits;
  const std::uint32_t base = static_cast<std::uint32_t>(extra_bits) << group_bits;
  return {base + (value >> extra_bits), value & ((1u << extra_bits) - 1), extra_bits};
}

void put_match(BitWriter& bits, std::uint32_t length, std::uint32_t distance) {
  if (length == 258) {  // has a symbol of its own
    put_symbol(bits, 285);
  } else {
    const Split s = split(length - 3, 2);
    put_symbol(bits, 257 + s.symbol);
    bits.put(s.extra, s.extra_bits);
  }
  const Split s = split(distance - 1, 1);
  bits.put_code(s.symbol, 5);
  bits.put(s.extra, s.extra_bits);
}

std::size_t match_length(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t distance) {
  if (distance > at) return 0;
  const std::size_t most = std::min<std::size_t>(258, bytes.size() - at);
  std::size_t length = 0;
  while (length < most && bytes[at + length] == bytes[at + length - distance]) ++length;
  return length;
}

std::uint32_t adler32(std::span<const std::uint8_t> bytes) {
  std::uint32_t a = 1, b = 0;
  for (const std::uint8_t byte : bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

}  // namespace

std::vector<std::byte> zlib_compress(std::span<const std::uint8_t> bytes, std::span<const std::size_t> distances) {
  std::vector<std::byte> out{std::byte{0x78}, std::byte{0x01}};  // deflate, 32 KB window, fastest
  BitWriter bits(out);
  bits.put(1, 1);  // the last block
  bits.put(1, 2);  // fixed Huffman codes
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t length = 0, distance = 0;
    for (const std::size_t candidate : distances) {
      const std::size_t found = match_length(bytes, at, candidate);
      if (found > length) length = found, distance = candidate;
    }
    if (length < 3) {
      put_symbol(bits, bytes[at++]);
    } else {
      put_match(bits, static_cast<std::uint32_t>(length), static_cast<std::uint32_t>(distance));
      at += length;
    }
  }
  put_symbol(bits, 256);
  bits.flush();
  const std::uint32_t check = adler32(bytes);
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(check >> shift));
  return out;
}

std::uint32_t crc32(std::span<const std::byte> bytes) {
  static constexpr auto table = [] {
    std::array<std::uint32_t, 256> t{};
    for (std::uint32_t n = 0; n < 256; ++n) {
      t[n] = n;
      for (int k = 0; k < 8; ++k) t[n] = (t[n] >> 1) ^ (0xedb88320u & (0u - (t[n] & 1u)));
    }
    return t;
  }();
  std::uint32_t crc = ~0u;
  for (const std::byte byte : bytes) crc = table[(crc ^ static_cast<std::uint32_t>(byte)) & 0xff] ^ (crc >> 8);
  return ~crc;
}

}  // namespace lesson
