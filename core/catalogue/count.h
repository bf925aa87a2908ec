#pragma once
// Exact counts: parameters, tokens, attention entries, FLOPs. 64 bits, saturating instead of wrapping.

#include <cstdint>
#include <limits>

namespace lesson::catalogue {

inline constexpr std::int64_t kMaxCount = std::numeric_limits<std::int64_t>::max();

/// A count >= 0. Sums and products that would pass 2^63 - 1 stay there, so that a formula can never
/// come out small or negative. The bounds of models.h keep every number of the catalogue far below.
class Count {
 public:
  constexpr Count(std::int64_t n = 0) : n_(n) {}  // NOLINT: formulas mix Count and literals
  constexpr std::int64_t get() const { return n_; }

  friend constexpr Count operator+(Count a, Count b) {
    return a.n_ > kMaxCount - b.n_ ? Count(kMaxCount) : Count(a.n_ + b.n_);
  }
  friend constexpr Count operator*(Count a, Count b) {
    if (a.n_ == 0 || b.n_ == 0) return Count(0);
    return a.n_ > kMaxCount / b.n_ ? Count(kMaxCount) : Count(a.n_ * b.n_);
  }
  constexpr Count& operator+=(Count b) { return *this = *this + b; }

 private:
  std::int64_t n_;
};

}  // namespace lesson::catalogue
