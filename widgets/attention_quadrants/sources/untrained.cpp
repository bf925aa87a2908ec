// Blocks before training: core's projections and QK-norm with random weights, over words and a drawn picture.

#include <cmath>
#include <map>
#include <utility>

#include "core/blocks/embedding.h"
#include "core/blocks/patchify.h"
#include "core/blocks/stream.h"
#include "core/product.h"
#include "core/random.h"
#include "widgets/attention_quadrants/sources/source.h"

namespace lesson {

namespace {

// Streams of the generator, so that no two things share numbers.
constexpr std::uint32_t kNoise = 0, kPatchWeights = 1, kWords = 2, kBlockWeights = 16;

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return hash;
}

MatrixRM normals(std::uint64_t seed, std::uint32_t stream, int rows, int cols, float size) {
  MatrixRM out(rows, cols);
  RandomStream(seed, stream).fill_normals({out.data(), static_cast<std::size_t>(out.size())});
  return out * size;
}

/// A beach at sunset, drawn by formula: sky, sun, sea, something dark on the sand. rgb in 0..1 at (x, y) in 0..1.
std::array<float, 3> scene(float x, float y) {
  const auto blend = [](std::array<float, 3> a, std::array<float, 3> b, float t) {
    t = std::min(std::max(t, 0.0f), 1.0f);
    return std::array<float, 3>{a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t};
  };
  const auto disc = [&](float cx, float cy, float rx, float ry) {
    return 1.0f - std::hypot((x - cx) / rx, (y - cy) / ry);
  };
  std::array<float, 3> c = blend({0.20f, 0.28f, 0.48f}, {0.98f, 0.62f, 0.36f}, y / 0.5f);
  c = blend(c, {1.0f, 0.93f, 0.62f}, disc(0.68f, 0.40f, 0.11f, 0.11f) * 12);
  if (y > 0.52f) c = blend({0.32f, 0.42f, 0.52f}, {0.16f, 0.30f, 0.42f}, (y - 0.52f) / 0.2f);
  if (y > 0.70f + 0.02f * std::sin(9 * x)) c = {0.86f, 0.72f, 0.50f};
  for (const float d :
       {disc(0.34f, 0.76f, 0.13f, 0.10f), disc(0.25f, 0.64f, 0.065f, 0.06f), disc(0.46f, 0.70f, 0.02f, 0.09f)}) {
    c = blend(c, {0.17f, 0.13f, 0.14f}, d * 10);
  }
  return c;
}

class Untrained final : public AttentionSource {
 public:
  explicit Untrained(const UntrainedSpec& spec) : spec_(spec), width_(spec.heads * spec.head_dim) {
    info_.honesty = ui::Honesty::untrained;
    info_.shape = {spec.text_tokens, spec.grid_rows * spec.grid_cols};
    info_.title = "Untrained block, " + std::to_string(info_.shape.joint_tokens()) + " tokens";
    info_.detail = "Real attention through random projections (seed " + std::to_string(spec.seed) +
                   "), as before the first step of training.";
    info_.grid_rows = spec.grid_rows;
    info_.grid_cols = spec.grid_cols;
    info_.blocks = spec.blocks;
    info_.heads = spec.heads;
    info_.steps = spec.steps;
    info_.head_dim = spec.head_dim;
    info_.text_labels = plain_labels(spec.prompt, spec.text_tokens);
    for (int step = 0; step < spec.steps; ++step) {
      char label[24];
      std::snprintf(label, sizeof label, "t = %.2f", static_cast<double>(time_of(step)));
      info_.step_labels.emplace_back(label);
    }
  }

  const SourceInfo& info() const override { return info_; }

  std::shared_ptr<const HeadSlice> slice(const SliceKey& key) override {
    if (key.step != step_ || key.block != block_) compute(key.step, key.block);
    auto slice = std::make_shared<HeadSlice>();
    const int first = key.head * spec_.head_dim;
    slice->q = scratch_.q().middleCols(first, spec_.head_dim);
    slice->k = scratch_.k().middleCols(first, spec_.head_dim);
    slice->v = scratch_.qkv.middleCols(2 * width_ + first, spec_.head_dim);
    return slice;
  }

  ui::Pixels picture(int step) override {
    if (pixels_.empty() || pixels_step_ != step) draw_picture(step);
    return {spec_.grid_cols * kPatch, spec_.grid_rows * kPatch, pixels_, static_cast<unsigned>(step + 1), true};
  }

 private:
  static constexpr int kPatch = 4;

  float time_of(int step) const {
    return spec_.steps > 1 ? 1.0f - static_cast<float>(step) / static_cast<float>(spec_.steps - 1) : 0.0f;
  }

  /// z_t = (1 - t) x0 + t noise, [3, h*w].
  MatrixRM noisy(int step) const {
    const int h = spec_.grid_rows * kPatch, w = spec_.grid_cols * kPatch;
    const float t = time_of(step);
    MatrixRM z = normals(spec_.seed, kNoise, 3, h * w, t);
    for (int y = 0; y < h; ++y) {
      for (int x = 0; x < w; ++x) {
        const auto rgb = scene((static_cast<float>(x) + 0.5f) / static_cast<float>(w),
                               (static_cast<float>(y) + 0.5f) / static_cast<float>(h));
        for (int c = 0; c < 3; ++c) z(c, y * w + x) += (1 - t) * (2 * rgb[static_cast<std::size_t>(c)] - 1);
      }
    }
    return z;
  }

  MatrixRM image_tokens(int step) const {
    const LatentShape latent{3, spec_.grid_rows * kPatch, spec_.grid_cols * kPatch};
    const MatrixRM patches = patchify(noisy(step), latent, kPatch);
    const MatrixRM project = normals(spec_.seed, kPatchWeights, static_cast<int>(patches.cols()), width_,
                                     1.0f / std::sqrt(static_cast<float>(patches.cols())));
    MatrixRM tokens = 1.625f * sincos_positions(spec_.grid_rows, spec_.grid_cols, width_, AxisOrder::x_first);
    add_product(patches, project, tokens);
    return 0.8f * tokens;
  }

  /// A word is its own random vector; its place is added as for one row of patches.
  MatrixRM text_tokens() const {
    MatrixRM out = sincos_positions(1, spec_.text_tokens, width_, AxisOrder::x_first);
    for (int i = 0; i < spec_.text_tokens; ++i) {
      out.row(i) = 0.5f * out.row(i) + normals(spec_.seed ^ hash_of(info_.text_labels[static_cast<std::size_t>(i)]),
                                               kWords, 1, width_, 1.0f);
    }
    return out;
  }

  void compute(int step, int block) {
    const int held = std::exchange(step_, -1);  // half a block is none: what finds no memory is computed anew
    if (step != held) image_ = image_tokens(step);
    if (text_.size() == 0) text_ = text_tokens();
    scratch_.make_room(info_.shape.joint_tokens(), width_, 1);
    const VectorF zero = VectorF::Zero(6 * width_);  // adaLN-Zero before training
    for (int modality = 0; modality < 2; ++modality) {
      Stream stream(width_, 1, spec_.head_dim, /*qk_norm=*/true, /*only_attention=*/true);
      const std::uint32_t numbers = kBlockWeights + static_cast<std::uint32_t>(2 * block + modality);
      stream.qkv.weight =
          normals(spec_.seed, numbers, 3 * width_, width_, 1.0f / std::sqrt(static_cast<float>(width_)));
      const MatrixRM& x = modality == 0 ? text_ : image_;
      project_qkv(stream, x, zero, spec_.heads, modality == 0 ? 0 : info_.shape.text_tokens, scratch_);
    }
    step_ = step;
    block_ = block;
  }

  void draw_picture(int step) {
    const MatrixRM z = noisy(step);
    pixels_.resize(static_cast<std::size_t>(z.cols()) * 4);
    for (Eigen::Index i = 0; i < z.cols(); ++i) {
      for (Eigen::Index c = 0; c < 3; ++c) {
        const float value = std::min(std::max((z(c, i) + 1) / 2, 0.0f), 1.0f);
        pixels_[static_cast<std::size_t>(4 * i + c)] = static_cast<std::uint8_t>(value * 255);
      }
      pixels_[static_cast<std::size_t>(4 * i + 3)] = 255;
    }
    pixels_step_ = step;
  }

  UntrainedSpec spec_;
  int width_;
  SourceInfo info_;
  int step_ = -1, block_ = -1, pixels_step_ = -1;
  MatrixRM text_, image_;
  BlockScratch scratch_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace

std::vector<std::string> plain_labels(const std::string& prompt, int tokens) {
  std::vector<std::string> labels = {"<start>"};
  std::string word;
  for (const char c : prompt + " ") {
    const bool letter =
        static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) || c == '\'';
    if (letter) {
      word += c;
      continue;
    }
    if (!word.empty()) labels.push_back(word);
    word.clear();
    if (c != ' ' && static_cast<unsigned char>(c) > ' ') labels.emplace_back(1, c);
  }
  if (static_cast<int>(labels.size()) >= tokens) labels.resize(static_cast<std::size_t>(std::max(tokens - 1, 0)));
  labels.emplace_back("<end>");
  labels.resize(static_cast<std::size_t>(std::max(tokens, 0)), "\u00B7");
  return labels;
}

std::unique_ptr<AttentionSource> make_untrained_source(const UntrainedSpec& spec) {
  return std::make_unique<Untrained>(spec);
}

}  // namespace lesson
