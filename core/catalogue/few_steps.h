#pragma once
// What few steps cost large models, as published: the drop of the CLIP score against the same model's 50 steps.
// Source: SD3 paper (arXiv 2403.03206), Table 6: rectified-flow MMDiTs of two depths.

#include <array>

namespace lesson::catalogue {

struct FewStepsCost {
  int depth;          ///< transformer blocks
  double five_steps;  ///< relative drop of the CLIP score, per cent
  double ten_steps;
  double twenty_steps;
};
inline constexpr std::array<FewStepsCost, 2> kFewStepsCost = {{{15, 4.30, 0.86, 0.21}, {38, 2.71, 0.14, 0.08}}};
inline constexpr const char* kFewStepsSource = "SD3 paper (arXiv 2403.03206), Table 6";

}  // namespace lesson::catalogue
