#include "core/pipeline/run_packet.h"

#include <cassert>

#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/pipeline/packet_fields.h"

namespace lesson {

namespace {

void add_picture(SafetensorsWriter& writer, const Picture& picture) {
  const auto bytes = std::as_bytes(std::span(picture.rgb));
  writer.add_raw("picture", DType::u8, {std::uint64_t(picture.height), std::uint64_t(picture.width), 3},
                 {bytes.begin(), bytes.end()});
}

/// Tensors and times of stages first .. last, those that have been reached.
Json add_stages(SafetensorsWriter& writer, const Run& run, int first, int last) {
  Json times = Json::object();
  for (int number = first; number <= last; ++number) {
    const RunStage& stage = run.stages()[static_cast<std::size_t>(number) - 1];
    if (stage.tensor.size() == 0) continue;
    writer.add("stage." + std::to_string(number), stage.tensor);
    times[std::to_string(number)] = stage.ms;
  }
  return times;
}

Json describe_stages(const Run& run) {
  Json list = Json::array();
  for (const RunStage& stage : run.stages()) list.push_back({{"shape", stage.shape}, {"parameters", stage.parameters}});
  return list;
}

void add_rows(SafetensorsWriter& writer, const std::string& name, const PackedRows& rows) {
  const auto count = static_cast<std::uint64_t>(rows.rows());
  const auto bytes = std::as_bytes(std::span(rows.numbers));
  writer.add_raw(name, DType::i16, {count, std::uint64_t(rows.cols)}, {bytes.begin(), bytes.end()});
  writer.add(name + ".factor", {count}, rows.factors);
}

/// q and k of every attention of a step, and per block what was cut and how the mass fell.
Json add_attention(SafetensorsWriter& writer, const AttentionRecord& record, int step) {
  Json blocks = Json::array();
  for (int block = 0; block < record.blocks(); ++block) {
    for (const AttentionKind kind : {AttentionKind::joint, AttentionKind::self, AttentionKind::cross}) {
      if (!record.has(step, block, kind)) continue;
      const std::string name =
          "block." + std::to_string(block) + "." + kAttentionKindIds[static_cast<std::size_t>(kind)];
      add_rows(writer, name + ".q", record.entry(step, block, kind).q);
      add_rows(writer, name + ".k", record.entry(step, block, kind).k);
    }
    blocks.push_back({{"cut", to_string(record.cut(step, block))}, {"mass", record.masses(step, block)}});
  }
  return blocks;
}

void add_traces(SafetensorsWriter& writer, const std::string& name, const std::vector<BlockTrace>& traces) {
  for (std::size_t block = 0; block < traces.size(); ++block) {
    visit_tensors(traces[block], [&](const char* part, const MatrixRM& tensor) {
      if (tensor.size() > 0) writer.add(name + std::to_string(block) + "." + part, tensor);
    });
  }
}

}  // namespace

std::vector<std::byte> start_packet(const Run& run, const TinySd3& model) {
  const TrainedDenoiser& trained = *model.denoiser(run.request().model);
  const DenoiserShape& shape = trained.net.shape;
  SafetensorsWriter writer;
  writer.add("noise", run.latent());
  if (run.request().image.any()) {
    writer.add("image_latent", run.image_latent());
    add_picture(writer, run.image_again());
  }
  const Json times = add_stages(writer, run, 1, 5);
  const Json pointing = trained.pointing ? to_json(*trained.pointing) : Json();
  return close_packet(writer, "start",
                      {{"request", to_json(run.request())},
                       {"labels", run.prompt().labels},
                       {"words", run.prompt().words},
                       {"unknown_words", run.prompt().unknown_words},
                       {"dropped_words", run.prompt().dropped_words},
                       {"blocks", shape.blocks},
                       {"heads", shape.heads},
                       {"width", shape.width},
                       {"patch", shape.patch},
                       {"text_tokens", shape.context},
                       {"clip_rows", run.prompt().clip_rows},
                       {"image_tokens", shape.image_tokens()},
                       {"joint", shape.joint()},
                       {"latent", {shape.latent.channels, shape.latent.height, shape.latent.width}},
                       {"weights_sha256", trained.sha256},
                       {"samples_trained", trained.samples_trained},
                       {"full_size", trained.full_size},
                       {"pointing", pointing},
                       {"stages", describe_stages(run)},
                       {"stage_ms", times}});
}

std::vector<std::byte> step_packet(const Run& run) {
  assert(run.steps_done() > 0);
  const int step = run.steps_done() - 1;
  const StepRecord& done = run.history().back();
  SafetensorsWriter writer;
  add_traces(writer, "trace.", done.blocks);
  add_traces(writer, "single.", done.singles);
  if (!run.request().record) {
    return close_packet(writer, "step", {{"step", step}, {"t", done.t}, {"ms", done.ms}, {"stage_ms", Json::object()}});
  }
  writer.add("latent", done.latent);
  writer.add("prediction", done.prediction);
  writer.add("clean", done.clean);
  if (done.with_prompt.size() > 0) {
    writer.add("with_prompt", done.with_prompt);
    writer.add("without_prompt", done.without_prompt);
  }
  add_picture(writer, run.preview(step));
  Json times = add_stages(writer, run, 4, 4);  // c follows the time
  times.update(add_stages(writer, run, 6, 12));
  const Json blocks = add_attention(writer, run.record(), step);
  return close_packet(writer, "step",
                      {{"step", step}, {"t", done.t}, {"ms", done.ms}, {"blocks", blocks}, {"stage_ms", times}});
}

std::vector<std::byte> end_packet(const Run& run) {
  assert(run.finished());
  SafetensorsWriter writer;
  add_picture(writer, run.picture());
  const Json times = add_stages(writer, run, 13, 13);
  return close_packet(writer, "end",
                      {{"ms_total", run.ms_total()},
                       {"ms_per_step", run.ms_per_step()},
                       {"picture_sha256", run.picture_sha256()},
                       {"stage_ms", times}});
}

}  // namespace lesson
