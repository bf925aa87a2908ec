#pragma once
// How long things took. It may decide how much is done in a frame, never what comes out.

#include <chrono>

namespace lesson {

class Stopwatch {
 public:
  /// Milliseconds since construction or the last lap.
  double ms() const { return milliseconds(Clock::now() - start_); }
  /// The same, and a new lap begins.
  double lap_ms() {
    const auto now = Clock::now();
    const double ms = milliseconds(now - start_);
    start_ = now;
    return ms;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

  Clock::time_point start_ = Clock::now();
};

}  // namespace lesson
