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

std::span<const std::byte> as_span(const unsigned char* bytes, int size) {
  return std::as_bytes(std::span(bytes, static_cast<std::size_t>(size)));
}

/// What a second worker answers for: the run of this request.
struct Asked {
  std::string request;
  WithoutPrompt half;
};

struct Worker {
  std::optional<TinySd3> model;
  std::optional<RunQueue> queue;  // of the model
  std::optional<Asked> asked;
  ForwardScratch scratch;  // of the answers
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

const Error kNoWeights{"no weights have been loaded", "model", "", "", "Load tiny-sd3.safetensors first."};

}  // namespace

extern "C" {

const char* lesson_model_error(void) { return worker().error.c_str(); }

const char* lesson_model_stages(void) {
  Worker& w = worker();
  if (w.stages.empty()) w.stages = print_json({{"joint", stages_json(true)}, {"cross", stages_json(false)}});
  return w.stages.c_str();
}

int lesson_model_load(const unsigned char* bytes, int size) {
  const auto file = as_span(bytes, size);
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
  if (!w.model) return refuse(kNoWeights);
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

int lesson_model_ask(void) {
  Worker& w = worker();
  const auto half = w.queue ? w.queue->other_half() : std::nullopt;
  if (half) w.packet = half_packet(*half);
  return half ? 1 : 0;
}

void lesson_model_begin(void) {
  if (lesson_model_turn()) worker().queue->begin_step();
}

void lesson_model_give(int ticket, const unsigned char* bytes, int size) {
  auto prediction = prediction_from_packet(as_span(bytes, size));
  if (prediction && worker().queue) worker().queue->give(ticket, std::move(prediction).value());
}

int lesson_model_answer(const char* request_json, const unsigned char* bytes, int size) {
  Worker& w = worker();
  if (!w.model) return refuse(kNoWeights);
  if (!w.asked || w.asked->request != request_json) {
    const auto request = request_from_json(request_json, *w.model);
    if (!request) return refuse(request.error());
    if (const auto valid = validate(request.value(), *w.model); !valid) return refuse(valid.error());
    w.asked.emplace(request_json, WithoutPrompt(*w.model, request.value()));
  }
  const auto half = half_from_packet(as_span(bytes, size), w.asked->half.latent());
  if (!half) return refuse(half.error());
  w.packet = prediction_packet(w.asked->half.predict(half.value(), w.scratch));
  return 1;
}

void lesson_model_stop(int ticket) {
  if (worker().queue) worker().queue->cancel(ticket);
}

const unsigned char* lesson_model_packet(void) {
  return reinterpret_cast<const unsigned char*>(worker().packet.data());
}
int lesson_model_packet_size(void) { return static_cast<int>(worker().packet.size()); }

}  // extern "C"
