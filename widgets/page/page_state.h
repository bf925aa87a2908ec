#pragma once
// What all widgets on a page share: choosing a word, block or step in one marks it in the others.

#include <string>

namespace lesson {

class RunDesk;

/// Bytes of the shared prompt: one bound for all widgets, or one's link would not open what another has set.
inline constexpr int kLongestPrompt = 200;
/// The largest seed, by the same reason.
inline constexpr int kLargestSeed = 999'999;

struct PageState {
  int step = 0;    ///< denoising step shown, 0-based
  int block = 0;   ///< transformer block shown, 0-based
  int head = 0;    ///< attention head shown, 0-based
  int token = -1;  ///< joint token index (text rows first), -1 for none

  std::string prompt = "a crane near a river at sunset";
  int seed = 1;  ///< 0 to kLargestSeed

  /// Where runs are asked for and seen (widgets/page/run_desk.h); the host's, nullptr where no model can run.
  RunDesk* desk = nullptr;

  /// Counts changes; a widget that shows any of this redraws when it differs from what it drew.
  unsigned revision = 0;
  void touch() { ++revision; }
};

}  // namespace lesson
