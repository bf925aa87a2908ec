// The model's module over core/pipeline: no ImGui, no SDL, no GL.

#include "shell/web/model_api.h"

#include <map>
#include <optional>
#include <string>

#include "core/io/json.h"
#include "core/pipeline/run_packet.h"

namespace {

using namespace lesson;

struct Worker {
  std::optional<TinySd3> model;
  std::map<int, Run> runs;  // by ticket
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
  return 1;
}

int lesson_model_start(int ticket, const char* request_json) {
  Worker& w = worker();
  if (!w.model) return refuse({"no weights have been loaded", "model", "", "", "Load tiny-sd3.safetensors first."});
  const auto request = request_from_json(request_json, default_request(*w.model, kind_of(request_json)));
  if (!request) return refuse(request.error());
  auto run = Run::start(*w.model, request.value());
  if (!run) return refuse(run.error());
  w.packet = start_packet(run.value(), *w.model);
  w.runs.insert_or_assign(ticket, std::move(run).value());
  return 1;
}

int lesson_model_advance(int ticket) {
  Worker& w = worker();
  const auto found = w.runs.find(ticket);
  if (found == w.runs.end()) return 0;
  Run& run = found->second;
  if (run.finished()) {
    w.packet = end_packet(run);
    w.runs.erase(found);
    return 2;
  }
  run.advance();
  w.packet = step_packet(run);
  return 1;
}

void lesson_model_stop(int ticket) { worker().runs.erase(ticket); }

const unsigned char* lesson_model_packet(void) {
  return reinterpret_cast<const unsigned char*>(worker().packet.data());
}
int lesson_model_packet_size(void) { return static_cast<int>(worker().packet.size()); }

}  // extern "C"
