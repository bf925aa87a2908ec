#include "widgets/word_trace/measured.h"

#include <algorithm>

#include "core/io/json.h"

namespace lesson {

// Written by widgets/measured.cmake from web/assets/weights/measurements.json.
extern const char kMeasuredCrane[];        // NOLINT(readability-redundant-declaration)
extern const char kMeasuredCraneSha256[];  // NOLINT(readability-redundant-declaration)

namespace {

constexpr std::size_t kWidest = 4096;

struct Condition {
  const char* name;
  bool text_reads_text, text_reads_image;
};
/// As settled.py calls those that a live run can repeat.
constexpr Condition kConditions[] = {
    {"as it is", false, false}, {"text reads image cut", false, true}, {"text reads text cut, too", true, true}};

const Json* member(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found == object.end() ? nullptr : &*found;
}

void read_rates(const Json& cuts, MeasuredCrane& to) {
  const auto right = [](const Json& condition, const char* meaning) {
    const Json* of = member(condition, meaning);
    return of ? measured_share(*of, "right") : std::nullopt;
  };
  for (const Condition& condition : kConditions) {
    const Json* found = member(cuts, condition.name);
    if (!found) continue;
    const auto bird = right(*found, "bird"), machine = right(*found, "machine");
    if (!bird || !machine) continue;
    CraneRates& rates = to.rates.emplace_back(CraneRates{{}, *bird, *machine, condition.text_reads_text});
    rates.cut.set(Quadrant::text_reads_text, condition.text_reads_text);
    rates.cut.set(Quadrant::text_reads_image, condition.text_reads_image);
  }
}

/// {"weights": whole numbers, "scale", "offset", "right"}
std::optional<CraneProbe> read_probe(const Json& json) {
  const Json *weights = member(json, "weights"), *scale = member(json, "scale"), *offset = member(json, "offset");
  if (!weights || !weights->is_array() || weights->empty() || weights->size() > kWidest) return std::nullopt;
  if (!scale || !scale->is_number() || !offset || !offset->is_number()) return std::nullopt;
  const auto right = measured_share(json, "right");
  if (!right || std::ranges::any_of(*weights, [](const Json& x) { return !x.is_number(); })) return std::nullopt;
  CraneProbe probe{RowVectorF(static_cast<Eigen::Index>(weights->size())), offset->get<double>(), *right};
  for (std::size_t i = 0; i < weights->size(); ++i)
    probe.weights[static_cast<Eigen::Index>(i)] =
        static_cast<float>(scale->get<double>() * (*weights)[i].get<double>());
  return probe;
}

}  // namespace

const CraneRates* MeasuredCrane::rates_of(const QuadrantCut& cut) const {
  const auto found = std::ranges::find(rates, cut, &CraneRates::cut);
  return found == rates.end() ? nullptr : &*found;
}

const CraneProbe* MeasuredCrane::probe_of(std::size_t reader, std::size_t blocks_passed, Eigen::Index width) const {
  if (reader >= probes.size() || probes[reader].empty()) return nullptr;
  const CraneProbe& probe = probes[reader][std::min(blocks_passed, probes[reader].size() - 1)];
  return probe.weights.size() == width ? &probe : nullptr;
}

MeasuredCrane parse_crane(std::string_view tasks_json, std::string_view weights_sha256) {
  MeasuredCrane crane{std::string(weights_sha256), {}, {}};
  const Json tasks = parse_json(tasks_json);
  if (const Json* cuts = member(tasks, "cuts")) read_rates(*cuts, crane);
  const Json* axes = member(tasks, "probe_axis");
  constexpr const char* kReaders[] = {"clip", "t5"};
  for (std::size_t reader = 0; axes && reader < crane.probes.size(); ++reader) {
    const Json* states = member(*axes, kReaders[reader]);
    if (!states || !states->is_array()) continue;
    for (const Json& state : *states) {
      const auto probe = read_probe(state);
      if (!probe) {
        crane.probes[reader].clear();
        break;
      }
      crane.probes[reader].push_back(*probe);
    }
  }
  return crane;
}

const MeasuredCrane& measured_crane() {
  static const MeasuredCrane crane = parse_crane(kMeasuredCrane, kMeasuredCraneSha256);
  return crane;
}

}  // namespace lesson
