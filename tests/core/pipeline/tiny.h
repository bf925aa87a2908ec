#pragma once
// The shipped weights, loaded once for all tests, with arms of random weights beside them.

#include <functional>

#include "core/io/json.h"
#include "core/pipeline/tiny_sd3.h"
#include "core/random.h"
#include "tests/core/fixture.h"

namespace lesson {

inline std::string weights_path(const std::string& name) {
  return std::string(LESSON_FIXTURES) + "/../../web/assets/weights/" + name;
}

/// An arm's file as the trainer exports it (tools/train/FORMAT.md), small and with random weights.
inline std::vector<std::byte> random_arm(const TinySd3& model, ModelKind kind,
                                         const std::function<void(Json&)>& change = {}) {
  DenoiserShape shape = model.denoiser(ModelKind::flow)->net.shape;
  shape.kind = kind;
  shape.blocks = 3;
  shape.mlp = 1.25;
  SafetensorsWriter writer;
  RandomStream random(static_cast<std::uint64_t>(kind) + 1);
  const Denoiser net(shape);
  Denoiser::visit(net, "transformer.", [&](const std::string& name, const auto& tensor) {
    std::vector<float> values(static_cast<std::size_t>(tensor.size()));
    random.fill_normals(values);
    for (float& value : values) value = 0.05f * value + (name.find("norm_") != name.npos ? 1.0f : 0.0f);
    std::vector<std::uint64_t> stored = {static_cast<std::uint64_t>(tensor.rows())};
    if (tensor.cols() > 1) stored.push_back(static_cast<std::uint64_t>(tensor.cols()));
    writer.add(name, stored, values);
  });
  Json config = {{"format", "tiny-sd3/2"},
                 {"kind", kModelKindIds[static_cast<std::size_t>(kind)]},
                 {"heads", shape.heads},
                 {"blocks", shape.blocks},
                 {"mlp", shape.mlp},
                 {"samples_trained", 12},
                 {"defaults", {{"steps", 6}, {"guidance_scale", 1.5}, {"max_sequence_length", 44}}}};
  if (change) change(config);
  writer.set_metadata("config", print_json(config));
  auto file = writer.finish();
  REQUIRE(file);
  return std::move(file).value();
}

inline const TinySd3& tiny_sd3() {
  static const TinySd3 model = [] {
    auto loaded = TinySd3::load(file_bytes(weights_path("tiny-sd3.safetensors")));
    INFO((loaded ? "" : loaded.error().message()));
    REQUIRE(loaded);
    TinySd3 all = std::move(loaded).value();
    for (int kind = 1; kind < kModelKinds; ++kind) {
      const auto added = all.add(random_arm(all, static_cast<ModelKind>(kind)));
      INFO((added ? "" : added.error().message()));
      REQUIRE(added);
    }
    return all;
  }();
  return model;
}

/// T, I, S and d of the shipped model.
struct TinySizes {
  int text, image, joint, width, heads, blocks;
};
inline TinySizes tiny_sizes() {
  const DenoiserShape& shape = tiny_sd3().denoiser(ModelKind::flow)->net.shape;
  return {shape.context, shape.image_tokens(), shape.context + shape.image_tokens(),
          shape.width,   shape.heads,          shape.blocks};
}

}  // namespace lesson
