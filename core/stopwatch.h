#pragma once
// How long things took, for the stages of a run. Never used to decide anything.

#include <chrono>

namespace lesson {

class Stopwatch {
 public:
  /// Milliseconds since construction or the last lap.
  double lap_ms() {
    const auto now = std::chrono::steady_clock::now();
    const double ms = std::chrono::duration<double, std::milli>(now - start_).count();
    start_ = now;
    return ms;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace lesson
