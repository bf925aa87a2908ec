// The curves, their crossing and the published models beside them.

#include <algorithm>
#include <array>
#include <cmath>

#include "core/catalogue/flops.h"
#include "core/catalogue/parameters.h"
#include "core/catalogue/tokens.h"
#include "core/text_format.h"
#include "widgets/attention_cost/view.h"

namespace lesson {

namespace {

using namespace catalogue;

constexpr int kCurvePoints = 49;
constexpr double kUnits[] = {1e9, 1e12, 1e9, 1e9};  // what the plot's numbers are divided by, by measure

CostMeasure measure_of(const AttentionCostState& state) { return static_cast<CostMeasure>(state.measure); }
CostAxis axis_of(const AttentionCostState& state) { return static_cast<CostAxis>(state.axis); }

std::string cost_text(double cost, CostMeasure measure) {
  const auto whole = static_cast<std::int64_t>(cost);
  if (measure == CostMeasure::flops) return short_flops(whole);
  return measure == CostMeasure::memory ? short_bytes(whole) : short_count(whole);
}

std::string axis_text(CostAxis axis, double value) {
  const std::string number = with_commas(std::llround(value));
  if (axis == CostAxis::side) return number + " px a side";
  return axis == CostAxis::text ? number + " text rows" : "a width of " + number;
}

/// A whole published denoiser in one measure; nothing where it is not counted.
std::optional<double> whole_model(const Setting& setting, CostMeasure measure, bool map) {
  const ModelSpec& model = setting.model;
  const auto weights = static_cast<double>(denoiser_parameters(setting));
  switch (measure) {
    case CostMeasure::entries: return static_cast<double>(attention_entries_total(setting));
    case CostMeasure::flops: return static_cast<double>(forward_flops(setting));
    case CostMeasure::weights: return weights;
    case CostMeasure::memory: break;
  }
  const auto rows = joint_tokens(setting);  // a U-Net's widest layer is not an attention
  if (!rows) return std::nullopt;
  const auto tokens = static_cast<double>(*rows);
  return 2 * (weights + 4 * tokens * model.d + (map ? model.heads * tokens * tokens : 0));
}

std::optional<double> place_of(const Setting& setting, CostAxis axis) {
  const double value = axis == CostAxis::side   ? setting.image_px
                       : axis == CostAxis::text ? setting.text_tokens
                                                : setting.model.d;
  return value > 0 ? std::optional(value) : std::nullopt;
}

void add_published(const AttentionCostState& state, AttentionCostView& view) {
  const double unit = kUnits[state.measure];
  for (const ModelSpec& model : models()) {
    if (model.as_taught || model.id == ModelId::tiny_sd3) continue;
    const Setting setting = make_setting(model).value();  // a row's own numbers fit it (tested in core)
    const auto x = place_of(setting, axis_of(state));
    const auto y = whole_model(setting, measure_of(state), state.map);
    if (x && y) view.published.push_back({model.title, *x, *y / unit});
  }
}

void add_curves(const AttentionCostState& state, AttentionCostView& view) {
  const CostSize size = size_of(state);
  for (const TextWay way : kTextWays) {
    CostCurve curve{way, {}, {}};
    for (int i = 0; i < kCurvePoints; ++i) {
      const double x = view.low * std::pow(view.high / view.low, i / (kCurvePoints - 1.0));
      curve.x.push_back(x);
      curve.y.push_back(cost_of(block_costs(way, with(size, axis_of(state), x)), measure_of(state)) /
                        kUnits[state.measure]);
    }
    view.curves.push_back(std::move(curve));
  }
}

/// Joint against self- and cross-attention at a place on the axis: above 1, joint costs more.
double ratio_at(const AttentionCostState& state, double x) {
  const CostSize size = with(size_of(state), axis_of(state), x);
  return cost_of(block_costs(TextWay::joint, size), measure_of(state)) /
         cost_of(block_costs(TextWay::self_cross, size), measure_of(state));
}

void add_crossings(const AttentionCostState& state, AttentionCostView& view) {
  const CostAxis axis = axis_of(state);
  const CostSize size = size_of(state);
  const auto found =
      catalogue::crossings(TextWay::joint, TextWay::self_cross, measure_of(state), axis, size, view.low, view.high);
  for (const double x : found) {
    const double y = cost_of(block_costs(TextWay::joint, with(size, axis, x)), measure_of(state));
    view.crossings.push_back({axis_text(axis, x), x, y / kUnits[state.measure]});
    const bool less_above = ratio_at(state, x * 1.001) < 1;
    view.crossing_note += (view.crossing_note.empty() ? "" : " ") +
                          ("Joint and self- plus cross-attention cost the same at " + axis_text(axis, x) +
                           "; above it joint costs " + (less_above ? "less, below it more." : "more, below it less."));
  }
  if (found.empty())
    view.crossing_note = "From " + axis_text(axis, view.low) + " to " + axis_text(axis, view.high) +
                         " joint attention always costs " + (ratio_at(state, view.here) > 1 ? "more" : "less") +
                         " than self- plus cross-attention.";
}

std::string percent_text(double ratio) {
  const double percent = 100 * (ratio - 1);
  return (percent < 0 ? "\u2212" : "+") + fixed_number(std::abs(percent), std::abs(percent) < 10 ? 1 : 0) + " %";
}

void add_size(const AttentionCostState& state, AttentionCostView& view) {
  const CostSize size = size_of(state);
  const CostMeasure measure = measure_of(state);
  view.at_size.columns = {"blocks", "attention weights", "arithmetic", "weights", "memory"};
  for (const TextWay way : kTextWays) {
    const BlockCosts costs = block_costs(way, size);
    std::vector<std::string> row = {title_of(way)};
    for (const CostMeasure each : {CostMeasure::entries, CostMeasure::flops, CostMeasure::weights, CostMeasure::memory})
      row.push_back(cost_text(cost_of(costs, each), each));
    view.at_size.rows.push_back(std::move(row));
    view.here_only.push_back({way, {view.here}, {cost_of(costs, measure) / kUnits[state.measure]}});
  }
  const auto at_here = [&](TextWay way) { return cost_text(cost_of(block_costs(way, size), measure), measure); };
  static constexpr const char* kWhat[] = {"attention weights", "", "weights", ""};
  const std::string what = *kWhat[state.measure] ? std::string(" ") + kWhat[state.measure] : "";
  const std::string side = with_commas(std::llround(size.side));
  view.summary = with_commas(std::llround(size.blocks)) + " blocks of width " + with_commas(std::llround(size.width)) +
                 " over " + with_commas(std::llround(size.image_tokens())) + " image tokens (" + side + " \u00D7 " +
                 side + " px) and " + with_commas(std::llround(size.text)) + " text rows of that width: joint " +
                 at_here(TextWay::joint) + what + ", " + percent_text(ratio_at(state, view.here)) + " against " +
                 at_here(TextWay::self_cross) + " of self + cross; single-stream " + at_here(TextWay::single) + ".";
}

void add_axis(const AttentionCostState& state, AttentionCostView& view) {
  static constexpr std::array<double, 3> kLow = {kLeastSide, kLeastText, kLeastWidth},
                                         kHigh = {kMostSide, kMostText, kMostWidth};
  static constexpr const char* kLabels[] = {"side of the picture, pixels", "text rows", "width"};
  static constexpr const char* kMeasures[] = {"attention weights of a forward, billions", "TFLOP of a forward",
                                              "weights, billions", "memory at 16 bits, GB"};
  const auto at = static_cast<std::size_t>(state.axis);
  const CostSize size = size_of(state);
  view.low = kLow[at];
  view.high = kHigh[at];
  view.here = state.axis == 0 ? size.side : state.axis == 1 ? size.text : size.width;
  view.x_label = kLabels[at];
  view.y_label = kMeasures[state.measure];
}

}  // namespace

void add_costs(const AttentionCostState& state, AttentionCostView& view) {
  add_axis(state, view);
  add_curves(state, view);
  add_published(state, view);
  add_crossings(state, view);
  add_size(state, view);
}

}  // namespace lesson
