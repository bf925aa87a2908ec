#include "core/blocks/text_ways.h"

#include <cmath>
#include <type_traits>

#include "core/random.h"

namespace lesson {

namespace {

constexpr float kNudge = 0.1f;
constexpr int kMlp = 4;  // hidden width of the MLPs in d

/// Normal deviates, a stream a tensor.
class Deviates {
 public:
  explicit Deviates(std::uint64_t seed) : seed_(seed) {}
  MatrixRM matrix(Eigen::Index rows, Eigen::Index cols, float size = 1) {
    MatrixRM values(rows, cols);
    RandomStream(seed_, stream_++).fill_normals({values.data(), static_cast<std::size_t>(values.size())});
    return values * size;
  }

 private:
  std::uint64_t seed_;
  std::uint32_t stream_ = 0;
};

/// Matrices that keep the size of what passes through them; biases stay zeros, norms ones.
template <class Block>
std::vector<Block> randomised(std::vector<Block> blocks, Deviates& deviates) {
  for (Block& block : blocks)
    Block::visit(block, "", [&](const std::string&, auto& tensor) {
      if constexpr (std::decay_t<decltype(tensor)>::ColsAtCompileTime != 1)
        tensor = deviates.matrix(tensor.rows(), tensor.cols(), 1 / std::sqrt(static_cast<float>(tensor.cols())));
    });
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
    both << rows.text, rows.image;
    run(block, both, static_cast<int>(text), c, scratch.attend);
    rows.text = both.topRows(text);
    rows.image = both.bottomRows(rows.image.rows());
  }
};

float share(const MatrixRM& now, const MatrixRM& before, Eigen::Index row) {
  const float length = before.row(row).norm();
  return length > 0 ? (now.row(row) - before.row(row)).norm() / length : 0;
}

}  // namespace

EntryStack::EntryStack(TextEntry entry, const EntryShape& shape, std::uint64_t seed) : entry_(entry), shape_(shape) {
  Deviates deviates(seed);
  const auto& s = shape_;
  input_ = {deviates.matrix(s.words, s.width), deviates.matrix(s.patches, s.width),
            deviates.matrix(s.reference, s.width)};
  time_ = deviates.matrix(1, s.width).transpose();
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

std::vector<EntryRows> EntryStack::run(const EntryRows& input, float adapter_scale) const {
  VectorF c = time_;
  if (entry_ == TextEntry::modulation) c += input.text.colwise().mean().transpose();
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

EntryStudy::EntryStudy(TextEntry entry, const EntryShape& shape, float adapter_scale)
    : stack_(entry, shape), adapter_scale_(adapter_scale), plain_(stack_.run(stack_.input(), adapter_scale)) {
  moved_.assign(plain_.size(), MatrixRM::Zero(rows(), sources()));
  drift_ = MatrixRM::Zero(shape.words, static_cast<Eigen::Index>(plain_.size()));
  for (std::size_t b = 0; b < plain_.size(); ++b)
    for (Eigen::Index word = 0; word < shape.words; ++word)
      drift_(word, static_cast<Eigen::Index>(b)) = share(plain_[b].text, plain_[0].text, word);
}

int EntryStudy::sources() const { return rows() + stack_.shape().reference; }

void EntryStudy::work() {
  const EntryShape& s = stack_.shape();
  const int source = next_++;
  EntryRows input = stack_.input();
  const auto nudge = [&](MatrixRM& part, int row) {
    const MatrixRM direction = Deviates(static_cast<std::uint64_t>(2 + source)).matrix(1, part.cols());
    part.row(row) += kNudge * part.row(row).norm() / direction.norm() * direction;
  };
  if (source < s.words)
    nudge(input.text, source);
  else if (source < rows())
    nudge(input.image, source - s.words);
  else
    nudge(input.reference, source - rows());
  const std::vector<EntryRows> nudged = stack_.run(input, adapter_scale_);
  for (std::size_t b = 0; b < plain_.size(); ++b)
    for (int row = 0; row < rows(); ++row) {
      const bool text = row < s.words;
      if (text && stack_.entry() == TextEntry::modulation) continue;
      moved_[b](row, source) = text ? share(nudged[b].text, plain_[b].text, row) / kNudge
                                    : share(nudged[b].image, plain_[b].image, row - s.words) / kNudge;
    }
}

}  // namespace lesson
