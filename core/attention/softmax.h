#pragma once
// The exponential and the softmax of a single row, for who has the row already. Whole attentions: attend.h.

#include <bit>
#include <cstdint>

namespace lesson {

/// e^x for x <= 88, relative error below 1.2e-7; exactly 0 below -87 (as float would soon be).
/// Method: x = n ln 2 + r, a degree-6 polynomial for e^r (Cephes' coefficients), n into the exponent.
inline float fast_exp(float x) {
  constexpr float kLog2E = 1.44269504f;
  constexpr float kRound = 12582912.0f;                                // 1.5 * 2^23: adding it rounds to a whole number
  constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;  // their sum is ln 2
  const float shifted = x * kLog2E + kRound;
  const float n = shifted - kRound;
  const float r = (x - n * kLn2High) - n * kLn2Low;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  // The low bits of `shifted` hold n; moved up they add n to the exponent of p.
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(p) + (std::bit_cast<std::uint32_t>(shifted) << 23);
  return x < -87.0f ? 0.0f : std::bit_cast<float>(bits);
}

/// Largest of n >= 1 numbers.
float max_of(const float* x, int n);

/// x <- exp((x - top) * scale) for n >= 0 numbers that are at most top; returns their sum. Relative error of each:
/// 2.5e-7, and 6e-8 times its (x - top) * scale; what is below 2^-126 becomes that.
float exp_and_sum(float* x, int n, float top, float scale);

}  // namespace lesson
