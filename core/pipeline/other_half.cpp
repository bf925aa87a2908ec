#include "core/pipeline/other_half.h"

#include <cassert>

#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/pipeline/packet_fields.h"

namespace lesson {

namespace {

std::vector<std::byte> packet(const char* kind, const Json& json, const std::string& name, CRef tensor) {
  SafetensorsWriter writer;
  writer.set_metadata("packet", kind);
  writer.set_metadata("json", print_json(json));
  writer.add(name, tensor);
  auto bytes = writer.finish();
  assert(bytes);
  return std::move(bytes).value();
}

/// Calls read(fields) on the packet's fields. Error: no packet of that kind, or the first complaint.
template <class Read>
Result<void> read_packet(std::span<const std::byte> bytes, std::string_view kind, Read&& read) {
  const auto file = SafetensorsFile::borrow(bytes);
  if (!file) return file.error();
  const auto found = file.value().require_metadata("packet");
  const auto about = file.value().require_metadata("json");
  if (!found) return found.error();
  if (!about) return about.error();
  const auto json = read_json(about.value(), "json");
  if (!json) return json.error();
  PacketFields fields(file.value(), json.value());
  if (found.value() != kind) fields.complain("packet", std::string(kind), found.value());
  if (!json.value().is_object()) fields.complain("json", "an object");
  if (fields.failed()) return fields.outcome();
  read(fields);
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
  return packet("half", {{"step", at.step}, {"t", at.t}}, "latent", at.latent);
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
  return packet("prediction", Json::object(), "prediction", prediction);
}

Result<MatrixRM> prediction_from_packet(std::span<const std::byte> bytes) {
  MatrixRM prediction;
  const auto read =
      read_packet(bytes, "prediction", [&](PacketFields& fields) { prediction = fields.matrix("prediction"); });
  if (!read) return read.error();
  return prediction;
}

}  // namespace lesson
