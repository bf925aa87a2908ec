#include "core/pipeline/run_log.h"

#include <algorithm>
#include <charconv>

#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/pipeline/packet_fields.h"

namespace lesson {

namespace {

constexpr std::size_t kMostLabels = 4096;

}  // namespace

/// Fills a log from one packet.
class PacketReader : private PacketFields {
 public:
  using PacketFields::complain;
  using PacketFields::outcome;
  using PacketFields::PacketFields;

  void start(RunLog& log) {
    const auto request = request_from(object("request"), RunRequest{});
    if (!request) return complain("request", request.error().message());
    log.request_ = request.value();
    log.labels_ = texts("labels", 0, kMostLabels);
    log.unknown_words_ = texts("unknown_words", 0, kMostLabels);
    log.words_ = count("words");
    log.dropped_words_ = count("dropped_words");
    log.weights_sha256_ = text("weights_sha256");
    log.samples_trained_ = number("samples_trained");
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
    step.t = number("t");
    step.ms = number("ms");
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
    if (count("step") != log.steps_done()) wrong("step", std::to_string(log.steps_done()));
    attention(log);
    stages(log);
    if (!failed()) log.steps_.push_back(std::move(step));
  }

  void end(RunLog& log) {
    log.picture_ = picture();
    log.picture_sha256_ = text("picture_sha256");
    log.ms_total_ = number("ms_total");
    stages(log);
  }

 private:
  void shape(RunLog& log) {
    RunShape& shape = log.shape_;
    shape.kind = log.request_.model;
    shape.blocks = count("blocks", 64);
    shape.heads = count("heads", 64);
    shape.width = count("width", 4096);
    shape.context = count("text_tokens", 4096);
    shape.clip_rows = count("clip_rows", 4096);
    if (shape.clip_rows > shape.context) wrong("clip_rows", "no more than text_tokens");
    shape.patch = whole("patch", 1, 64);
    const std::vector<int> sizes = wholes("latent", 3, 3, 1, 1024);
    shape.latent = {sizes[0], sizes[1], sizes[2]};
    if (sizes[1] % shape.patch != 0 || sizes[2] % shape.patch != 0) wrong("patch", "a divisor of the latent");
    if (shape.image_tokens() != count("image_tokens")) wrong("image_tokens", std::to_string(shape.image_tokens()));
    if (shape.heads < 1 || shape.width % shape.heads != 0) wrong("heads", "a divisor of the width");
    if (static_cast<int>(log.labels_.size()) != shape.context) complain("labels", std::to_string(shape.context));
  }

  void trained(RunLog& log) {
    flag("full_size", log.full_size_);
    if (const Json* found = take("pointing"); !found || found->is_null()) return;  // not measured of these weights
    JsonReader about = below("pointing");
    const RunShape& shape = log.shape_;
    log.pointing_ = read_pointing(about, shape.blocks, shape.heads);
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
    int number = 0;
    for (const Json& about : list("stages", std::size_t{kStages}, std::size_t{kStages})) {
      JsonReader from = entry(about, "stages");
      RunStage& stage = log.stages_[static_cast<std::size_t>(number)];
      stage.number = ++number;
      stage.parameters = static_cast<std::int64_t>(from.number("parameters", 0, 1e15));
      const std::vector<int> shape = from.wholes("shape", 0, 8, 0, 1'000'000'000);
      stage.shape.assign(shape.begin(), shape.end());
    }
  }
  void stages(RunLog& log) {
    for (const auto& [key, ms] : object("stage_ms").items()) {
      int number = 0;
      const auto [end, fault] = std::from_chars(key.data(), key.data() + key.size(), number);
      const bool plain = fault == std::errc() && end == key.data() + key.size();
      if (!plain || number < 1 || number > kStages || !ms.is_number())
        return complain("stage_ms", "times of stages 1 to 13");
      RunStage& stage = log.stages_[static_cast<std::size_t>(number) - 1];
      stage.tensor = matrix("stage." + key);
      stage.ms = ms.get<double>();
    }
  }

  void attention(RunLog& log) {
    if (!log.request_.record) return;
    const auto blocks = static_cast<std::size_t>(log.shape_.blocks);
    int block = 0;
    for (const Json& about : list("blocks", blocks, blocks)) {
      JsonReader from = entry(about, "blocks");
      if (!failed()) block_attention(log, block++, from);
    }
  }
  void block_attention(RunLog& log, int block, JsonReader& about) {
    QuadrantCut cut;
    about.parsed("cut", [](const std::string& list) { return parse_quadrant_cut(list); }, cut);
    const RunShape& shape = log.shape_;
    const int text_rows = shape.context, image_rows = shape.image_tokens();
    const auto put = [&](AttentionKind kind, int queries, int keys) {
      const std::string name =
          "block." + std::to_string(block) + "." + kAttentionKindIds[static_cast<std::size_t>(kind)];
      AttentionRecord::Entry entry{packed_rows(name + ".q", queries, shape.width),
                                   packed_rows(name + ".k", keys, shape.width), cut};
      if (!failed()) log.record_.put(log.steps_done(), block, kind, std::move(entry));
    };
    if (!shape.joint()) {
      put(AttentionKind::self, image_rows, image_rows);
      return put(AttentionKind::cross, image_rows, text_rows);
    }
    put(AttentionKind::joint, text_rows + image_rows, text_rows + image_rows);
    masses(log, block, about);
  }
  void masses(RunLog& log, int block, JsonReader& about) {
    std::vector<QuadrantMass> masses;
    const auto heads = static_cast<std::size_t>(log.shape_.heads);
    for (const Json& head : about.list("mass", heads, heads)) {
      QuadrantMass mass = {};
      if (!head.is_array() || head.size() != kQuadrants) return complain("blocks.mass", "four numbers a head");
      for (std::size_t i = 0; i < kQuadrants; ++i) mass[i] = head[i].is_number() ? head[i].get<double>() : 0;
      masses.push_back(mass);
    }
    if (!failed()) log.record_.add_mass(log.steps_done(), block, masses);
  }
};

Result<void> RunLog::take(std::span<const std::byte> packet) {
  const auto opened = open_packet(packet);
  if (!opened) return opened.error();
  const auto& [file, kind, json] = opened.value();
  PacketReader reader(file, json);
  if (kind == "start" && !started_) {
    RunLog fresh;
    reader.start(fresh);
    if (auto ok = reader.outcome(); !ok) return ok;
    fresh.started_ = true;
    *this = std::move(fresh);
    return {};
  }
  if (kind == "step" && started_ && steps_done() < request_.steps) {
    reader.step(*this);
    return reader.outcome();
  }
  if (kind == "end" && started_ && !finished_ && steps_done() == request_.steps) {
    reader.end(*this);
    finished_ = static_cast<bool>(reader.outcome());
    return reader.outcome();
  }
  const char* due = !started_ ? "start" : steps_done() < request_.steps ? "step" : finished_ ? "nothing" : "end";
  reader.complain("packet", due, kind);
  return reader.outcome();
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
