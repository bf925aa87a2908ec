#include "core/pipeline/run_request.h"

#include <algorithm>

#include "core/io/base64.h"
#include "core/io/json.h"
#include "core/io/json_reader.h"
#include "core/text_format.h"

namespace lesson {

namespace {

Error out_of_range(const char* field, double low, double high, double got) {
  return {"out of range", field, range_text(low, high), plain_number(got), "Choose a value in this range."};
}

/// With cross-attention the text is read and reads nothing.
Result<void> check_quadrants(const QuadrantCut& cut, ModelKind model) {
  const bool of_text = cut.has(Quadrant::text_reads_text) || cut.has(Quadrant::text_reads_image);
  if (conditioning_of(model) != BlockConditioning::cross || !of_text) return {};
  return Error{
      "this model has no such quadrant", "cut.quadrants", "image_reads_text, image_reads_image or both", to_string(cut),
      "With cross-attention only the image reads; choose a model with joint attention to cut what the text reads."};
}

/// Samplers and noise levels that go with what the network is asked for.
Result<void> check_sampler(const RunRequest& request) {
  const char* kind = kModelKindIds[static_cast<std::size_t>(request.model)];
  const bool velocity = objective_of(request.model) == Objective::velocity;
  const bool fits = request.sampler == RunSampler::ddim || velocity != (request.sampler == RunSampler::ancestral);
  if (!fits) {
    return Error{
        "the sampler does not fit the model", "sampler", velocity ? "euler, heun or ddim" : "ddim or ancestral",
        kRunSamplerIds[static_cast<std::size_t>(request.sampler)], std::string("Choose one made for ") + kind + "."};
  }
  if (!velocity && request.levels != RunLevels::own) {
    return Error{"this model has noise levels of its own alone", "levels", "own",
                 kRunLevelsIds[static_cast<std::size_t>(request.levels)],
                 "Choose a model that predicts a velocity for other levels."};
  }
  return {};
}

Result<void> check_cut(const RunCut& cut, int blocks, int steps) {
  for (std::size_t i = 0; i < cut.blocks.size(); ++i) {
    if (cut.blocks[i] < 0 || cut.blocks[i] >= blocks) return out_of_range("cut.blocks", 0, blocks - 1, cut.blocks[i]);
    if (std::count(cut.blocks.begin(), cut.blocks.end(), cut.blocks[i]) > 1) {
      return Error{"a block is named twice", "cut.blocks", "", std::to_string(cut.blocks[i]), "Name each block once."};
    }
  }
  if (cut.first_step < 0 || cut.first_step >= steps)
    return out_of_range("cut.first_step", 0, steps - 1, cut.first_step);
  if (cut.last_step != -1 && (cut.last_step < cut.first_step || cut.last_step >= steps)) {
    return out_of_range("cut.last_step", cut.first_step, steps - 1, cut.last_step);
  }
  return {};
}

Result<void> check_trace(const RunTrace& trace, const DenoiserShape& shape) {
  if (!trace.any()) return {};
  if (!shape.joint()) {
    return Error{"only joint attention is traced", "trace.rows", "no rows", std::to_string(trace.rows.size()) + " rows",
                 "Choose a model with joint attention."};
  }
  if (trace.rows.size() > kMostTracedRows) {
    return Error{"too many rows to trace", "trace.rows", "at most " + std::to_string(kMostTracedRows),
                 std::to_string(trace.rows.size()), ""};
  }
  const int tokens = shape.context + shape.image_tokens();
  for (const int row : trace.rows) {
    if (row < 0 || row >= tokens) return out_of_range("trace.rows", 0, tokens - 1, row);
    if (std::count(trace.rows.begin(), trace.rows.end(), row) > 1) {
      return Error{"a row is named twice", "trace.rows", "", std::to_string(row), "Name each row once."};
    }
  }
  return {};
}

Result<void> check_image(const StartImage& image, std::size_t bytes) {
  if (!image.any()) return {};
  if (image.rgb.size() != bytes) {
    return Error{"the picture to start from is of another size", "image.rgb", std::to_string(bytes) + " bytes, RGB",
                 std::to_string(image.rgb.size()), "Scale it to the size that the model paints."};
  }
  if (!(image.strength >= kMinStrength && image.strength <= 1))
    return out_of_range("image.strength", kMinStrength, 1, image.strength);
  return {};
}

/// Where they stand: a list of whole numbers from 0 to `most`.
void read_places(JsonReader& reader, const char* key, int most, std::vector<int>& places) {
  if (reader.take(key)) places = reader.wholes(key, 0, kMaxJsonValues, 0, most);
}

void read_cut(JsonReader& parent, RunCut& cut) {
  if (!parent.take("cut")) return;
  JsonReader reader = parent.below("cut");
  reader.parsed("quadrants", [](const std::string& list) { return parse_quadrant_cut(list); }, cut.quadrants);
  read_places(reader, "blocks", 999, cut.blocks);
  reader.whole("first_step", cut.first_step, 0, kMaxRunSteps);
  reader.whole("last_step", cut.last_step, -1, kMaxRunSteps);
  reader.finish();
}

void read_image(JsonReader& parent, StartImage& image) {
  if (!parent.take("image")) return;
  JsonReader reader = parent.below("image");
  std::string text;
  reader.text("rgb", text);
  reader.number("strength", image.strength);
  reader.finish();
  auto bytes = from_base64(text);
  if (!bytes || bytes->empty()) return reader.wrong("rgb", "a picture's bytes in base64");
  image.rgb = std::move(*bytes);
}

void read_trace(JsonReader& parent, RunTrace& trace) {
  if (!parent.take("trace")) return;
  JsonReader reader = parent.below("trace");
  read_places(reader, "rows", 999'999, trace.rows);
  reader.flag("cells", trace.cells);
  reader.flag("single", trace.single);
  reader.finish();
}

}  // namespace

bool RunCut::applies(int block, int step, int steps) const {
  const int last = last_step < 0 ? steps - 1 : last_step;
  const bool in_block = blocks.empty() || std::find(blocks.begin(), blocks.end(), block) != blocks.end();
  return quadrants.any() && in_block && step >= first_step && step <= last;
}

std::vector<QuadrantCut> RunCut::at(int step, int steps, int block_count) const {
  std::vector<QuadrantCut> cuts;
  for (int block = 0; block < block_count && quadrants.any(); ++block) {
    cuts.push_back(applies(block, step, steps) ? quadrants : QuadrantCut{});
  }
  return cuts;
}

RunRequest default_request(const TinySd3& model, ModelKind kind) {
  const TrainedDenoiser* trained = model.denoiser(kind);
  RunRequest request;
  request.model = trained ? kind : ModelKind::flow;
  const ModelDefaults& defaults = model.denoiser(request.model)->defaults;
  request.steps = std::min(defaults.steps, kMaxRunSteps);
  request.guidance = std::clamp(defaults.guidance, 0.0, kMaxGuidance);
  request.shift = std::clamp(defaults.shift, kMinShift, kMaxShift);
  request.sampler = defaults.sampler;
  return request;
}

Result<void> validate(const RunRequest& request, const TinySd3& model) {
  if (request.prompt.size() > kMaxPromptBytes) {
    return Error{"the prompt is too long", "prompt", "at most " + std::to_string(kMaxPromptBytes) + " bytes",
                 std::to_string(request.prompt.size()),
                 "The model reads the first " + std::to_string(model.most_words()) + " words."};
  }
  if (request.steps < 1 || request.steps > kMaxRunSteps) return out_of_range("steps", 1, kMaxRunSteps, request.steps);
  if (!(request.guidance >= 0 && request.guidance <= kMaxGuidance)) {
    return out_of_range("guidance", 0, kMaxGuidance, request.guidance);
  }
  if (!(request.shift >= kMinShift && request.shift <= kMaxShift)) {
    return out_of_range("shift", kMinShift, kMaxShift, request.shift);
  }
  const char* kind = kModelKindIds[static_cast<std::size_t>(request.model)];
  const TrainedDenoiser* trained = model.denoiser(request.model);
  if (!trained) {
    return Error{"this model's weights are not here", "model", "", kind,
                 "Its file is not part of this copy of the lesson: choose flow, or add the file."};
  }
  if (auto fits = check_sampler(request); !fits) return fits;
  if (auto fits = check_quadrants(request.cut.quadrants, request.model); !fits) return fits;
  if (auto traceable = check_trace(request.trace, trained->net.shape); !traceable) return traceable;
  if (auto startable = check_image(request.image, model.picture_bytes()); !startable) return startable;
  return check_cut(request.cut, trained->net.shape.blocks, request.steps);
}

Json to_json(const RunRequest& r) {
  const Json cut = {{"quadrants", to_string(r.cut.quadrants)},
                    {"blocks", r.cut.blocks},
                    {"first_step", r.cut.first_step},
                    {"last_step", r.cut.last_step}};
  Json json = {{"prompt", r.prompt},
               {"seed", r.seed},
               {"model", kModelKindIds[static_cast<std::size_t>(r.model)]},
               {"sampler", kRunSamplerIds[static_cast<std::size_t>(r.sampler)]},
               {"levels", kRunLevelsIds[static_cast<std::size_t>(r.levels)]},
               {"steps", r.steps},
               {"guidance", r.guidance},
               {"shift", r.shift},
               {"cut", cut},
               {"drop_encoders", to_string(r.drop)},
               {"record", r.record}};
  if (r.image.any()) json["image"] = {{"rgb", to_base64(r.image.rgb)}, {"strength", r.image.strength}};
  if (r.trace.any()) {
    json["trace"] = {{"rows", r.trace.rows}, {"cells", r.trace.cells}, {"single", r.trace.single}};
  }
  return json;
}

Result<RunRequest> request_from(const Json& json, const RunRequest& base) {
  if (!json.is_object()) {
    return Error{"not a JSON object", "run request", "{\"prompt\": ...}", print_json(json).substr(0, 40), ""};
  }
  RunRequest request = base;
  JsonReader reader(json);
  reader.text("prompt", request.prompt);
  reader.whole("seed", request.seed, 0, 9007199254740992.0);
  reader.parsed("model", [](const std::string& id) { return parse_model_kind(id); }, request.model);
  reader.choice("sampler", kRunSamplerIds, request.sampler);
  reader.choice("levels", kRunLevelsIds, request.levels);
  reader.whole("steps", request.steps, 1, kMaxRunSteps);
  reader.number("guidance", request.guidance);
  reader.number("shift", request.shift);
  read_cut(reader, request.cut);
  read_image(reader, request.image);
  reader.parsed("drop_encoders", [](const std::string& list) { return parse_encoder_drop(list); }, request.drop);
  reader.flag("record", request.record);
  read_trace(reader, request.trace);
  reader.finish();
  if (reader.error()) return *reader.error();
  return request;
}

Result<RunRequest> request_from_json(std::string_view text, const TinySd3& model) {
  const auto parsed = read_json(text, "run request");
  if (!parsed) return parsed.error();
  const Json& json = parsed.value();
  ModelKind kind = ModelKind::flow;
  if (json.is_object())
    JsonReader(json).parsed("model", [](const std::string& id) { return parse_model_kind(id); }, kind);
  return request_from(json, default_request(model, kind));
}

}  // namespace lesson
