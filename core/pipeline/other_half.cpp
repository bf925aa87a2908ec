#include "core/pipeline/other_half.h"

#include "core/io/safetensors.h"
#include "core/pipeline/packet_fields.h"

namespace lesson {

namespace {

/// Calls read(fields) on the packet's fields. Error: no packet of that kind, or the first complaint.
template <class Read>
Result<void> read_packet(std::span<const std::byte> bytes, const char* kind, Read&& read) {
  const auto opened = open_packet(bytes);
  if (!opened) return opened.error();
  PacketFields fields(opened.value().file, opened.value().json);
  if (opened.value().kind == kind)
    read(fields);
  else
    fields.complain("packet", kind, opened.value().kind);
  return fields.outcome();
}

}  // namespace

WithoutPrompt::WithoutPrompt(const TinySd3& model, const RunRequest& request)
    : net_(&model.denoiser(request.model)->net),
      text_(condition(*net_, model.unconditional(request.drop))),
      cut_(request.cut),
      steps_(request.steps) {}

MatrixRM WithoutPrompt::predict(const HalfStep& at, ForwardScratch& scratch) const {
  ForwardHooks hooks;
  hooks.cuts = cut_.at(at.step, steps_, net_->shape.blocks);
  return lesson::predict(*net_, at.latent, at.t, text_, scratch, hooks);
}

std::vector<std::byte> half_packet(const HalfStep& at) {
  SafetensorsWriter writer;
  writer.add("latent", at.latent);
  return close_packet(writer, "half", {{"step", at.step}, {"t", at.t}});
}

Result<HalfStep> half_from_packet(std::span<const std::byte> bytes, const LatentShape& shape) {
  HalfStep half;
  const auto read = read_packet(bytes, "half", [&](PacketFields& fields) {
    half.step = fields.count("step", kMaxRunSteps);
    half.t = fields.number("t");
    half.latent = fields.matrix("latent");
    if (half.latent.rows() != shape.channels || half.latent.cols() != shape.pixels()) {
      fields.complain("latent", "[" + std::to_string(shape.channels) + ", " + std::to_string(shape.pixels()) + "]");
    }
  });
  if (!read) return read.error();
  return half;
}

std::vector<std::byte> prediction_packet(CRef prediction) {
  SafetensorsWriter writer;
  writer.add("prediction", prediction);
  return close_packet(writer, "prediction", Json::object());
}

Result<MatrixRM> prediction_from_packet(std::span<const std::byte> bytes) {
  MatrixRM prediction;
  const auto read =
      read_packet(bytes, "prediction", [&](PacketFields& fields) { prediction = fields.matrix("prediction"); });
  if (!read) return read.error();
  return prediction;
}

}  // namespace lesson
