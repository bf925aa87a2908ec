#include "tests/bench/counted_scenes.h"

#include <memory>
#include <string_view>

#include "core/attention/attend.h"
#include "core/blocks/linear.h"
#include "core/random.h"

namespace lesson {

namespace {

using cli::BenchScene;

constexpr int kTokens = 333, kText = 77, kHeads = 4, kWidth = 128, kHidden = 512;

std::shared_ptr<MatrixRM> drawn(int rows, int columns, std::uint32_t stream) {
  auto m = std::make_shared<MatrixRM>(rows, columns);
  RandomStream(1, stream).fill_normals({m->data(), static_cast<std::size_t>(m->size())});
  return m;
}

BenchScene counted(std::string id, std::function<std::function<double()>()> prepare) {
  return {std::move(id), "", 1, "call", std::move(prepare)};
}

/// What a block asks of attention: no checks, no copies. `bytes`: as a run keeps its weights.
BenchScene attention(std::string id, QuadrantCut cut, bool bytes) {
  return counted(std::move(id), [=] {
    auto q = drawn(kTokens, kWidth, 0), k = drawn(kTokens, kWidth, 1), v = drawn(kTokens, kWidth, 2);
    auto out = std::make_shared<MatrixRM>(kTokens, kWidth);
    auto scratch = std::make_shared<AttendScratch>();
    auto kept = std::make_shared<ByteWeights>();
    return [=]() -> double {
      Attending what;
      what.heads = kHeads;
      what.text_queries = what.text_keys = kText;
      what.cut = cut;
      if (bytes) what.byte_weights = kept.get();
      attend(*q, *k, *v, what, *scratch, *out);
      return static_cast<double>((*out)(0, 0));
    };
  });
}

/// A layer with what a block does around it.
BenchScene layer(std::string id, int in, int out_width, bool modulated, bool gelu, bool gated) {
  return counted(std::move(id), [=] {
    auto weights = std::make_shared<Linear>(in, out_width);
    weights->weight = *drawn(out_width, in, 0);
    auto x = drawn(kTokens, in, 1), y = drawn(kTokens, out_width, 2), around = drawn(2, std::max(in, out_width), 3);
    return [=]() -> double {
      const float* const rows[] = {around->row(0).data(), around->row(1).data()};
      apply(*weights, *x,
            {.shift = modulated ? rows[0] : nullptr,
             .scale = modulated ? rows[1] : nullptr,
             .gelu = gelu,
             .gate = gated ? rows[0] : nullptr},
            *y);
      return static_cast<double>((*y)(0, 0));
    };
  });
}

}  // namespace

std::vector<BenchScene> counted_scenes() {
  QuadrantCut cut;
  cut.set(Quadrant::image_reads_text);
  std::vector<BenchScene> scenes = {attention("attention", {}, false),
                                    attention("attention-kept", {}, true),
                                    attention("attention-cut", cut, false),
                                    layer("layer-modulated", kWidth, 3 * kWidth, true, false, false),
                                    layer("layer-gelu", kWidth, kHidden, true, true, false),
                                    layer("layer-gated", kHidden, kWidth, false, false, true)};
  for (BenchScene& scene : cli::model_scenes())
    if (scene.id == "tiny-sd3/encode" || scene.id == "tiny-sd3/forward" || scene.id == "tiny-sd3/decode")
      scenes.push_back(std::move(scene));
  return scenes;
}

}  // namespace lesson
