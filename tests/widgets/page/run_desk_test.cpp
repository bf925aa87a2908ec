// Requests, cancels and late packets: what widgets share of runs.

#include "widgets/page/run_desk.h"

#include <catch_amalgamated.hpp>

using namespace lesson;

namespace {

RunRequest asking(const char* prompt) {
  RunRequest request;
  request.prompt = prompt;
  return request;
}

const std::vector<std::byte> kBroken(16);

}  // namespace

TEST_CASE("a request becomes one order", "[desk]") {
  RunDesk desk;
  desk.request(kPageRun, asking("a cat"));
  REQUIRE(desk.find(kPageRun));
  CHECK(desk.find(kPageRun)->phase == RunPhase::waiting);
  const auto order = desk.take_order();
  REQUIRE(order);
  CHECK(order->request->prompt == "a cat");
  CHECK_FALSE(desk.take_order());
}

TEST_CASE("a request that was not taken yet is replaced, one that was is cancelled", "[desk]") {
  RunDesk desk;
  desk.request(kPageRun, asking("a cat"));
  desk.request(kPageRun, asking("a dog"));
  const auto dog = desk.take_order();
  REQUIRE(dog);
  CHECK(dog->request->prompt == "a dog");

  desk.request(kPageRun, asking("a crane"));
  const auto cancel = desk.take_order();
  REQUIRE(cancel);
  CHECK(cancel->ticket == dog->ticket);
  CHECK_FALSE(cancel->request);
  CHECK(desk.take_order()->request->prompt == "a crane");
}

TEST_CASE("slots do not disturb each other", "[desk]") {
  RunDesk desk;
  desk.request("one", asking("a cat"));
  desk.request("two", asking("a dog"));
  desk.cancel("one");
  CHECK(desk.take_order()->slot == "two");
  CHECK(desk.find("one")->phase == RunPhase::empty);
  desk.drop("one");
  CHECK(desk.find("one") == nullptr);
}

TEST_CASE("packets of overtaken runs are dropped; broken ones fail their slot in words", "[desk]") {
  RunDesk desk;
  desk.request(kPageRun, asking("a cat"));
  const int old_ticket = desk.take_order()->ticket;
  desk.request(kPageRun, asking("a dog"));
  CHECK(desk.packet(old_ticket, kBroken));
  CHECK(desk.find(kPageRun)->phase == RunPhase::waiting);

  (void)desk.take_order();  // the cancel
  const int ticket = desk.take_order()->ticket;
  CHECK_FALSE(desk.packet(ticket, kBroken));
  CHECK(desk.find(kPageRun)->phase == RunPhase::failed);
  CHECK_FALSE(desk.find(kPageRun)->problem.empty());
}

TEST_CASE("an order says whether it can wait", "[desk]") {
  RunDesk desk;
  desk.request("many", asking("a cat"), Urgency::when_idle);
  desk.request(kPageRun, asking("a dog"));
  CHECK(desk.take_order()->urgency == Urgency::when_idle);
  CHECK(desk.take_order()->urgency == Urgency::now);
}

TEST_CASE("every change is counted", "[desk]") {
  RunDesk desk;
  const unsigned before = desk.revision();
  desk.set_loaded(0.5);
  CHECK(desk.revision() != before);
  const unsigned half = desk.revision();
  desk.set_loaded(0.5);
  CHECK(desk.revision() == half);
}
