#pragma once
// How many multiply-adds a second one thread does at best: twelve chains of a vector each, operands in registers.

namespace lesson::bench {

inline constexpr int kChains = 12, kRounds = 100000;
/// Of one call, a lane.
inline constexpr double kCeilingFlops = 2.0 * kChains * kRounds;

int ceiling_lanes();  ///< floats of a vector, in the kernels that are in use
double multiply_add_without_memory();

}  // namespace lesson::bench
