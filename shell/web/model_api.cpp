// The model's module over core/pipeline: no ImGui, no SDL, no GL.

#include "shell/web/model_api.h"

#include <optional>
#include <string>

#include "core/io/json.h"
#include "core/pipeline/run_queue.h"

namespace {

using namespace lesson;

struct Worker {
  std::optional<TinySd3> model;
  std::optional<RunQueue> queue;  // of the model
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
  const Json json = parse_json(request);
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
  worker().queue.emplace(*worker().model);
  return 1;
}

int lesson_model_start(int ticket, const char* request_json, int when_idle) {
  Worker& w = worker();
  if (!w.model) return refuse({"no weights have been loaded", "model", "", "", "Load tiny-sd3.safetensors first."});
  auto request = request_from_json(request_json, default_request(*w.model, kind_of(request_json)));
  if (!request) return refuse(request.error());
  w.queue->start(ticket, std::move(request).value(), when_idle ? Urgency::when_idle : Urgency::now);
  return 1;
}

int lesson_model_turn(void) { return worker().queue ? worker().queue->turn() : 0; }

int lesson_model_advance(void) {
  Worker& w = worker();
  if (lesson_model_turn() == 0) return refuse({"no run is wanted", "model", "", "", ""});
  RunNews news = w.queue->advance();
  w.packet = std::move(news.packet);
  w.error = std::move(news.problem);
  if (!w.error.empty()) return 0;
  return news.last ? 2 : 1;
}

void lesson_model_stop(int ticket) {
  if (worker().queue) worker().queue->cancel(ticket);
}

const unsigned char* lesson_model_packet(void) {
  return reinterpret_cast<const unsigned char*>(worker().packet.data());
}
int lesson_model_packet_size(void) { return static_cast<int>(worker().packet.size()); }

}  // extern "C"
