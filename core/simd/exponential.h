#pragma once
// The exponential in base 2: softmax needs no other, since its scale can carry log2(e), and base 2 needs no splitting
// of ln 2. x = n + r with |r| <= 1/2, a polynomial for 2^r, n into the exponent.

#include "core/simd/vector.h"

namespace lesson::simd::inline LESSON_SIMD_TARGET {

inline constexpr double kLog2E = 1.4426950408889634;

// Degree 5, minimax: 7.5e-8 relative, 2.3e-7 as evaluated in float.
template <class T>
struct Exp2Terms {
  static constexpr T from_highest[] = {1.327647129e-3f, 9.675540961e-3f, 5.550713092e-2f,
                                       2.402212023e-1f, 6.93146944e-1f,  1.00000012f};
};
// ln(2)^n / n! from n = 13 down: the next term is below 4e-18.
template <>
struct Exp2Terms<double> {
  static constexpr double from_highest[] = {1.36914888539041289e-12, 2.56784359934882051e-11,
                                            4.44553827187081150e-10, 7.05491162080112333e-9,
                                            1.01780860092396998e-7,  1.32154867901443095e-6,
                                            1.52527338040598403e-5,  1.54035303933816100e-4,
                                            1.33335581464284434e-3,  9.61812910762847716e-3,
                                            5.55041086648215800e-2,  2.40226506959100712e-1,
                                            6.93147180559945309e-1,  1.0};
};

/// 2^x for x below 127 (1023 in double); what is smaller than 2^-126 (2^-1022) becomes that.
template <class T>
LESSON_INLINE typename Lanes<T>::V exp2(typename Lanes<T>::V x) {
  using L = Lanes<T>;
  using V = typename L::V;
  x = L::max(x, L::all(Bits<T>::smallest));
  const V shifted = x + Bits<T>::round;
  const V r = x - (shifted - Bits<T>::round);
  constexpr auto& term = Exp2Terms<T>::from_highest;
  V p = L::all(term[0]);
#pragma GCC unroll 16
  for (std::size_t i = 1; i < sizeof(term) / sizeof(T); ++i) p = L::fma(p, r, L::all(term[i]));
  return L::times_power(p, shifted);
}

/// x / (1 + e^-(x (linear + cubic x^2))): SiLU, both GELUs that are made of a sigmoid.
LESSON_INLINE Lanes<float>::V sigmoid_gated(Lanes<float>::V x, float linear, float cubic) {
  using L = Lanes<float>;
  constexpr auto log2e = static_cast<float>(kLog2E);
  const L::V power = x * -log2e * L::fma(L::all(cubic), x * x, L::all(linear));
  return x / (1.0f + exp2<float>(power < 126.0f ? power : L::all(126.0f)));
}

}  // namespace lesson::simd::inline LESSON_SIMD_TARGET
