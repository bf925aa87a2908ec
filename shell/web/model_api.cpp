// The model's module over core/pipeline: no ImGui, no SDL, no GL.

#include "shell/web/model_api.h"

#include <optional>
#include <string>

#include "core/catalogue/thirteen_steps.h"
#include "core/io/json.h"
#include "core/pipeline/run_queue.h"

namespace {

using namespace lesson;

/// [{"number","id","name","lesson"}] of the thirteen stages.
Json stages_json(bool joint) {
  Json list = Json::array();
  for (int number = 1; number <= kStages; ++number) {
    const Stage& s = stage(number, joint);
    list.push_back({{"number", s.number}, {"id", s.id}, {"name", s.name}, {"lesson", s.lesson}});
  }
  return list;
}

struct Worker {
  std::optional<TinySd3> model;
  std::optional<RunQueue> queue;  // of the model
  std::vector<std::byte> packet;
  std::string error;
  std::string stages;
};

Worker& worker() {
  static Worker& only = *new Worker;  // never destroyed: the worker goes as a whole
  return only;
}

int refuse(const Error& error) {
  worker().error = error.message();
  return 0;
}

}  // namespace

extern "C" {

const char* lesson_model_error(void) { return worker().error.c_str(); }

const char* lesson_model_stages(void) {
  Worker& w = worker();
  if (w.stages.empty()) w.stages = print_json({{"joint", stages_json(true)}, {"cross", stages_json(false)}});
  return w.stages.c_str();
}

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
  auto request = request_from_json(request_json, *w.model);
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
