#pragma once
// Answers a widget's requests as an engine would, without the model's long part: the start packet is a real run's,
// steps are only counted (as of any run without a record), and the picture at the end is the test's.

#include <catch_amalgamated.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/pipeline/run_packet.h"
#include "tests/core/pipeline/tiny.h"
#include "widgets/page/run_desk.h"

namespace lesson::testing {

using Json = nlohmann::ordered_json;

inline std::vector<std::byte> count_packet(const char* kind, const Json& json, const Picture* picture = nullptr) {
  SafetensorsWriter writer;
  writer.set_metadata("packet", kind);
  writer.set_metadata("json", json.dump());
  if (picture) {
    const auto bytes = std::as_bytes(std::span(picture->rgb));
    writer.add_raw("picture", DType::u8, {std::uint64_t(picture->height), std::uint64_t(picture->width), 3},
                   {bytes.begin(), bytes.end()});
  }
  return writer.finish().value();
}

/// The real start packet with something said otherwise.
inline std::vector<std::byte> start_of(const RunRequest& request, const std::function<void(Json&)>& change = {}) {
  const auto run = Run::start(tiny_sd3(), request);
  INFO((run ? "" : run.error().message()));
  REQUIRE(run);
  const auto bytes = start_packet(run.value(), tiny_sd3());
  if (!change) return bytes;
  const auto file = SafetensorsFile::borrow(bytes);
  REQUIRE(file);
  Json json = Json::parse(file.value().metadata().at("json"), nullptr, false);
  change(json);
  SafetensorsWriter writer;
  writer.set_metadata("packet", "start");
  writer.set_metadata("json", json.dump());
  for (const TensorView& tensor : file.value().tensors()) {
    writer.add_raw(std::string(tensor.name), tensor.dtype, {tensor.shape.begin(), tensor.shape.end()},
                   {tensor.data.begin(), tensor.data.end()});
  }
  return writer.finish().value();
}

inline void give(RunDesk& desk, int ticket, const std::vector<std::byte>& packet) {
  const auto taken = desk.packet(ticket, packet);
  INFO((taken ? "" : taken.error().message()));
  REQUIRE(taken);
}

/// Steps of a run without a record, after its start packet.
inline void count_steps(RunDesk& desk, int ticket, int from, int to) {
  for (int step = from; step < to; ++step) {
    give(desk, ticket, count_packet("step", {{"step", step}, {"t", 0.5}, {"ms", 1}, {"stage_ms", Json::object()}}));
  }
}

/// A whole run without a record: `ms` in all, ending in `picture`.
inline void answer(RunDesk& desk, const RunDesk::Order& order, const Picture& picture, double ms,
                   const std::function<void(Json&)>& change = {}) {
  REQUIRE(order.request);
  REQUIRE_FALSE(order.request->record);
  give(desk, order.ticket, start_of(*order.request, change));
  count_steps(desk, order.ticket, 0, order.request->steps);
  const Json end = {{"ms_total", ms},
                    {"ms_per_step", ms / order.request->steps},
                    {"picture_sha256", std::to_string(order.ticket)},
                    {"stage_ms", Json::object()}};
  give(desk, order.ticket, count_packet("end", end, &picture));
}

}  // namespace lesson::testing
