#include "core/catalogue/adaln.h"

#include "core/catalogue/count.h"

namespace lesson::catalogue {

namespace {
constexpr int kSublayer = 3;            // shift, scale, gate
constexpr int kStream = 2 * kSublayer;  // attention and MLP
constexpr int kDroppedText = 2;         // the last block's text: shift and scale before attention
}  // namespace

AdaLnCount adaln_count(const ModelSpec& model, int index) {
  switch (model.family) {
    case Family::unet: return {};
    case Family::dit: return {.image = kStream};
    case Family::flux:
      if (index < model.blocks) return {.image = kStream, .text = kStream};
      return {.image = kSublayer, .shared = true};
    case Family::mmdit: break;
  }
  const int second = index < model.dual_attention_blocks ? kSublayer : 0;
  const bool last = index + 1 == model.blocks;
  return {.image = kStream + second, .text = last ? kDroppedText : kStream};
}

int adaln_per_block(const ModelSpec& model) { return adaln_count(model, 0).total(); }

std::int64_t adaln_parameters(int count, int width) {
  const Count d = width;
  return (Count(count) * (d * d + d)).get();
}

std::int64_t adaln_parameters_total(const ModelSpec& model) {
  if (model.family == Family::unet) return 0;
  int count = 0;
  for (int block = 0; block < model.total_blocks(); ++block) {
    count += adaln_count(model, block).total();
  }
  return adaln_parameters(count, model.d);
}

}  // namespace lesson::catalogue
