#include "core/pipeline/block_trace.h"

#include <type_traits>

#include "core/attention/weights.h"
#include "core/blocks/activation.h"
#include "core/blocks/norm.h"

namespace lesson {

namespace {

/// Modulation vectors of a stream by name; zeros where it has none.
struct Mods {
  MatrixRM all;  // [kModsOfStream, d]

  Mods(const VectorF& mods, Eigen::Index width) : all(MatrixRM::Zero(kModsOfStream, width)) {
    for (Eigen::Index i = 0; i * width < mods.size(); ++i) all.row(i) = mods.segment(i * width, width).transpose();
  }
  auto shift(int sublayer) const { return all.row(3 * sublayer).transpose(); }
  auto scale(int sublayer) const { return all.row(3 * sublayer + 1).transpose(); }
  auto gate(int sublayer) const { return all.row(3 * sublayer + 2); }
};

/// One traced row while it is filled.
struct Row {
  BlockTrace& trace;
  const BlockInput& in;
  int place;  ///< among the traced rows
  int token;

  auto cell(TraceCell cell) const { return trace.cells.row(place * kTraceCells + static_cast<int>(cell)); }
  auto turned(int factor) const { return trace.turned.row(place * kGateFactors + factor); }
};

VectorF without_bias(const MatrixRM& weight, const RowVectorF& x) {
  VectorF y(weight.rows());
  product_with_vector(weight, x.data(), nullptr, y.data());
  return y;
}

/// Weights of the row [H, S], its weighted sum, and what text and image rows write through `out` and the gate.
void attend_row(const Row& row, CRef q, CRef k, CRef v, int heads, const MatrixRM& out, const RowVectorF& gate) {
  const int text = row.in.text_tokens, keys = static_cast<int>(k.rows());
  const Eigen::Index dim = q.cols() / heads;
  RowVectorF sums[2] = {RowVectorF::Zero(q.cols()), RowVectorF::Zero(q.cols())};
  for (int head = 0; head < heads; ++head) {
    const auto part = [&](CRef x) { return x.middleCols(head * dim, dim); };
    const int is_text = row.token < text ? 1 : 0;
    const MatrixRM weights =
        attention_weights(part(q).row(row.token), part(k), {is_text, 1 - is_text}, {text, keys - text}, row.in.cut);
    for (int key = 0; key < keys; ++key)
      sums[key < text ? 0 : 1].segment(head * dim, dim) += weights(0, key) * part(v).row(key);
    if (row.trace.weights.size() > 0) row.trace.weights.row(row.place * heads + head) = weights;
  }
  row.cell(TraceCell::q) = q.row(row.token);
  row.cell(TraceCell::k) = k.row(row.token);
  row.cell(TraceCell::v) = v.row(row.token);
  row.cell(TraceCell::attended) = sums[0] + sums[1];
  if (out.size() == 0) return;
  row.cell(TraceCell::from_text) = gate.cwiseProduct(without_bias(out, sums[0]).transpose());
  row.cell(TraceCell::from_image) = gate.cwiseProduct(without_bias(out, sums[1]).transpose());
}

/// The feed-forward part after the row has moved by `factor` of the gated attention, and the row as it then leaves.
void feed_forward(const Row& row, const Stream& stream, const Mods& mods, float factor, MRef leaves) {
  const MatrixRM middle =
      row.cell(TraceCell::before) + factor * mods.gate(0).cwiseProduct(row.cell(TraceCell::attention));
  MatrixRM modulated(1, middle.cols());
  modulate(middle, mods.shift(1), mods.scale(1), modulated);
  MatrixRM hidden(1, stream.fc1.out()), mlp(1, middle.cols());
  apply(stream.fc1, modulated, {.gelu = true}, hidden);
  apply(stream.fc2, hidden, mlp);
  leaves = middle + factor * mods.gate(1).cwiseProduct(mlp);
  if (factor < 1) return;
  row.cell(TraceCell::middle) = middle;
  row.cell(TraceCell::modulated_again) = modulated;
  row.cell(TraceCell::mlp) = mlp;
  if (row.trace.hidden.size() > 0) row.trace.hidden.row(row.place) = hidden;
}

void follow(const Row& row, const Stream& stream, const Mods& mods, int heads, BlockScratch& scratch) {
  row.cell(TraceCell::before) = row.in.joint.row(row.token);
  modulate(row.cell(TraceCell::before), mods.shift(0), mods.scale(0), row.cell(TraceCell::modulated));
  attend_row(row, scratch.q(), scratch.k(), scratch.v(), heads, stream.out.weight, mods.gate(0));
  if (stream.attention_only) {  // nothing is written: whatever its gates, the row leaves as it came
    row.cell(TraceCell::middle) = row.cell(TraceCell::before);
    for (int i = 0; row.trace.turned.size() > 0 && i < kGateFactors; ++i) row.turned(i) = row.in.joint.row(row.token);
    return;
  }
  row.cell(TraceCell::attention) = apply(stream.out, row.cell(TraceCell::attended).transpose()).transpose();
  MatrixRM leaves(1, row.in.joint.cols());
  for (int i = row.trace.turned.size() > 0 ? 0 : kGateFactors - 1; i < kGateFactors; ++i) {
    feed_forward(row, stream, mods, static_cast<float>(i) / (kGateFactors - 1), leaves);
    if (row.trace.turned.size() > 0) row.turned(i) = leaves;
  }
}

BlockTrace with_room(const BlockInput& in, int heads, int hidden, const RunTrace& what) {
  const auto rows = static_cast<Eigen::Index>(what.rows.size()), width = in.joint.cols();
  BlockTrace trace;
  trace.cells = MatrixRM::Zero(rows * kTraceCells, width);
  if (!what.cells) return trace;
  trace.weights = MatrixRM::Zero(rows * heads, in.joint.rows());
  trace.mods = MatrixRM::Zero(kTraceMods, width);
  trace.hidden = MatrixRM::Zero(rows, hidden);
  trace.turned = MatrixRM::Zero(rows * kGateFactors, width);
  return trace;
}

BlockTrace trace_streams(const Stream& text, const Stream& image, int heads, const BlockInput& in,
                         const MatrixRM& after, BlockScratch& scratch, const RunTrace& what) {
  const Mods text_mods(modulations(text, in.c), in.joint.cols()), image_mods(modulations(image, in.c), in.joint.cols());
  BlockTrace trace = with_room(in, heads, image.fc1.out(), what);
  if (what.cells) trace.mods << text_mods.all, image_mods.all;
  for (std::size_t i = 0; i < what.rows.size(); ++i) {
    const Row row{trace, in, static_cast<int>(i), what.rows[i]};
    const bool is_text = row.token < in.text_tokens;
    follow(row, is_text ? text : image, is_text ? text_mods : image_mods, heads, scratch);
    row.cell(TraceCell::after) = after.row(row.token);
  }
  return trace;
}

/// Calls f(text, image, heads) with the streams of a block of joint attention; one stream that is both is given twice.
template <class F>
void with_streams(const Denoiser& denoiser, int index, F&& f) {
  std::visit(
      [&](const auto& blocks) {
        const auto& block = blocks[static_cast<std::size_t>(index)];
        using Block = std::decay_t<decltype(block)>;
        if constexpr (std::is_base_of_v<MMDiTBlock, Block>) f(block.text, block.image, block.heads);
        if constexpr (std::is_base_of_v<SharedBlock, Block>) f(block.both, block.both, block.heads);
      },
      denoiser.blocks);
}

}  // namespace

std::size_t BlockTrace::bytes() const {
  return sizeof(float) *
         static_cast<std::size_t>(cells.size() + weights.size() + mods.size() + hidden.size() + turned.size());
}

std::size_t bytes_of(const std::vector<BlockTrace>& blocks) {
  std::size_t sum = 0;
  for (const BlockTrace& block : blocks) sum += block.bytes();
  return sum;
}

BlockTrace trace_block(const Denoiser& denoiser, int index, const BlockInput& in, const MatrixRM& after,
                       BlockScratch& scratch, const RunTrace& what) {
  BlockTrace trace;
  with_streams(denoiser, index, [&](const Stream& text, const Stream& image, int heads) {
    trace = trace_streams(text, image, heads, in, after, scratch, what);
  });
  return trace;
}

FluxSingleBlock single_stream_of(const Stream& stream, int heads) {
  const int width = stream.qkv.in(), hidden = stream.fc1.out();
  FluxSingleBlock block(width, heads, hidden);
  block.mod.weight = stream.mod.weight.topRows(3 * width);
  block.mod.bias = stream.mod.bias.head(3 * width);
  block.linear1.weight << stream.qkv.weight, stream.fc1.weight;
  block.linear1.bias << stream.qkv.bias, stream.fc1.bias;
  block.linear2.weight << stream.out.weight, stream.fc2.weight;
  block.linear2.bias = stream.out.bias + stream.fc2.bias;
  if (stream.qnorm.size() > 0) block.qnorm = stream.qnorm, block.knorm = stream.knorm;
  return block;
}

namespace {

/// The rows of a single-stream block that has run.
BlockTrace follow_single(const FluxSingleBlock& block, const BlockInput& in, const RunTrace& what) {
  const Eigen::Index width = in.joint.cols(), hidden = block.linear1.out() - 3 * width;
  MatrixRM after = in.joint, normed(after.rows(), width), wide(after.rows(), block.linear1.out()), q, k;
  AttendScratch scratch;
  run(block, after, in.text_tokens, in.c, scratch, {in.cut, nullptr, [&](CRef q_, CRef k_) { q = q_, k = k_; }});
  const Mods mods(apply(block.mod, silu_of(in.c)), width);
  modulate(in.joint, mods.shift(0), mods.scale(0), normed);
  apply(block.linear1, normed, wide);
  gelu_tanh(wide.rightCols(hidden));

  BlockTrace trace = with_room(in, block.heads, static_cast<int>(hidden), what);
  if (what.cells) trace.mods.bottomRows(kModsOfStream) = mods.all;
  const MatrixRM out = block.linear2.weight.leftCols(width), of_hidden = block.linear2.weight.rightCols(hidden);
  for (std::size_t i = 0; i < what.rows.size(); ++i) {
    const Row row{trace, in, static_cast<int>(i), what.rows[i]};
    row.cell(TraceCell::before) = in.joint.row(row.token);
    row.cell(TraceCell::modulated) = normed.row(row.token);
    attend_row(row, q, k, wide.middleCols(2 * width, width), block.heads, out, mods.gate(0));
    row.cell(TraceCell::attention) = without_bias(out, row.cell(TraceCell::attended)).transpose();
    row.cell(TraceCell::mlp) =
        (without_bias(of_hidden, wide.row(row.token).rightCols(hidden)) + block.linear2.bias).transpose();
    row.cell(TraceCell::after) = after.row(row.token);
    if (!what.cells) continue;
    trace.hidden.row(row.place) = wide.row(row.token).rightCols(hidden);
    const RowVectorF branch = row.cell(TraceCell::attention) + row.cell(TraceCell::mlp);
    for (int step = 0; step < kGateFactors; ++step) {
      row.turned(step) =
          in.joint.row(row.token) + (static_cast<float>(step) / (kGateFactors - 1)) * mods.gate(0).cwiseProduct(branch);
    }
  }
  return trace;
}

}  // namespace

BlockTrace trace_single(const Denoiser& denoiser, int index, const BlockInput& in, const RunTrace& what) {
  BlockTrace trace;
  with_streams(denoiser, index, [&](const Stream&, const Stream& image, int heads) {
    trace = follow_single(single_stream_of(image, heads), in, what);
  });
  return trace;
}

}  // namespace lesson
