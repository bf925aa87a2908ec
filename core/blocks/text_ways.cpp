#include "core/blocks/text_ways.h"

#include <algorithm>
#include <cmath>

#include "core/blocks/norm.h"
#include "core/random.h"

namespace lesson {

namespace {

constexpr float kNudge = 0.1f;
constexpr std::uint64_t kProjectionSeed = 1000;  // apart from those of stacks and nudges
constexpr int kMlp = 4;                          // hidden width of the MLPs in d

// Plain loops throughout: a page downloads this, and six kinds of block would each bring their own copy of an
// expression.

/// Normal deviates, a stream a tensor.
class Deviates {
 public:
  explicit Deviates(std::uint64_t seed) : seed_(seed) {}

  void fill(float* values, Eigen::Index count, float size) {
    RandomStream(seed_, stream_++).fill_normals({values, static_cast<std::size_t>(count)});
    for (Eigen::Index i = 0; i < count; ++i) values[i] *= size;
  }
  MatrixRM matrix(Eigen::Index rows, Eigen::Index cols) {
    MatrixRM values(rows, cols);
    fill(values.data(), values.size(), 1);
    return values;
  }

 private:
  std::uint64_t seed_;
  std::uint32_t stream_ = 0;
};

// A matrix keeps the size of what passes through it; biases stay zeros, norms ones. Named one by one instead of
// visited: visiting would bring every tensor's name along.
void randomise(Linear& layer, Deviates& deviates) {
  const Eigen::Index in = layer.weight.cols();
  if (in > 0) deviates.fill(layer.weight.data(), layer.weight.size(), 1 / std::sqrt(static_cast<float>(in)));
}
void randomise(Stream& stream, Deviates& deviates) {
  for (Linear* layer : {&stream.mod, &stream.qkv, &stream.out, &stream.fc1, &stream.fc2}) randomise(*layer, deviates);
}
void randomise(DiTBlock& block, Deviates& deviates) { randomise(block.stream, deviates); }
void randomise(SharedBlock& block, Deviates& deviates) { randomise(block.both, deviates); }
void randomise(MMDiTBlock& block, Deviates& deviates) {
  randomise(block.text, deviates);
  randomise(block.image, deviates);
}
void randomise(CrossDiTBlock& block, Deviates& deviates) {
  randomise(block.self, deviates);
  for (Linear* layer : {&block.cross_q, &block.cross_kv, &block.cross_out}) randomise(*layer, deviates);
}
void randomise(AdapterBlock& block, Deviates& deviates) {
  randomise(static_cast<CrossDiTBlock&>(block), deviates);
  randomise(block.adapter_kv, deviates);
}
void randomise(FluxSingleBlock& block, Deviates& deviates) {
  for (Linear* layer : {&block.mod, &block.linear1, &block.linear2}) randomise(*layer, deviates);
}

template <class Block>
std::vector<Block> randomised(std::vector<Block> blocks, Deviates& deviates) {
  for (Block& block : blocks) randomise(block, deviates);
  return blocks;
}

template <class Block, class... Sizes>
std::vector<Block> stack_of(int count, Deviates& deviates, Sizes... sizes) {
  return randomised(std::vector<Block>(static_cast<std::size_t>(count), Block(sizes...)), deviates);
}

/// The last one drops its text, as in SD3.
std::vector<MMDiTBlock> joint_stack(const EntryShape& s, Deviates& deviates) {
  std::vector<MMDiTBlock> blocks;
  for (int i = 0; i < s.blocks; ++i) blocks.emplace_back(s.width, s.heads, kMlp * s.width, true, i + 1 == s.blocks);
  return randomised(std::move(blocks), deviates);
}

/// What a block of each kind does to the rows; `c` is the time, with the pooled text where that is the way.
struct Step {
  EntryRows& rows;
  const VectorF& c;
  float adapter_scale;
  BlockScratch& scratch;

  void operator()(const DiTBlock& block) const { run(block, rows.image, c, scratch); }
  void operator()(const CrossDiTBlock& block) const { run(block, rows.image, rows.text, c, scratch); }
  void operator()(const AdapterBlock& block) const {
    run(block, rows.image, rows.text, rows.reference, adapter_scale, c, scratch);
  }
  void operator()(const SharedBlock& block) const { run(block, rows.text, rows.image, c, scratch); }
  void operator()(const MMDiTBlock& block) const { run(block, rows.text, rows.image, c, scratch); }
  void operator()(const FluxSingleBlock& block) const {
    const Eigen::Index text = rows.text.rows();
    MatrixRM both(text + rows.image.rows(), rows.image.cols());
    float *first = both.data(), *second = first + rows.text.size();
    std::copy_n(rows.text.data(), rows.text.size(), first);
    std::copy_n(rows.image.data(), rows.image.size(), second);
    run(block, both, static_cast<int>(text), c, scratch.attend);
    std::copy_n(first, rows.text.size(), rows.text.data());
    std::copy_n(second, rows.image.size(), rows.image.data());
  }
};

float length(const float* values, Eigen::Index count) {
  float sum = 0;
  for (Eigen::Index i = 0; i < count; ++i) sum += values[i] * values[i];
  return std::sqrt(sum);
}

/// How far a row has come, in its own length before.
float share(const MatrixRM& now, const MatrixRM& before, Eigen::Index row) {
  const Eigen::Index d = before.cols();
  const float *a = before.data() + row * d, *b = now.data() + row * d;
  float sum = 0;
  for (Eigen::Index i = 0; i < d; ++i) sum += (b[i] - a[i]) * (b[i] - a[i]);
  const float size = length(a, d);
  return size > 0 ? std::sqrt(sum) / size : 0;
}

/// Moves a row by kNudge of its length, in a direction of its own.
void nudge(MatrixRM& part, int row, int source) {
  const Eigen::Index d = part.cols();
  const MatrixRM direction = Deviates(static_cast<std::uint64_t>(2 + source)).matrix(1, d);
  float* values = part.data() + row * d;
  const float step = kNudge * length(values, d) / length(direction.data(), d);
  for (Eigen::Index i = 0; i < d; ++i) values[i] += step * direction.data()[i];
}

/// The row that a source is.
void nudge(EntryRows& rows, int source) {
  int row = source;
  for (MatrixRM* part : {&rows.text, &rows.image, &rows.reference}) {
    if (row < part->rows()) return nudge(*part, row, source);
    row -= static_cast<int>(part->rows());
  }
}

}  // namespace

EntryStack::EntryStack(TextEntry entry, const EntryShape& shape, std::uint64_t seed) : entry_(entry), shape_(shape) {
  Deviates deviates(seed);
  const auto& s = shape_;
  input_ = {deviates.matrix(s.words, s.width), deviates.matrix(s.patches, s.width),
            deviates.matrix(s.reference, s.width)};
  time_.resize(s.width);
  deviates.fill(time_.data(), s.width, 1);
  const int hidden = kMlp * s.width;
  switch (entry) {
    case TextEntry::modulation: blocks_ = stack_of<DiTBlock>(s.blocks, deviates, s.width, s.heads, hidden, true); break;
    case TextEntry::cross:
      blocks_ = stack_of<CrossDiTBlock>(s.blocks, deviates, s.width, s.width, s.heads, hidden, true);
      break;
    case TextEntry::shared: blocks_ = stack_of<SharedBlock>(s.blocks, deviates, s.width, s.heads, hidden, true); break;
    case TextEntry::own: blocks_ = joint_stack(s, deviates); break;
    case TextEntry::single: blocks_ = stack_of<FluxSingleBlock>(s.blocks, deviates, s.width, s.heads, hidden); break;
    case TextEntry::adapter:
      blocks_ = stack_of<AdapterBlock>(s.blocks, deviates, s.width, s.width, s.width, s.heads, hidden, true);
      break;
  }
}

void EntryStack::look_at(std::span<const float> seen) {
  Deviates deviates(kProjectionSeed);
  const auto count = static_cast<Eigen::Index>(seen.size());
  const MatrixRM projection = deviates.matrix(input_.reference.size(), count);
  for (Eigen::Index i = 0; i < input_.reference.size(); ++i) {
    float sum = 0;
    for (Eigen::Index k = 0; k < count; ++k) sum += projection(i, k) * seen[static_cast<std::size_t>(k)];
    input_.reference.data()[i] = sum;
  }
  normalise(input_.reference, input_.reference);
}

std::vector<EntryRows> EntryStack::run(const EntryRows& input, float adapter_scale) const {
  VectorF c = time_;
  for (Eigen::Index i = 0; entry_ == TextEntry::modulation && i < input.text.size(); ++i)  // the mean of the words
    c[i % c.size()] += input.text.data()[i] / static_cast<float>(input.text.rows());
  std::vector<EntryRows> after = {input};
  BlockScratch scratch;
  std::visit(
      [&](const auto& blocks) {
        for (const auto& block : blocks) {
          after.push_back(after.back());
          Step{after.back(), c, adapter_scale, scratch}(block);
        }
      },
      blocks_);
  return after;
}

EntryStudy::EntryStudy(TextEntry entry, const EntryShape& shape, float adapter_scale, std::span<const float> seen)
    : stack_(entry, shape), adapter_scale_(adapter_scale) {
  if (!seen.empty()) stack_.look_at(seen);
  plain_ = stack_.run(stack_.input(), adapter_scale);
  moved_.assign(plain_.size(), MatrixRM::Zero(rows(), sources()));
  drift_ = MatrixRM::Zero(shape.words, static_cast<Eigen::Index>(plain_.size()));
  for (std::size_t b = 0; b < plain_.size(); ++b)
    for (Eigen::Index word = 0; word < shape.words; ++word)
      drift_(word, static_cast<Eigen::Index>(b)) = share(plain_[b].text, plain_[0].text, word);
}

int EntryStudy::sources() const { return rows() + stack_.shape().reference; }

void EntryStudy::work() {
  const EntryShape& s = stack_.shape();
  const int source = next_;
  EntryRows input = stack_.input();
  nudge(input, source);
  const std::vector<EntryRows> nudged = stack_.run(input, adapter_scale_);
  for (std::size_t b = 0; b < plain_.size(); ++b)
    for (int row = 0; row < rows(); ++row) {
      const bool text = row < s.words;
      if (text && stack_.entry() == TextEntry::modulation) continue;
      moved_[b](row, source) = text ? share(nudged[b].text, plain_[b].text, row) / kNudge
                                    : share(nudged[b].image, plain_[b].image, row - s.words) / kNudge;
    }
  ++next_;
}

}  // namespace lesson
