#include "widgets/readers/measured.h"

#include <algorithm>
#include <utility>

#include "core/io/json.h"

namespace lesson {

// Written by widgets/measured.cmake from web/assets/weights/measurements.json.
extern const char kMeasuredReaders[];        // NOLINT(readability-redundant-declaration)
extern const char kMeasuredReadersSha256[];  // NOLINT(readability-redundant-declaration)

namespace {

/// As tools/train/tinysd3/evaluate.py calls and orders them.
constexpr const char* kClasses[] = {"setting", "time", "count", "subject", "colour", "bound", "relation", "all"};
constexpr std::pair<const char*, const char*> kNames[] = {{"all three", ""},
                                                          {"without clip_l", "clip_l"},
                                                          {"without clip_g", "clip_g"},
                                                          {"without t5", "t5"},
                                                          {"clip_l only", "clip_g,t5"},
                                                          {"clip_g only", "clip_l,t5"},
                                                          {"t5 only", "clip_l,clip_g"},
                                                          {"tokens only (pooled zero)", "clip_l_pooled,clip_g_pooled"},
                                                          {"pooled only (tokens zero)", "clip_l_rows,clip_g_rows,t5"}};

std::optional<EncoderDrop> drop_called(const std::string& given) {
  for (const auto& [name, list] : kNames)
    if (given == name) return parse_encoder_drop(list).value();
  return std::nullopt;
}

}  // namespace

std::optional<MeasuredReaders> parse_measured(std::string_view tasks_json, std::string_view weights_sha256) {
  const Json tasks = parse_json(tasks_json);
  if (!tasks.is_object() || !tasks.contains("ablation")) return std::nullopt;
  const Json& json = tasks.at("ablation");
  if (!json.is_object() || json.empty()) return std::nullopt;
  MeasuredReaders measured{std::string(weights_sha256), {}, {}};
  std::vector<std::string>& classes = measured.classes;
  for (const char* name : kClasses)
    if (std::ranges::any_of(json, [&](const Json& row) { return row.is_object() && row.contains(name); }))
      classes.emplace_back(name);
  std::vector<std::string> given;
  for (const auto& [name, drop] : kNames)
    if (json.contains(name)) given.emplace_back(name);
  for (const auto& [name, row] : json.items()) {
    if (!row.is_object()) return std::nullopt;
    if (std::ranges::find(given, name) == given.end()) given.push_back(name);
  }
  for (const std::string& name : given) {
    MeasuredReaders::Row& row = measured.rows.emplace_back(MeasuredReaders::Row{name, drop_called(name), {}});
    for (const std::string& of : classes) row.shares.push_back(measured_share(json.at(name), of));
  }
  if (classes.empty()) return std::nullopt;
  return measured;
}

const std::optional<MeasuredReaders>& measured_readers() {
  static const std::optional<MeasuredReaders> measured = parse_measured(kMeasuredReaders, kMeasuredReadersSha256);
  return measured;
}

}  // namespace lesson
