#include "core/catalogue/attention_cost.h"

#include <algorithm>
#include <cmath>

namespace lesson::catalogue {

namespace {

constexpr double kBytes = 2;     // 16 bits
constexpr int kIntervals = 512;  // searched for a change of sign; the costs cross once or twice in all

/// Rows that the block's own arithmetic runs over, and what its attentions add to that.
struct Parts {
  double rows, entries, extra_projections, vectors, matrices, working_rows, map_entries;
};

Parts parts_of(TextWay way, double image, double text) {
  const double joint = image + text, together = joint * joint;
  switch (way) {
    case TextWay::self_cross: {
      // Queries and output of the cross-attention for the image's rows, keys and values for the text's.
      const double cross = 2 * image + 2 * text;
      return {image, image * joint, cross, 6, 22, std::max(4 * image, cross), image * std::max(image, text)};
    }
    case TextWay::joint: return {joint, together, 0, 12, 36, 4 * joint, together};
    case TextWay::single: break;
  }
  return {joint, together, 0, 3, 15, 4 * joint, together};
}

}  // namespace

BlockCosts block_costs(TextWay way, const CostSize& size) {
  const Parts parts = parts_of(way, size.image_tokens(), size.text);
  const double d = size.width, heads = d / kCostHeadDim;
  BlockCosts costs;
  costs.entries = size.blocks * heads * parts.entries;
  // Projections 8 and MLP 16 a row, modulation 2 a vector; scores and weighted sum 4 d an entry.
  const double block =
      (24 * parts.rows + 2 * parts.extra_projections + 2 * parts.vectors) * d * d + 4 * parts.entries * d;
  costs.flops = size.blocks * block;
  costs.weights = size.blocks * parts.matrices * d * d;
  costs.memory = kBytes * (costs.weights + parts.working_rows * d + (size.map_stored ? heads * parts.map_entries : 0));
  return costs;
}

double cost_of(const BlockCosts& costs, CostMeasure measure) {
  switch (measure) {
    case CostMeasure::entries: return costs.entries;
    case CostMeasure::flops: return costs.flops;
    case CostMeasure::weights: return costs.weights;
    case CostMeasure::memory: break;
  }
  return costs.memory;
}

CostSize with(CostSize size, CostAxis axis, double value) {
  switch (axis) {
    case CostAxis::side: size.side = value; break;
    case CostAxis::text: size.text = value; break;
    case CostAxis::width: size.width = value; break;
  }
  return size;
}

std::vector<double> crossings(TextWay a, TextWay b, CostMeasure measure, CostAxis axis, const CostSize& size,
                              double low, double high) {
  const auto difference = [&](double value) {
    const CostSize at = with(size, axis, value);
    return cost_of(block_costs(a, at), measure) - cost_of(block_costs(b, at), measure);
  };
  const double step = std::pow(high / low, 1.0 / kIntervals);
  std::vector<double> found;
  double left = low, at_left = difference(left);
  for (int i = 1; i <= kIntervals; ++i) {
    const double right = i == kIntervals ? high : low * std::pow(step, i);
    const double at_right = difference(right);
    if (at_left != 0 && (at_left < 0) != (at_right < 0)) {
      double below = left, above = right;
      for (double middle = (below + above) / 2; middle > below && middle < above; middle = (below + above) / 2)
        ((difference(middle) < 0) == (at_left < 0) ? below : above) = middle;
      found.push_back(above);
    }
    left = right;
    at_left = at_right;
  }
  return found;
}

}  // namespace lesson::catalogue
