#pragma once
// What the blocks of a run did to a few rows of the joint sequence, down to the cell. A run computes it only for the
// rows that its request names (RunTrace), on the first forward with the prompt of every step; nothing else of the run
// changes by it.
//
// Everything but the row itself (`before`, `after`, q, k, v) is worked out once more for the traced rows alone, with
// the block's own weights; tests hold it against what the block did.

#include <vector>

#include "core/blocks/flux_block.h"
#include "core/pipeline/denoiser.h"
#include "core/pipeline/run_trace.h"

namespace lesson {

/// Rows of d numbers kept for a traced row, in the order in which a block makes them.
enum class TraceCell {
  before,     ///< as it enters
  modulated,  ///< LayerNorm(before) * (1 + scale) + shift
  q,          ///< after QK-norm, heads side by side; k and v the same way
  k,
  v,
  attended,         ///< weighted sum of values, heads side by side
  from_text,        ///< gate * W_out (the part of it that comes from text rows): what they write here
  from_image,       ///< the same of image rows
  attention,        ///< W_out attended + b, before the gate
  middle,           ///< before + gate * attention
  modulated_again,  ///< LayerNorm(middle) * (1 + scale) + shift
  mlp,              ///< of the feed-forward part, before its gate
  after             ///< as it leaves
};
inline constexpr int kTraceCells = 13;

/// Modulation vectors: shift, scale and gate of attention, then of the feed-forward part; of text, then of image.
inline constexpr int kModsOfStream = 6, kTraceMods = 2 * kModsOfStream;

/// Factors i / (kGateFactors - 1) that all gates of a block are multiplied with, from 0 to 1.
inline constexpr int kGateFactors = 11;

/// One block at one step. R traced rows, S joint tokens, m the hidden width. What the block does not have is zeros:
/// the text of the last block ends with its keys and values; a single-stream block has one modulation of three vectors
/// (its image places), no middle, and adds attention and feed-forward part at once.
struct BlockTrace {
  MatrixRM cells;  ///< [R * kTraceCells, d]
  // Asked for by RunTrace::cells, else empty:
  MatrixRM weights;  ///< [R * H, S] softmax rows, head by head
  MatrixRM mods;     ///< [kTraceMods, d]
  MatrixRM hidden;   ///< [R, m] after GELU
  MatrixRM turned;   ///< [R * kGateFactors, d] the row as it would leave, all gates of the block times i / 10

  auto cell(int row, TraceCell cell) const { return cells.row(row * kTraceCells + static_cast<int>(cell)); }
  std::size_t bytes() const;
};

/// f(name, tensor) for each of a trace's tensors, `BlockTrace` const or not.
template <class Trace, class F>
void visit_tensors(Trace& trace, F&& f) {
  f("cells", trace.cells);
  f("weights", trace.weights);
  f("mods", trace.mods);
  f("hidden", trace.hidden);
  f("turned", trace.turned);
}
std::size_t bytes_of(const std::vector<BlockTrace>& blocks);

/// What a block works with: the joint rows as they came [S, d], c [d], what is cut of its attention.
struct BlockInput {
  const MatrixRM& joint;
  const VectorF& c;
  int text_tokens;
  QuadrantCut cut;
};

/// Of block `index`, after it has run: `after` are the joint rows as it left them, `scratch` holds its q, k and v.
/// Empty for blocks with cross-attention: their text never changes, and their image has two attentions.
BlockTrace trace_block(const Denoiser& denoiser, int index, const BlockInput& in, const MatrixRM& after,
                       BlockScratch& scratch, const RunTrace& what);

/// A block of FLUX's single stream with the weights of one stream of SD3: q, k, v, output and MLP as they are, laid out
/// as FLUX does it (one LayerNorm, one modulation, one gate). No model was trained that way: it shows the order, not
/// what such a block has learnt.
FluxSingleBlock single_stream_of(const Stream& stream, int heads);

/// Runs one made of the image stream of block `index` on the same rows, and traces it in the same way.
BlockTrace trace_single(const Denoiser& denoiser, int index, const BlockInput& in, const RunTrace& what);

}  // namespace lesson
