#pragma once
// Memory that runs out when a test says so. Every allocation of the program is counted: operator new, and the malloc
// behind Eigen's matrices.

#include <cstddef>
#include <functional>

namespace lesson::testing {

struct Allocations {
  static void refuse_nth(std::size_t nth);     ///< counted from 1, from now on, in this thread; 0: none
  static void refuse_from(std::size_t bytes);  ///< all of that size and more, in every thread; 0: none
  static std::size_t asked();                  ///< in this thread since refuse_nth
  static std::ptrdiff_t alive();               ///< blocks that have not been given back, of all threads
};

/// For scenes: what Catch2 notes down takes memory itself.
void must(bool outcome);
template <class Outcome>
void must(const Outcome& outcome) {
  must(static_cast<bool>(outcome));
}

/// What became of a scene that was played again and again with another allocation refused, in a process of its own
/// each.
struct Played {
  std::size_t allocations = 0, tried = 0;
  std::size_t aloud = 0;    ///< ended by std::bad_alloc
  std::size_t ended = 0;    ///< ended the program: while something was being undone there was no memory for that
  std::size_t leaky = 0;    ///< left blocks behind
  std::size_t broken = 0;   ///< left `whole` false
  std::size_t crashed = 0;  ///< anything else: a signal, another exception
  std::size_t first_bad = 0;
};
Played refuse_each(
    const std::function<void()>& scene, std::size_t stride = 1,
    const std::function<bool()>& whole = [] { return true; });

}  // namespace lesson::testing
