#include "core/pipeline/run_request.h"
#include "core/io/json.h"

#include <algorithm>
#include <cmath>

namespace lesson {

namespace {

/// "28", "2.5": whole numbers without a point.
std::string number_text(double x) {
  if (std::isnan(x)) return "no number";
  if (std::isinf(x)) return x < 0 ? "-infinity" : "infinity";
  return x == std::floor(x) && std::abs(x) < 1e15 ? std::to_string(static_cast<long long>(x)) : print_json(x);
}

std::string range_text(double low, double high) { return number_text(low) + " to " + number_text(high); }

Error out_of_range(const char* field, double low, double high, double got) {
  return {"out of range", field, range_text(low, high), number_text(got), "Choose a value in this range."};
}

/// The baseline's text is read and reads nothing.
Result<void> check_quadrants(const QuadrantCut& cut, ModelKind model) {
  if (model != ModelKind::ddpm || !(cut.has(Quadrant::text_reads_text) || cut.has(Quadrant::text_reads_image)))
    return {};
  return Error{"this model has no such quadrant", "cut.quadrants", "image_reads_text, image_reads_image or both",
               to_string(cut), "In ddpm only the image reads; choose flow or shared to cut what the text reads."};
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

/// Walks a JSON object key by key; remembers the first complaint.
class Reader {
 public:
  Reader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {}

  const Json* take(const char* key) {
    const auto found = json_.find(key);
    if (found == json_.end()) return nullptr;
    ++taken_;
    known_ += (known_.empty() ? "" : ", ") + std::string(key);
    return &*found;
  }
  void text(const char* key, std::string& value) {
    if (const Json* json = take(key)) {
      if (json->is_string())
        value = json->get<std::string>();
      else
        complain(key, "a text", *json);
    }
  }
  void flag(const char* key, bool& value) {
    if (const Json* json = take(key)) {
      if (json->is_boolean())
        value = json->get<bool>();
      else
        complain(key, "true or false", *json);
    }
  }
  void number(const char* key, double& value) {
    if (const Json* json = take(key)) {
      if (json->is_number())
        value = json->get<double>();
      else
        complain(key, "a number", *json);
    }
  }
  template <class Int>
  void whole(const char* key, Int& value, double low, double high) {
    if (const Json* json = take(key)) {
      const double number = json->is_number() ? json->get<double>() : std::nan("");
      if (number >= low && number <= high && number == std::floor(number))
        value = static_cast<Int>(number);
      else
        complain(key, "a whole number from " + range_text(low, high), *json);
    }
  }
  template <class Enum, std::size_t N>
  void choice(const char* key, const std::array<const char*, N>& ids, Enum& value) {
    if (const Json* json = take(key)) {
      for (std::size_t i = 0; i < N; ++i) {
        if (*json == ids[i]) return void(value = static_cast<Enum>(i));
      }
      std::string list;
      for (const char* id : ids) list += (list.empty() ? "one of " : ", ") + std::string(id);
      complain(key, list, *json);
    }
  }
  /// `parse` is a lambda, not a function's address: taking the address of a function whose return type has not been
  /// needed yet makes clang declare it without arguments, which WebAssembly traps on.
  template <class Parse, class T>
  void parsed(const char* key, Parse parse, T& value) {
    std::string list;
    if (!json_.contains(key)) return;
    text(key, list);
    if (error_) return;
    auto result = parse(list);
    if (result) {
      value = result.value();
    } else {
      error_ = result.error();
      error_->where = where_ + key;
    }
  }
  void complain(const char* key, std::string expected, const Json& got) {
    if (error_) return;
    error_ = Error{"not what this setting takes", where_ + key, std::move(expected), print_json(got).substr(0, 60), ""};
  }
  void absorb(const Reader& part) {
    if (!error_) error_ = part.error_;
  }
  /// Complains about keys that nobody took.
  void finish(const char* all_keys) {
    if (error_ || taken_ == json_.size()) return;
    for (const auto& [key, value] : json_.items()) {
      if ((", " + std::string(all_keys) + ", ").find(", " + key + ", ") != std::string::npos) continue;
      error_ = Error{"unknown setting", where_ + key, std::string("one of ") + all_keys, "", "Check the spelling."};
      return;
    }
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  const Json& json_;
  std::string where_, known_;
  std::size_t taken_ = 0;
  std::optional<Error> error_;
};

void read_blocks(Reader& reader, std::vector<int>& blocks) {
  const Json* json = reader.take("blocks");
  if (!json) return;
  std::vector<int> values;
  for (const Json& item : *json) {
    const bool good =
        json->is_array() && item.is_number_integer() && item.get<double>() >= 0 && item.get<double>() < 1000;
    if (!good) return reader.complain("blocks", "a list of block numbers", *json);
    values.push_back(item.get<int>());
  }
  if (!json->is_array()) return reader.complain("blocks", "a list of block numbers", *json);
  blocks = std::move(values);
}

void read_cut(Reader& parent, RunCut& cut) {
  const Json* json = parent.take("cut");
  if (!json) return;
  if (!json->is_object()) return parent.complain("cut", "an object", *json);
  Reader reader(*json, "cut.");
  reader.parsed("quadrants", [](const std::string& list) { return parse_quadrant_cut(list); }, cut.quadrants);
  read_blocks(reader, cut.blocks);
  reader.whole("first_step", cut.first_step, 0, kMaxRunSteps);
  reader.whole("last_step", cut.last_step, -1, kMaxRunSteps);
  reader.finish("quadrants, blocks, first_step, last_step");
  parent.absorb(reader);
}

}  // namespace

bool RunCut::applies(int block, int step, int steps) const {
  const int last = last_step < 0 ? steps - 1 : last_step;
  const bool in_block = blocks.empty() || std::find(blocks.begin(), blocks.end(), block) != blocks.end();
  return quadrants.any() && in_block && step >= first_step && step <= last;
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
                 std::to_string(request.prompt.size()), "The model reads the first 75 words."};
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
    return Error{"this model's weights are not loaded", "model", "", kind, "Load its file, or choose another model."};
  }
  const bool flow_sampler = request.sampler == RunSampler::euler || request.sampler == RunSampler::heun;
  if (flow_sampler != (request.model != ModelKind::ddpm)) {
    return Error{"the sampler does not fit the model", "sampler", flow_sampler ? "ddim or ancestral" : "euler or heun",
                 kRunSamplerIds[static_cast<std::size_t>(request.sampler)],
                 std::string("Choose one made for ") + kind + "."};
  }
  if (auto fits = check_quadrants(request.cut.quadrants, request.model); !fits) return fits;
  return check_cut(request.cut, trained->net.shape.blocks, request.steps);
}

std::string to_json(const RunRequest& r) {
  const Json cut = {{"quadrants", to_string(r.cut.quadrants)},
                    {"blocks", r.cut.blocks},
                    {"first_step", r.cut.first_step},
                    {"last_step", r.cut.last_step}};
  const Json json = {{"prompt", r.prompt},
                     {"seed", r.seed},
                     {"model", kModelKindIds[static_cast<std::size_t>(r.model)]},
                     {"sampler", kRunSamplerIds[static_cast<std::size_t>(r.sampler)]},
                     {"steps", r.steps},
                     {"guidance", r.guidance},
                     {"shift", r.shift},
                     {"cut", cut},
                     {"drop_encoders", to_string(r.drop)},
                     {"record", r.record}};
  return print_json(json);
}

Result<RunRequest> request_from_json(std::string_view text, const RunRequest& base) {
  const Json json = parse_json(text);
  if (!json.is_object()) {
    return Error{"not a JSON object", "run request", "{\"prompt\": ...}", std::string(text.substr(0, 40)), ""};
  }
  RunRequest request = base;
  Reader reader(json, "");
  reader.text("prompt", request.prompt);
  reader.whole("seed", request.seed, 0, 9007199254740992.0);
  reader.choice("model", kModelKindIds, request.model);
  reader.choice("sampler", kRunSamplerIds, request.sampler);
  reader.whole("steps", request.steps, 1, kMaxRunSteps);
  reader.number("guidance", request.guidance);
  reader.number("shift", request.shift);
  read_cut(reader, request.cut);
  reader.parsed("drop_encoders", [](const std::string& list) { return parse_encoder_drop(list); }, request.drop);
  reader.flag("record", request.record);
  reader.finish("prompt, seed, model, sampler, steps, guidance, shift, cut, drop_encoders, record");
  if (reader.error()) return *reader.error();
  return request;
}

}  // namespace lesson
