#pragma once
// What letting the text in costs, for three kinds of block over the same sizes: self- and cross-attention (as SD v1.5
// and PixArt), joint attention with weights of its own a stream (MMDiT), and one stream for both (FLUX). In doubles, so
// that sizes may lie between whole tokens: where two costs are equal is solved, not read off a plot. At whole sizes the
// numbers are those of flops.h and tokens.h (tested).
//
// The text rows are as wide as the model, as after SD3's Linear. Heads are 64 columns wide.

#include <vector>

namespace lesson::catalogue {

enum class TextWay { self_cross, joint, single };
inline constexpr TextWay kTextWays[] = {TextWay::self_cross, TextWay::joint, TextWay::single};

inline constexpr int kCostHeadDim = 64;
/// Pixels of a patch's side: an autoencoder of factor 8, patches of 2.
inline constexpr double kPatchPixels = 16;

struct CostSize {
  double side = 1024;   ///< of the square image, pixels
  double text = 333;    ///< T, rows of text
  double width = 1536;  ///< d
  double blocks = 24;
  bool map_stored = false;  ///< memory: every weight of one block's attention is kept, as streaming kernels do not

  double image_tokens() const { return side * side / (kPatchPixels * kPatchPixels); }
};

struct BlockCosts {
  double entries = 0;  ///< attention weights of all heads of all blocks
  double flops = 0;    ///< one forward through all blocks, a multiply-add counts 2
  double weights = 0;  ///< matrices of all blocks, biases left out
  double memory =
      0;  ///< bytes at 16 bits: all weights, the widest queries, keys, values and outputs of one block, its map
};
/// All four; `size` holds finite positive numbers.
BlockCosts block_costs(TextWay way, const CostSize& size);

enum class CostMeasure { entries, flops, weights, memory };
double cost_of(const BlockCosts& costs, CostMeasure measure);

/// What is changed while the rest stays.
enum class CostAxis { side, text, width };
CostSize with(CostSize size, CostAxis axis, double value);

/// Values of the axis in [low, high] at which both ways cost the same, rising; none where they are equal throughout.
/// low > 0. Found by bisection of every change of sign, to the last bit of a double.
std::vector<double> crossings(TextWay a, TextWay b, CostMeasure measure, CostAxis axis, const CostSize& size,
                              double low, double high);

}  // namespace lesson::catalogue
