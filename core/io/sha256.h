#pragma once
// SHA-256 (FIPS 180-4): names weights and files by content.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace lesson {

/// Feed bytes in any portions, then ask once.
class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  void update(std::span<const std::byte> bytes);
  /// The digest of all bytes so far. The object is spent afterwards.
  Digest finish();

 private:
  void absorb(const std::uint8_t* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> buffer_{};
  std::size_t filled_ = 0;
  std::uint64_t length_ = 0;  // bytes
};

/// The digest of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::span<const std::byte> bytes);

}  // namespace lesson
