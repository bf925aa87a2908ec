#include "core/pipeline/run_log.h"

#include <algorithm>

#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/pipeline/packet_fields.h"

namespace lesson {

/// Fills a log from one packet.
class PacketReader : private PacketFields {
 public:
  using PacketFields::outcome;
  using PacketFields::PacketFields;

  void start(RunLog& log) {
    const auto request = request_from(object("request"), RunRequest{});
    if (!request) return complain("request", request.error().message());
    log.request_ = request.value();
    log.labels_ = texts("labels");
    log.unknown_words_ = texts("unknown_words");
    log.words_ = whole("words");
    log.dropped_words_ = whole("dropped_words");
    log.weights_sha256_ = text(json(), "weights_sha256");
    log.samples_trained_ = number(json(), "samples_trained");
    shape(log);
    const int tokens = log.shape_.context + log.shape_.image_tokens();
    const auto& rows = log.request_.trace.rows;
    const bool beyond = std::ranges::any_of(rows, [tokens](int row) { return row >= tokens; });
    if (beyond || rows.size() > kMostTracedRows) complain("request.trace", "a few of the model's rows");
    trained(log);
    log.noise_ = latent("noise", log);
    if (log.request_.image.any()) {
      log.image_latent_ = latent("image_latent", log);
      log.image_again_ = picture();
    }
    if (failed()) return;
    if (log.request_.record) {
      const RunShape& s = log.shape_;
      log.record_ = AttentionRecord(log.request_.steps, s.blocks, s.heads, s.context, s.joint());
    }
    describe_stages(log);
    stages(log);
  }

  void step(RunLog& log) {
    LoggedStep step;
    step.t = number(json(), "t");
    step.ms = number(json(), "ms");
    if (log.request_.record) {
      step.latent = latent("latent", log);
      step.prediction = latent("prediction", log);
      step.clean = latent("clean", log);
      step.preview = picture();
      if (log.request_.guidance != 1.0) {
        step.with_prompt = latent("with_prompt", log);
        step.without_prompt = latent("without_prompt", log);
      }
    }
    if (log.request_.trace.any() && log.shape_.joint()) {
      traces("trace.", log, step.blocks);
      if (log.request_.trace.single) traces("single.", log, step.singles);
    }
    if (whole("step") != log.steps_done()) complain("step", std::to_string(log.steps_done()));
    attention(log);
    stages(log);
    if (!failed()) log.steps_.push_back(std::move(step));
  }

  void end(RunLog& log) {
    log.picture_ = picture();
    log.picture_sha256_ = text(json(), "picture_sha256");
    log.ms_total_ = number(json(), "ms_total");
    stages(log);
  }

 private:
  void shape(RunLog& log) {
    RunShape& shape = log.shape_;
    shape.kind = log.request_.model;
    shape.blocks = whole("blocks", 64);
    shape.heads = whole("heads", 64);
    shape.width = whole("width", 4096);
    shape.context = whole("text_tokens", 4096);
    shape.clip_rows = whole("clip_rows", 4096);
    if (shape.clip_rows > shape.context) complain("clip_rows", "no more than text_tokens");
    shape.patch = std::max(whole("patch", 64), 1);
    const auto found = json().find("latent");
    if (found == json().end() || !found->is_array() || found->size() != 3) return complain("latent", "[C, h, w]");
    std::array<int, 3> sizes = {};
    for (std::size_t i = 0; i < 3; ++i) {
      const Json& size = (*found)[i];
      const std::int64_t whole = size.is_number_integer() ? size.get<std::int64_t>() : 0;
      if (whole < 1 || whole > 1024) return complain("latent", "sizes from 1 to 1024");
      sizes[i] = static_cast<int>(whole);
    }
    shape.latent = {sizes[0], sizes[1], sizes[2]};
    if (sizes[1] % shape.patch != 0 || sizes[2] % shape.patch != 0) return complain("patch", "a divisor of the latent");
    if (shape.image_tokens() != whole("image_tokens")) complain("image_tokens", std::to_string(shape.image_tokens()));
    if (shape.heads < 1 || shape.width % shape.heads != 0) complain("heads", "a divisor of the width");
    if (static_cast<int>(log.labels_.size()) != shape.context) complain("labels", std::to_string(shape.context));
  }

  void trained(RunLog& log) {
    const auto full_size = json().find("full_size");
    log.full_size_ = full_size == json().end() || !full_size->is_boolean() || full_size->get<bool>();
    const auto found = json().find("pointing");
    if (found == json().end() || !found->is_object()) return;
    const auto head = [&](const char* key) {
      const auto about = found->find(key);
      if (about == found->end() || !about->is_object()) return complain(key, "an object"), PointingHead{};
      const RunShape& shape = log.shape_;
      const double block = number(*about, "block"), at = number(*about, "head");
      if (!(block >= 0 && block < shape.blocks && at >= 0 && at < shape.heads)) {
        return complain(key, "a block and a head of this model"), PointingHead{};
      }
      const std::string reader = about->contains("reader") ? text(*about, "reader") : "";
      return PointingHead{static_cast<int>(block),
                          static_cast<int>(at),
                          number(*about, "accuracy"),
                          number(*about, "se"),
                          reader,
                          static_cast<int>(std::clamp(number(*about, "n"), 0.0, 1e9))};
    };
    log.pointing_ = Pointing{number(*found, "time"), head("image_reads_text"), head("text_reads_image")};
  }

  MatrixRM latent(const char* name, const RunLog& log) {
    MatrixRM x = matrix(name);
    const LatentShape& shape = log.shape_.latent;
    if (x.rows() != shape.channels || x.cols() != shape.pixels()) complain(name, "the size of the latent");
    return x;
  }

  /// Of every block. No tensor may be of a size that the request and the model's shape do not give.
  void traces(const std::string& name, const RunLog& log, std::vector<BlockTrace>& blocks) {
    const RunTrace& what = log.request_.trace;
    const RunShape& shape = log.shape_;
    const auto rows = static_cast<Eigen::Index>(what.rows.size());
    for (int block = 0; block < shape.blocks && !failed(); ++block) {
      const auto read = [&](const char* part, MatrixRM& into, Eigen::Index high, Eigen::Index wide) {
        const std::string tensor = name + std::to_string(block) + "." + part;
        into = matrix(tensor);
        const bool fits = into.rows() == high && (wide < 0 ? into.cols() > 0 : into.cols() == wide);
        if (!fits || !into.allFinite()) complain(tensor, "finite numbers of what was asked for");
      };
      BlockTrace& trace = blocks.emplace_back();
      read("cells", trace.cells, rows * kTraceCells, shape.width);
      if (!what.cells) continue;
      read("weights", trace.weights, rows * shape.heads, shape.context + shape.image_tokens());
      read("mods", trace.mods, kTraceMods, shape.width);
      read("hidden", trace.hidden, rows, -1);
      read("turned", trace.turned, rows * kGateFactors, shape.width);
    }
  }

  void describe_stages(RunLog& log) {
    const auto found = json().find("stages");
    if (found == json().end() || !found->is_array() || found->size() != kStages) {
      return complain("stages", std::to_string(kStages) + " stages");
    }
    for (std::size_t i = 0; i < kStages; ++i) {
      const Json& from = (*found)[i];
      RunStage& stage = log.stages_[i];
      stage.number = static_cast<int>(i) + 1;
      stage.parameters = static_cast<std::int64_t>(std::clamp(number(from, "parameters"), 0.0, 1e15));
      const auto shape = from.find("shape");
      if (shape == from.end() || !shape->is_array()) return complain("stages.shape", "a list of sizes");
      for (const Json& size : *shape) stage.shape.push_back(size.is_number_integer() ? size.get<std::int64_t>() : 0);
    }
  }
  void stages(RunLog& log) {
    for (const auto& [key, ms] : object("stage_ms").items()) {
      const int number = std::atoi(key.c_str());
      if (number < 1 || number > kStages || !ms.is_number()) return complain("stage_ms", "times of stages 1 to 13");
      RunStage& stage = log.stages_[static_cast<std::size_t>(number) - 1];
      stage.tensor = matrix("stage." + key);
      stage.ms = ms.get<double>();
    }
  }

  void attention(RunLog& log) {
    if (!log.request_.record) return;
    const auto found = json().find("blocks");
    if (found == json().end() || !found->is_array() || static_cast<int>(found->size()) != log.shape_.blocks) {
      return complain("blocks", std::to_string(log.shape_.blocks) + " blocks");
    }
    for (int block = 0; block < log.shape_.blocks && !failed(); ++block) {
      block_attention(log, block, (*found)[static_cast<std::size_t>(block)]);
    }
  }
  void block_attention(RunLog& log, int block, const Json& about) {
    const auto cut = parse_quadrant_cut(text(about, "cut"));
    if (!cut) return complain("blocks.cut", "quadrants");
    const RunShape& shape = log.shape_;
    const int text_rows = shape.context, image_rows = shape.image_tokens();
    const auto put = [&](AttentionKind kind, int queries, int keys) {
      const std::string name =
          "block." + std::to_string(block) + "." + kAttentionKindIds[static_cast<std::size_t>(kind)];
      AttentionRecord::Entry entry{packed_rows(name + ".q", queries, shape.width),
                                   packed_rows(name + ".k", keys, shape.width), cut.value()};
      if (!failed()) log.record_.put(log.steps_done(), block, kind, std::move(entry));
    };
    if (!shape.joint()) {
      put(AttentionKind::self, image_rows, image_rows);
      return put(AttentionKind::cross, image_rows, text_rows);
    }
    put(AttentionKind::joint, text_rows + image_rows, text_rows + image_rows);
    masses(log, block, about);
  }
  void masses(RunLog& log, int block, const Json& about) {
    std::vector<QuadrantMass> masses;
    const auto found = about.find("mass");
    if (found == about.end() || !found->is_array()) return complain("blocks.mass", "a list");
    for (const Json& head : *found) {
      QuadrantMass mass = {};
      if (!head.is_array() || head.size() != kQuadrants) return complain("blocks.mass", "four numbers a head");
      for (std::size_t i = 0; i < kQuadrants; ++i) mass[i] = head[i].is_number() ? head[i].get<double>() : 0;
      masses.push_back(mass);
    }
    if (static_cast<int>(masses.size()) != log.shape_.heads) return complain("blocks.mass", "one entry a head");
    if (!failed()) log.record_.add_mass(log.steps_done(), block, masses);
  }
};

Result<void> RunLog::take(std::span<const std::byte> packet) {
  auto file = SafetensorsFile::borrow(packet);
  if (!file) return file.error();
  const auto kind = file.value().require_metadata("packet");
  const auto about = file.value().require_metadata("json");
  if (!kind) return kind.error();
  if (!about) return about.error();
  const auto parsed = read_json(about.value(), "json");
  if (!parsed) return parsed.error();
  const Json& json = parsed.value();
  if (!json.is_object()) return broken_packet("json", "an object");

  PacketReader reader(file.value(), json);
  if (kind.value() == "start" && !started_) {
    RunLog fresh;
    reader.start(fresh);
    if (auto ok = reader.outcome(); !ok) return ok;
    fresh.started_ = true;
    *this = std::move(fresh);
    return {};
  }
  if (kind.value() == "step" && started_ && steps_done() < request_.steps) {
    reader.step(*this);
    return reader.outcome();
  }
  if (kind.value() == "end" && started_ && !finished_ && steps_done() == request_.steps) {
    reader.end(*this);
    finished_ = static_cast<bool>(reader.outcome());
    return reader.outcome();
  }
  const char* due = !started_ ? "start" : steps_done() < request_.steps ? "step" : finished_ ? "nothing" : "end";
  return broken_packet("packet", due, kind.value());
}

std::size_t RunLog::bytes() const {
  std::size_t floats = static_cast<std::size_t>(noise_.size());
  std::size_t pixels = picture_.rgb.size();
  for (const LoggedStep& step : steps_) {
    floats += static_cast<std::size_t>(step.latent.size() + step.prediction.size() + step.clean.size() +
                                       step.with_prompt.size() + step.without_prompt.size());
    pixels += step.preview.rgb.size() + bytes_of(step.blocks) + bytes_of(step.singles);
  }
  for (const RunStage& stage : stages_) floats += static_cast<std::size_t>(stage.tensor.size());
  return record_.bytes() + floats * sizeof(float) + pixels;
}

}  // namespace lesson
