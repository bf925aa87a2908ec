#pragma once
// A counter-based random generator: deviate i of a stream is a function of (seed, stream, i) alone.
// The same numbers natively, in WebAssembly and in tools/train/tinysd3/philox.py, bit for bit: integers,
// and + - * / sqrt on doubles (IEEE 754, no contraction), and nothing of the C library's choosing.
//
// Bits:     Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3",
//           SC 2011); key = (seed low, seed high), counter = (i/2 low, i/2 high, stream, 0).
// Uniform:  u = ((x0 >> 5) 2^26 + (x1 >> 6) + 0.5) / 2^53 from words 0, 1 for even i, 2, 3 for odd i.
// Normal:   the inverse normal distribution function at u (Wichura, algorithm AS 241, PPND16,
//           Applied Statistics 37, 1988), about 16 digits, rounded to float.

#include <array>
#include <cstdint>
#include <span>

namespace lesson {

/// What a stream number means in a run of a sampler.
inline constexpr std::uint32_t kInitialNoiseStream = 0;    ///< the first latent, [C, h, w] row-major
inline constexpr std::uint32_t kAncestralNoiseStream = 1;  ///< + k: the noise added in step k

/// Ten rounds of Philox on a counter and a key.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// Quantile of the standard normal distribution at `p`, 0 < p < 1. Relative error about 1e-15.
double normal_quantile(double p);

/// Natural logarithm of a positive, normal `x`, the same on every platform. Error below 2 ulp or so.
double portable_log(double x);

/// One stream of one seed. A value: copy it freely; nothing advances.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed, std::uint32_t stream = kInitialNoiseStream)
      : seed_(seed), stream_(stream) {}

  double uniform(std::uint64_t i) const;        ///< deviate i, in (0, 1)
  double normal_double(std::uint64_t i) const;  ///< deviate i before rounding to float
  float normal(std::uint64_t i) const;          ///< deviate i

  /// out[k] = normal(first + k).
  void fill_normals(std::span<float> out, std::uint64_t first = 0) const;

 private:
  std::array<std::uint32_t, 4> words(std::uint64_t pair) const;

  std::uint64_t seed_;
  std::uint32_t stream_;
};

}  // namespace lesson
