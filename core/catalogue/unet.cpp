#include "core/catalogue/unet.h"

#include "core/catalogue/count.h"

namespace lesson::catalogue {

namespace {

constexpr int kResidualsPerLevel = 2;  // one more on the way up

// Adds up weights and FLOPs of layers as they are passed.
struct Tally {
  Count parameters = 0;
  Count flops = 0;

  void convolution(Count in, Count out, int kernel, Count pixels) {
    const Count weights = in * out * kernel * kernel;
    parameters += weights + out;
    flops += 2 * weights * pixels;
  }
  void linear(Count in, Count out, Count rows, bool bias = true) {
    parameters += in * out;
    if (bias) parameters += out;
    flops += 2 * in * out * rows;
  }
  void norm(Count channels) { parameters += 2 * channels; }
  // Scores and weighted sum, all heads together: 2 products of queries x keys x channels.
  void attention(Count queries, Count keys, Count channels) { flops += 4 * queries * keys * channels; }
};

class Walk {
 public:
  Walk(const UnetSpec& spec, Count text_tokens) : spec_(spec), text_tokens_(text_tokens) {}

  Tally run(std::int64_t side) {
    side_ = side;
    embeddings();
    descend();
    residual(width_, width_);
    transformer(spec_.middle_depth);
    residual(width_, width_);
    ascend();
    tally_.norm(width_);
    tally_.convolution(width_, spec_.latent_channels, 3, pixels());
    return tally_;
  }

 private:
  Count pixels() const { return Count(side_) * side_; }
  Count level_width(int level) const {
    return Count(spec_.base_channels) * spec_.multiplier[static_cast<std::size_t>(level)];
  }

  void embeddings() {
    time_ = 4 * Count(spec_.base_channels);
    tally_.linear(spec_.base_channels, time_, 1);
    tally_.linear(time_, time_, 1);
    if (spec_.vector == 0) return;
    tally_.linear(spec_.vector, time_, 1);
    tally_.linear(time_, time_, 1);
  }

  void descend() {
    width_ = spec_.base_channels;
    tally_.convolution(spec_.latent_channels, width_, 3, pixels());
    skips_.push_back(width_);
    for (int level = 0; level < spec_.levels; ++level) {
      for (int i = 0; i < kResidualsPerLevel; ++i) {
        residual(width_, level_width(level));
        transformer(spec_.depth[static_cast<std::size_t>(level)]);
        skips_.push_back(width_);
      }
      if (level + 1 == spec_.levels) break;
      side_ /= 2;
      tally_.convolution(width_, width_, 3, pixels());
      skips_.push_back(width_);
    }
  }

  void ascend() {
    for (int level = spec_.levels - 1; level >= 0; --level) {
      for (int i = 0; i <= kResidualsPerLevel; ++i) {
        residual(width_ + skips_.back(), level_width(level));
        skips_.pop_back();
        transformer(spec_.depth[static_cast<std::size_t>(level)]);
      }
      if (level == 0) break;
      side_ *= 2;
      tally_.convolution(width_, width_, 3, pixels());
    }
  }

  void residual(Count in, Count out) {
    tally_.norm(in);
    tally_.convolution(in, out, 3, pixels());
    tally_.linear(time_, out, 1);
    tally_.norm(out);
    tally_.convolution(out, out, 3, pixels());
    if (in.get() != out.get()) tally_.convolution(in, out, 1, pixels());
    width_ = out;
  }

  void transformer(int depth) {
    if (depth == 0) return;
    const Count c = width_;
    const Count rows = pixels();
    tally_.norm(c);
    tally_.linear(c, c, rows);
    for (int i = 0; i < depth; ++i) transformer_block(c, rows);
    tally_.linear(c, c, rows);
  }

  void transformer_block(Count c, Count rows) {
    for (int i = 0; i < 3; ++i) tally_.linear(c, c, rows, false);  // self: q, k, v
    tally_.attention(rows, rows, c);
    tally_.linear(c, c, rows);
    tally_.linear(c, c, rows, false);                                                  // cross: q from the image,
    for (int i = 0; i < 2; ++i) tally_.linear(spec_.context, c, text_tokens_, false);  // k, v: text
    tally_.attention(rows, text_tokens_, c);
    tally_.linear(c, c, rows);
    tally_.linear(c, 8 * c, rows);  // GEGLU: value and gate
    tally_.linear(4 * c, c, rows);
    for (int i = 0; i < 3; ++i) tally_.norm(c);
  }

  const UnetSpec& spec_;
  Count text_tokens_;
  Count width_ = 0;
  Count time_ = 0;
  std::int64_t side_ = 0;
  std::vector<Count> skips_;
  Tally tally_;
};

UnetLevel make_level(const UnetSpec& spec, int side, int level) {
  UnetLevel made;
  made.side = side;
  made.tokens = static_cast<std::int64_t>(side) * side;
  made.channels = spec.base_channels * spec.multiplier[static_cast<std::size_t>(level)];
  made.heads = spec.heads > 0 ? spec.heads : made.channels / spec.head_dim;
  made.head_dim = made.channels / made.heads;
  return made;
}

}  // namespace

std::vector<UnetLevel> unet_levels(const UnetSpec& spec, int latent_side) {
  std::vector<UnetLevel> levels;
  int side = latent_side;
  for (int level = 0; level < spec.levels; ++level) {
    const int depth = spec.depth[static_cast<std::size_t>(level)];
    const bool last = level + 1 == spec.levels;
    UnetLevel made = make_level(spec, side, level);
    made.blocks_down = kResidualsPerLevel * depth;
    made.blocks_up = (kResidualsPerLevel + 1) * depth;
    made.blocks_middle = last ? spec.middle_depth : 0;
    if (made.blocks() > 0) levels.push_back(made);
    if (!last) side /= 2;
  }
  return levels;
}

int unet_transformer_blocks(const UnetSpec& spec) {
  int blocks = 0;
  for (const UnetLevel& level : unet_levels(spec, 1 << (kMaxUnetLevels - 1))) {
    blocks += level.blocks();
  }
  return blocks;
}

std::int64_t unet_parameters(const UnetSpec& spec) {
  return Walk(spec, 0).run(1 << (kMaxUnetLevels - 1)).parameters.get();
}

std::int64_t unet_flops(const UnetSpec& spec, int latent_side, int text_tokens) {
  return Walk(spec, text_tokens).run(latent_side).flops.get();
}

}  // namespace lesson::catalogue
