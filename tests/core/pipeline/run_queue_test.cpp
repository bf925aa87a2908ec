// Whose turn it is among several runs of one model, and what each turn brings.

#include "core/pipeline/run_queue.h"

#include <catch_amalgamated.hpp>

#include "core/pipeline/run_log.h"
#include "tests/core/pipeline/tiny.h"

using namespace lesson;

namespace {

RunRequest steps_of(int steps) {
  RunRequest request = default_request(tiny_sd3());
  request.prompt = "a cat";
  request.steps = steps;
  request.guidance = 1;
  request.record = false;
  return request;
}

/// Tickets in the order in which their packets come, until nothing is wanted.
std::vector<int> turns(RunQueue& queue) {
  std::vector<int> tickets;
  while (queue.turn()) {
    const int due = queue.turn();
    const RunNews news = queue.advance();
    CHECK(news.ticket == due);
    tickets.push_back(news.ticket);
  }
  return tickets;
}

}  // namespace

TEST_CASE("a run comes as a start, its steps and an end, which a log puts together", "[run_queue]") {
  RunQueue queue(tiny_sd3());
  CHECK(queue.turn() == 0);
  queue.start(7, steps_of(2));
  RunLog log;
  for (int left = 4; left > 0; --left) {
    REQUIRE(queue.turn() == 7);
    const RunNews news = queue.advance();
    CHECK(news.problem.empty());
    CHECK(news.last == (left == 1));
    REQUIRE(log.take(news.packet));
  }
  CHECK(queue.turn() == 0);
  CHECK(log.finished());
}

TEST_CASE("runs wanted now go before those that can wait, each kind oldest first", "[run_queue]") {
  RunQueue queue(tiny_sd3());
  queue.start(1, steps_of(1), Urgency::when_idle);
  queue.start(2, steps_of(1), Urgency::when_idle);
  CHECK(queue.advance().ticket == 1);
  queue.start(3, steps_of(1));
  queue.start(4, steps_of(1));
  CHECK(turns(queue) == std::vector{3, 3, 3, 4, 4, 4, 1, 1, 2, 2, 2});
}

TEST_CASE("a cancelled run leaves its turn to the next, begun or not; one of the same name starts over",
          "[run_queue]") {
  RunQueue queue(tiny_sd3());
  for (const int ticket : {1, 2, 3}) queue.start(ticket, steps_of(1));
  queue.advance();
  queue.cancel(1);
  queue.cancel(2);
  queue.cancel(9);
  CHECK(queue.advance().ticket == 3);
  queue.start(3, steps_of(2));
  CHECK(turns(queue) == std::vector{3, 3, 3, 3});
}

TEST_CASE("a refused request is told in words and leaves the others their turns", "[run_queue]") {
  RunQueue queue(tiny_sd3());
  RunRequest wrong = steps_of(1);
  wrong.guidance = -1;
  queue.start(1, wrong);
  queue.start(2, steps_of(1));
  const RunNews news = queue.advance();
  CHECK(news.ticket == 1);
  CHECK(news.last);
  CHECK(news.packet.empty());
  CHECK(news.problem.find("guidance") != std::string::npos);
  CHECK(turns(queue) == std::vector{2, 2, 2});
}
