#include "core/random.h"

#include <cmath>

namespace lesson {
namespace {

std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

/// 53 random bits plus a half, over 2^53. (The largest sum rounds up to 1: once in 2^53 deviates,
/// where normal_quantile gives a finite number.)
double uniform_of(std::uint32_t x0, std::uint32_t x1) {
  return ((static_cast<double>(x0 >> 5) * 67108864.0 + static_cast<double>(x1 >> 6)) + 0.5) / 9007199254740992.0;
}

/// c[0] x^7 + ... + c[7], by Horner.
double polynomial(const double (&c)[8], double x) {
  double sum = c[0];
  for (int k = 1; k < 8; ++k) sum = sum * x + c[k];
  return sum;
}

// Coefficients of AS 241, highest power first: |p - 1/2| <= 0.425, then the nearer and farther tail.
constexpr double kMiddleNum[] = {2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
                                 45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
                                 133.14166789178437745, 3.387132872796366608};
constexpr double kMiddleDen[] = {
    5226.495278852854561,  28729.085735721942674, 39307.89580009271061,  21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083,  42.313330701600911252, 1.0};
constexpr double kTailNum[] = {7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1,
                               1.27045825245236838258,   3.64784832476320460504,    5.7694972214606914055,
                               4.6303378461565452959,    1.42343711074968357734};
constexpr double kTailDen[] = {
    1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1,
    6.8976733498510000455e-1,  1.6763848301838038494,   2.05319162663775882187,    1.0};
constexpr double kFarNum[] = {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3,
                              2.6532189526576123093e-2,  2.9656057182850489123e-1,  1.7848265399172913358,
                              5.4637849111641143699,     6.6579046435011037772};
constexpr double kFarDen[] = {
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    1.48753612908506148525e-2,  1.3692988092273580531e-1, 5.9983220655588793769e-1, 1.0};

}  // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {high(b) ^ counter[1] ^ key[0], low(b), high(a) ^ counter[3] ^ key[1], low(a)};
    key[0] += 0x9E3779B9u;  // the golden ratio
    key[1] += 0xBB67AE85u;  // the square root of three, less one
  }
  return counter;
}

double portable_log(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // exact: m in [1/2, 1)
  if (m < 0.70710678118654752440) {
    m *= 2.0;
    exponent -= 1;
  }
  // log m = 2 atanh s = 2 (s + s^3/3 + ... + s^19/19); |s| <= 0.172, so the rest is below 1e-17.
  const double s = (m - 1.0) / (m + 1.0), z = s * s;
  double sum = 1.0 / 19.0;
  for (int n = 17; n >= 1; n -= 2) sum = sum * z + 1.0 / static_cast<double>(n);
  return 2.0 * s * sum + static_cast<double>(exponent) * 0.693147180559945309417232;
}

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * (polynomial(kMiddleNum, r) / polynomial(kMiddleDen, r));
  }
  const double r = std::sqrt(-portable_log(q <= 0.0 ? p : 1.0 - p));
  const double x = r <= 5.0 ? polynomial(kTailNum, r - 1.6) / polynomial(kTailDen, r - 1.6)
                            : polynomial(kFarNum, r - 5.0) / polynomial(kFarDen, r - 5.0);
  return q < 0.0 ? -x : x;
}

std::array<std::uint32_t, 4> RandomStream::words(std::uint64_t pair) const {
  return philox4x32({low(pair), high(pair), stream_, 0}, {low(seed_), high(seed_)});
}

double RandomStream::uniform(std::uint64_t i) const {
  const auto x = words(i / 2);
  return i % 2 == 0 ? uniform_of(x[0], x[1]) : uniform_of(x[2], x[3]);
}

double RandomStream::normal_double(std::uint64_t i) const { return normal_quantile(uniform(i)); }

float RandomStream::normal(std::uint64_t i) const { return static_cast<float>(normal_double(i)); }

void RandomStream::fill_normals(std::span<float> out, std::uint64_t first) const {
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = normal(first + k);
}

}  // namespace lesson
