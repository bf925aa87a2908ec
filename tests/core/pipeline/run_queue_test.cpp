// Whose turn it is among several runs of one model, and what each turn brings.

#include "core/pipeline/run_queue.h"

#include <catch_amalgamated.hpp>

#include "core/pipeline/other_half.h"
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

namespace {

/// A guided run of `sampler` as two workers compute it, each step's other half through packets; what its log says in
/// the end.
RunLog by_two(const RunRequest& request) {
  RunQueue queue(tiny_sd3());
  queue.start(1, request);
  const WithoutPrompt second(tiny_sd3(), request);
  ForwardScratch scratch;
  RunLog log;
  int asked = 0;
  while (queue.turn()) {
    if (const auto half = queue.other_half()) {
      ++asked;
      const auto heard = half_from_packet(half_packet(*half), second.latent());
      REQUIRE(heard);
      queue.begin_step();
      CHECK_FALSE(queue.other_half());
      auto answer = prediction_from_packet(prediction_packet(second.predict(heard.value(), scratch)));
      REQUIRE(answer);
      queue.give(1, std::move(answer).value());
    }
    REQUIRE(log.take(queue.advance().packet));
  }
  CHECK(asked == (request.guidance == 1 ? 0 : request.steps));
  return log;
}

RunLog by_one(const RunRequest& request) {
  RunQueue queue(tiny_sd3());
  queue.start(1, request);
  RunLog log;
  while (queue.turn()) REQUIRE(log.take(queue.advance().packet));
  return log;
}

RunRequest guided(RunSampler sampler) {
  RunRequest request = steps_of(3);
  request.guidance = 3;
  request.sampler = sampler;
  request.record = true;
  return request;
}

}  // namespace

TEST_CASE("two workers give the numbers of one, bit by bit", "[run_queue][other_half]") {
  RunRequest request = guided(GENERATE(RunSampler::euler, RunSampler::heun));
  request.cut.quadrants = parse_quadrant_cut(GENERATE("", "image_reads_text")).value();
  request.guidance = GENERATE(1.0, 3.0);
  request.drop.rows[2] = GENERATE(false, true);
  const RunLog one = by_one(request), two = by_two(request);
  CHECK(one.picture().rgb == two.picture().rgb);
  for (std::size_t step = 0; step < 3; ++step) {
    CHECK(one.steps()[step].prediction == two.steps()[step].prediction);
    CHECK(one.steps()[step].without_prompt == two.steps()[step].without_prompt);
  }
}

TEST_CASE("an answer that does not fit, or comes for another run, changes nothing", "[run_queue][other_half]") {
  const RunRequest request = guided(RunSampler::euler);
  const RunLog one = by_one(request);
  RunQueue queue(tiny_sd3());
  queue.start(1, request);
  RunLog log;
  REQUIRE(log.take(queue.advance().packet));
  queue.give(1, MatrixRM::Zero(4, 1024));  // nobody asked
  queue.begin_step();
  queue.give(1, MatrixRM::Zero(4, 7));
  queue.give(2, MatrixRM::Zero(4, 1024));
  while (queue.turn()) REQUIRE(log.take(queue.advance().packet));
  CHECK(log.picture().rgb == one.picture().rgb);
}

TEST_CASE("halves of steps are read as distrustfully as any packet", "[run_queue][other_half][errors]") {
  const LatentShape shape = tiny_sd3().latent();
  const auto bytes = half_packet({0, 1.0, MatrixRM::Zero(shape.channels, shape.pixels())});
  CHECK(half_from_packet(bytes, shape));
  CHECK_FALSE(half_from_packet(bytes, {shape.channels, 1, 1}));
  CHECK_FALSE(half_from_packet(prediction_packet(MatrixRM::Zero(2, 2)), shape));
  CHECK_FALSE(prediction_from_packet(bytes));
  CHECK_FALSE(prediction_from_packet({}));
}
