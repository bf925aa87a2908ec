// The model's module over core/pipeline: no ImGui, no SDL, no GL.

#include "shell/web/model_api.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/pipeline/run_packet.h"

namespace {

using namespace lesson;

struct Worker {
  std::optional<TinySd3> model;
  std::optional<Run> run;
  bool ended = false;
  std::vector<std::byte> packet;
  std::string error;
};

Worker& worker() {
  static Worker& only = *new Worker;  // never destroyed: the worker goes as a whole
  return only;
}

int refuse(const Error& error) {
  worker().error = error.message();
  return 0;
}

/// Which model a request names, so that the rest of it can start from that model's defaults.
ModelKind kind_of(std::string_view request) {
  const auto json = nlohmann::json::parse(request, nullptr, false);
  const auto found = json.is_object() ? json.find("model") : json.end();
  for (std::size_t i = 0; i < kModelKindIds.size(); ++i) {
    if (json.is_object() && found != json.end() && *found == kModelKindIds[i]) return static_cast<ModelKind>(i);
  }
  return ModelKind::flow;
}

}  // namespace

extern "C" {

const char* lesson_model_error(void) { return worker().error.c_str(); }

int lesson_model_load(const unsigned char* bytes, int size) {
  const auto file = std::as_bytes(std::span(bytes, static_cast<std::size_t>(size)));
  if (worker().model) {
    const auto added = worker().model->add(file);
    return added ? 1 : refuse(added.error());
  }
  auto loaded = TinySd3::load(file);
  if (!loaded) return refuse(loaded.error());
  worker().model = std::move(loaded).value();
  return 1;
}

int lesson_model_start(const char* request_json) {
  if (!worker().model)
    return refuse({"no weights have been loaded", "model", "", "", "Load tiny-sd3.safetensors first."});
  const TinySd3& model = *worker().model;
  const auto request = request_from_json(request_json, default_request(model, kind_of(request_json)));
  if (!request) return refuse(request.error());
  lesson_model_stop();
  auto run = Run::start(model, request.value());
  if (!run) return refuse(run.error());
  worker().run = std::move(run).value();
  worker().packet = start_packet(*worker().run, model);
  return 1;
}

int lesson_model_advance(void) {
  Worker& w = worker();
  if (!w.run || w.ended) return 0;
  if (w.run->finished()) {
    w.packet = end_packet(*w.run);
    w.ended = true;
    return 1;
  }
  w.run->advance();
  w.packet = step_packet(*w.run);
  return 1;
}

void lesson_model_stop(void) {
  worker().run.reset();
  worker().packet = {};
  worker().ended = false;
}

const unsigned char* lesson_model_packet(void) {
  return reinterpret_cast<const unsigned char*>(worker().packet.data());
}
int lesson_model_packet_size(void) { return static_cast<int>(worker().packet.size()); }

}  // extern "C"
