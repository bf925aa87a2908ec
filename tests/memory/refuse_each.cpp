#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <exception>
#include <new>
#include <stdexcept>

#include "tests/memory/allocations.h"

namespace lesson::testing {

namespace {

enum Outcome { quiet = 40, aloud, ended, leaky, broken, crashed };

[[noreturn]] void end_by_terminate() {
  try {
    std::rethrow_exception(std::current_exception());
  } catch (const std::bad_alloc&) {
    _exit(ended);
  } catch (...) {
    _exit(crashed);
  }
}

Outcome play(const std::function<void()>& scene, const std::function<bool()>& whole, std::size_t nth) {
  std::set_terminate(end_by_terminate);
  Outcome outcome = quiet;
  const std::ptrdiff_t before = Allocations::alive();
  Allocations::refuse_nth(nth);
  try {
    scene();
  } catch (const std::bad_alloc&) {
    outcome = aloud;
  } catch (...) {
    outcome = crashed;
  }
  Allocations::refuse_nth(0);
  if (Allocations::alive() != before) return leaky;
  return whole() ? outcome : broken;
}

Outcome play_apart(const std::function<void()>& scene, const std::function<bool()>& whole, std::size_t nth) {
  const pid_t child = fork();
  if (child == 0) {
    for (const int told_by_catch2 : {SIGSEGV, SIGABRT, SIGBUS}) std::signal(told_by_catch2, SIG_DFL);
    _exit(play(scene, whole, nth));
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return crashed;
  const int code = WEXITSTATUS(status);
  return code >= quiet && code <= crashed ? static_cast<Outcome>(code) : crashed;
}

}  // namespace

void must(bool outcome) {
  if (!outcome) throw std::logic_error("a scene went otherwise than it should");
}

Played refuse_each(const std::function<void()>& scene, std::size_t stride, const std::function<bool()>& whole) {
  scene();  // what is made once and kept is there from now on
  Allocations::refuse_nth(0);
  scene();
  Played played;
  played.allocations = Allocations::asked();
  std::size_t* const counts[] = {nullptr, &played.aloud, &played.ended, &played.leaky, &played.broken, &played.crashed};
  for (std::size_t nth = 1; nth <= played.allocations; nth += stride) {
    const Outcome outcome = play_apart(scene, whole, nth);
    ++played.tried;
    if (outcome != quiet) ++*counts[outcome - quiet];
    if (outcome >= leaky && played.first_bad == 0) played.first_bad = nth;
  }
  return played;
}

}  // namespace lesson::testing
