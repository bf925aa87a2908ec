#pragma once
// Memory that runs out when a test says so. Every allocation of the program is counted: operator new, aligned or not,
// and the malloc behind Eigen's matrices.

#include <cstddef>
#include <functional>

namespace lesson::testing {

struct Allocations {
  /// Counted from 1, from now on, in this thread; 0: none. `for_good`: and all that are asked for after it.
  static void refuse_nth(std::size_t nth, bool for_good = false);
  static void relent();                        ///< there is memory again; what was counted and refused stands
  static void refuse_from(std::size_t bytes);  ///< all of that size and more, in every thread; 0: none
  static std::size_t asked();                  ///< in this thread since refuse_nth
  static bool has_refused();                   ///< in this thread since refuse_nth
  static bool may_end();                       ///< and a library's function that may not fail had asked
  static std::ptrdiff_t alive();               ///< blocks that have not been given back, of all threads
};

/// While it lives, this thread's allocations are given and not asked for: of a library that cannot do without.
class Spared {
 public:
  Spared();
  ~Spared();
  Spared(const Spared&) = delete;
  Spared& operator=(const Spared&) = delete;

 private:
  bool before_;
};

/// For scenes: what Catch2 notes down takes memory itself.
void must(bool outcome);
template <class Outcome>
void must(const Outcome& outcome) {
  must(static_cast<bool>(outcome));
}

/// What became of a scene that was played again and again with another allocation refused, alone and with all that come
/// after it, each time in a process of its own and there in a new thread, whose working rooms are still to be made.
/// A scene that goes on after std::bad_alloc calls relent() first.
struct Played {
  std::size_t allocations = 0, tried = 0;  ///< of those tried none is spared
  std::size_t aloud = 0;                   ///< ended by std::bad_alloc
  std::size_t ended = 0;                   ///< ended the program, in a library's function that may not fail
  std::size_t leaky = 0;                   ///< left blocks behind
  std::size_t broken = 0;                  ///< left `whole` false
  std::size_t crashed = 0;                 ///< anything else: a signal, another exception
  std::size_t first_bad = 0;
};
/// At most so many in either manner, spread evenly, unless LESSON_REFUSE_ALL stands in the environment.
inline constexpr std::size_t kAll = static_cast<std::size_t>(-1);
Played refuse_each(
    const std::function<void()>& scene, std::size_t most = kAll,
    const std::function<bool()>& whole = [] { return true; });

}  // namespace lesson::testing
