#pragma once
// A zlib stream (RFC 1950, RFC 1951) with one block of fixed Huffman codes. Used by png.cpp.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lesson {

/// Compresses `bytes`, looking for repeats only at the distances given (each 1..32768), e.g. the
/// bytes of a pixel and of a row. Deterministic.
std::vector<std::byte> zlib_compress(std::span<const std::uint8_t> bytes, std::span<const std::size_t> distances);

/// CRC-32 as PNG and zip use it (ISO 3309).
std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace lesson
