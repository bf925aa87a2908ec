// The benchmark's scenes must keep working: each runs once, and the command prints what it promises.
#include <catch_amalgamated.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "shell/cli/bench_command.h"
#include "shell/cli/bench_scenes.h"

using namespace lesson::cli;

TEST_CASE("every scene does its work and gives a number", "[bench]") {
  std::set<std::string> ids;
  for (const BenchScene& scene : bench_scenes()) {
    INFO(scene.id);
    CHECK(ids.insert(scene.id).second);
    CHECK(scene.work > 0);
    const auto call = scene.prepare();
    const double first = call();
    CHECK(std::isfinite(first));
    CHECK(first != 0.0);
    CHECK(call() == first);
  }
}

TEST_CASE("bench prints one JSON object", "[bench]") {
  std::ostringstream out, err;
  BenchOptions options;
  options.only = "random/";
  options.seconds = 0.01;
  options.json = true;
  REQUIRE(run_bench(options, out, err) == 0);
  const auto json = nlohmann::json::parse(out.str(), nullptr, false);
  REQUIRE_FALSE(json.is_discarded());
  REQUIRE(json["scenes"].size() == 1);
  CHECK(json["scenes"][0]["id"] == "random/normals");
  CHECK(json["scenes"][0]["rate"].get<double>() > 1e4);
  CHECK(json["scenes"][0]["unit"] == "deviate/s");
  CHECK(err.str().empty());
}

TEST_CASE("bench says what it cannot do", "[bench]") {
  std::ostringstream out, err;
  BenchOptions options;
  options.only = "nothing-like-it";
  CHECK(run_bench(options, out, err) == 2);
  CHECK(err.str().find("there is no such scene") != std::string::npos);
  CHECK(err.str().find("random/normals") != std::string::npos);
  options = {};
  options.seconds = 0;
  CHECK(run_bench(options, out, err) == 2);
  CHECK(out.str().empty());
}
