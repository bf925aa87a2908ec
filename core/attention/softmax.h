#pragma once
// The exponential and the softmax row, written so that compilers vectorise them: plain loops over a
// fixed number of lanes, no branches, no calls. In WebAssembly this takes a third of the time of
// Eigen's packet exp, and softmax is most of attention's time there.

#include <bit>
#include <cmath>
#include <cstdint>

namespace lesson {

inline constexpr int kLanes = 16;

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

/// The exact path keeps the library's double exponential.
inline double fast_exp(double x) { return std::exp(x); }

/// Largest of n >= 1 numbers.
template <class Scalar>
Scalar max_of(const Scalar* x, int n) {
  Scalar lane[kLanes];
  for (int l = 0; l < kLanes; ++l) lane[l] = x[0];
  int i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (int l = 0; l < kLanes; ++l) lane[l] = x[i + l] > lane[l] ? x[i + l] : lane[l];
  Scalar best = lane[0];
  for (int l = 1; l < kLanes; ++l) best = lane[l] > best ? lane[l] : best;
  for (; i < n; ++i) best = x[i] > best ? x[i] : best;
  return best;
}

/// x <- exp((x - top) * scale) for n >= 0 numbers; returns their sum.
template <class Scalar>
Scalar exp_and_sum(Scalar* x, int n, Scalar top, Scalar scale) {
  Scalar lane[kLanes] = {};
  int i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (int l = 0; l < kLanes; ++l) {
      x[i + l] = fast_exp((x[i + l] - top) * scale);
      lane[l] += x[i + l];
    }
  }
  double sum = 0;  // the last additions in double: the lanes' sums are large by now
  for (int l = 0; l < kLanes; ++l) sum += static_cast<double>(lane[l]);
  for (; i < n; ++i) {
    x[i] = fast_exp((x[i] - top) * scale);
    sum += static_cast<double>(x[i]);
  }
  return static_cast<Scalar>(sum);
}

}  // namespace lesson
