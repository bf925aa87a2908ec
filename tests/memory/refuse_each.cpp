#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <stdexcept>
#include <thread>

#include "tests/memory/allocations.h"

namespace lesson::testing {

namespace {

constexpr unsigned kSeconds = 60;

enum Outcome { quiet = 40, aloud, ended, leaky, broken, crashed, spared };

[[noreturn]] void end_by_terminate() {
  try {
    std::rethrow_exception(std::current_exception());
  } catch (const std::bad_alloc&) {
    _exit(Allocations::may_end() ? ended : crashed);
  } catch (...) {
    _exit(crashed);
  }
}

Outcome outcome_of(const std::function<void()>& scene) try {
  scene();
  return quiet;
} catch (const std::bad_alloc&) {
  return aloud;
} catch (...) {
  return crashed;
}

void in_a_thread(const std::function<void()>& work) { std::thread(work).join(); }

Outcome play(const std::function<void()>& scene, const std::function<bool()>& whole, std::size_t nth, bool for_good) {
  std::set_terminate(end_by_terminate);
  Outcome outcome = crashed;
  bool refused = false;
  const std::ptrdiff_t before = Allocations::alive();
  in_a_thread([&] {
    Allocations::refuse_nth(nth, for_good);
    outcome = outcome_of(scene);
    refused = Allocations::has_refused();
    Allocations::refuse_nth(0);
  });
  if (Allocations::alive() != before) return leaky;
  if (!whole()) return broken;
  return refused ? outcome : spared;
}

Outcome play_apart(const std::function<void()>& scene, const std::function<bool()>& whole, std::size_t nth,
                   bool for_good) {
  const pid_t child = fork();
  if (child == 0) {
    for (const int told_by_catch2 : {SIGSEGV, SIGABRT, SIGBUS}) std::signal(told_by_catch2, SIG_DFL);
    alarm(kSeconds);  // what waits for ever has crashed, too
    _exit(play(scene, whole, nth, for_good));
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return crashed;
  const int code = WEXITSTATUS(status);
  return code >= quiet && code <= spared ? static_cast<Outcome>(code) : crashed;
}

}  // namespace

void must(bool outcome) {
  if (!outcome) throw std::logic_error("a scene went otherwise than it should");
}

Played refuse_each(const std::function<void()>& scene, std::size_t most, const std::function<bool()>& whole) {
  scene();  // what is made once and kept is there from now on
  Played played;
  in_a_thread([&] {
    Allocations::refuse_nth(0);
    scene();
    played.allocations = Allocations::asked();
  });
  if (std::getenv("LESSON_REFUSE_ALL")) most = kAll;
  const std::size_t stride = most >= played.allocations ? 1 : (played.allocations + most - 1) / most;
  std::size_t* const counts[] = {nullptr, &played.aloud, &played.ended, &played.leaky, &played.broken, &played.crashed};
  for (const bool for_good : {false, true}) {
    for (std::size_t nth = 1; nth <= played.allocations; nth += stride) {
      const Outcome outcome = play_apart(scene, whole, nth, for_good);
      if (outcome == spared) continue;
      ++played.tried;
      if (outcome != quiet) ++*counts[outcome - quiet];
      if (outcome >= leaky && played.first_bad == 0) played.first_bad = nth;
    }
  }
  return played;
}

}  // namespace lesson::testing
