#pragma once
#include <cstddef>
#include <cstdint>

/// Reads the bytes as a safetensors file and traps where the reader breaks a promise.
void fuzz_safetensors(const std::uint8_t* data, std::size_t size);
