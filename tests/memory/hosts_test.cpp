// Native hosts with no memory left: a program ends in a sentence, a run in words while its engine goes on.

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <catch_amalgamated.hpp>
#include <new>

#include "shell/native/engine.h"
#include "shell/native/last_words.h"
#include "shell/native/png.h"
#include "tests/core/pipeline/tiny.h"
#include "tests/memory/allocations.h"

using namespace lesson;
using testing::Allocations;

namespace {

[[noreturn]] void run_out() { throw std::bad_alloc(); }

}  // namespace

TEST_CASE("where memory ends while something is undone, a program ends in a sentence", "[memory]") {
  std::array<int, 2> ends = {};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    end_in_words("lesson-cli");
    []() noexcept { run_out(); }();
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  std::array<char, 200> said = {};
  const auto length = read(ends[0], said.data(), said.size());
  for (const int end : ends) close(end);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 1));
  CHECK(std::string_view(said.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))) ==
        "lesson-cli: there is not enough memory. Close other programs, or open a smaller file.\n");
}

TEST_CASE("a run that finds no memory ends in words, and its engine runs the next", "[memory]") {
  RunDesk desk;
  RunRequest request = default_request(tiny_sd3());
  request.steps = 1;
  request.guidance = 1;
  Engine engine(tiny_sd3(), desk);
  const auto outcome = [&] {
    desk.request("memory", request);
    engine.pump();
    while (engine.busy()) engine.pump();
    engine.pump();
    return *desk.find("memory");
  };
  Allocations::refuse_from(30'000);
  const RunSlot lost = outcome();
  Allocations::refuse_from(0);
  CHECK(lost.phase == RunPhase::failed);
  CHECK(lost.problem.find("not enough memory") != std::string::npos);
  CHECK(outcome().phase == RunPhase::done);
}

/// libpng is a library of the system's: what it takes is not counted one by one, but all together.
TEST_CASE("a picture that finds no memory leaves nothing of libpng's", "[memory]") {
  const std::vector<std::uint8_t> grey(300 * 300 * 3, 99);
  const auto file = encode_png(grey, 300, 300, 3);
  REQUIRE(file);
  const auto refused = [&] { CHECK_THROWS_AS(decode_png("grey.png", file.value()), std::bad_alloc); };
  Allocations::refuse_from(grey.size());
  refused();
  const std::size_t before = mallinfo2().uordblks;
  for (int times = 0; times < 20; ++times) refused();
  const std::size_t after = mallinfo2().uordblks;
  Allocations::refuse_from(0);
  CHECK(after < before + 20'000);
  CHECK(decode_png("grey.png", file.value()));
}
