#include "shell/cli/bench_command.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "core/io/json.h"
#include "shell/cli/bench_scenes.h"
#include "shell/cli/exit_code.h"

namespace lesson::cli {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Timing {
  double median = 0, worst = 0;  // seconds a call
  int calls = 0;
};

Timing time_scene(const BenchScene& scene, double seconds) {
  const auto call = scene.prepare();
  double sum = call();
  std::vector<double> times;
  const auto start = Clock::now();
  do {
    const auto before = Clock::now();
    sum += call();
    times.push_back(seconds_since(before));
  } while (seconds_since(start) < seconds);
  if (std::isnan(sum)) times.assign(1, std::nan(""));  // shows, and keeps the result in use
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return {*middle, *std::max_element(times.begin(), times.end()), static_cast<int>(times.size())};
}

/// 1234567 -> "1.23 M".
std::string short_number(double x) {
  for (const auto& [scale, name] : {std::pair{1e9, " G"}, {1e6, " M"}, {1e3, " k"}})
    if (x >= scale) return fmt::format("{:.3g}{}", x / scale, name);
  return fmt::format("{:.3g} ", x);
}

}  // namespace

int run_bench(const BenchOptions& options, std::ostream& out, std::ostream& err) {
  if (!(options.seconds >= 0.01 && options.seconds <= 60))
    return fail(err, {.what = "the time is out of range",
                      .where = "--seconds",
                      .expected = "0.01 to 60",
                      .got = fmt::format("{}", options.seconds),
                      .next = {}});
  Json rows = Json::array();
  std::string text, ids;
  for (const BenchScene& scene : bench_scenes()) {
    ids += (ids.empty() ? "" : ", ") + scene.id;
    if (scene.id.find(options.only) == std::string::npos) continue;
    const Timing timing = time_scene(scene, options.seconds);
    const double rate = scene.work / timing.median;
    rows.push_back({{"id", scene.id},
                    {"what", scene.what},
                    {"median_s", timing.median},
                    {"worst_s", timing.worst},
                    {"calls", timing.calls},
                    {"rate", rate},
                    {"unit", scene.unit + "/s"}});
    text += fmt::format("{:<28} {:>10.3f} ms  worst {:>10.3f} ms  {:>8}{}/s  {}\n", scene.id, timing.median * 1e3,
                        timing.worst * 1e3, short_number(rate), scene.unit, scene.what);
  }
  if (rows.empty())
    return fail(err, {.what = "there is no such scene",
                      .where = "--only",
                      .expected = "part of one of " + ids,
                      .got = options.only,
                      .next = {}});
  if (options.json)
    out << print_json({{"seconds_per_scene", options.seconds}, {"scenes", rows}}, 2) << '\n';
  else
    out << text;
  return exit_ok;
}

}  // namespace lesson::cli
