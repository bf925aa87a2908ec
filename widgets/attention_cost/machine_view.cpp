// This machine's times beside the formula.

#include <algorithm>
#include <cmath>

#include "core/text_format.h"
#include "widgets/attention_cost/view.h"

namespace lesson {

namespace {

using namespace catalogue;

constexpr int kCurvePoints = 25;

std::string duration_text(double seconds) {
  if (seconds < 1) return fixed_number(1e3 * seconds, 0) + " ms";
  if (seconds < 120) return fixed_number(seconds, seconds < 10 ? 1 : 0) + " s";
  if (seconds < 7200) return fixed_number(seconds / 60, 0) + " minutes";
  return fixed_number(seconds / 3600, 1) + " hours";
}

std::string rate_text(double rate) { return fixed_number(rate / 1e9, rate < 1e10 ? 1 : 0) + " GFLOP/s"; }

/// Attention weights of one head over a picture of that side.
double head_entries(TextWay way, int text, double side) {
  const CostSize size{.side = side, .text = 1.0 * text, .width = kCostHeadDim, .blocks = 1};
  return block_costs(way, size).entries;
}

/// The largest departure of a measurement from the formula, as a factor.
double worst_departure(const MachineStudy& machine, double rate) {
  double worst = 1;
  for (const MachinePoint& point : machine.points()) {
    const double ratio = point.seconds / (4 * MachineStudy::kHead * point.entries / rate);
    worst = std::max({worst, ratio, 1 / ratio});
  }
  return worst;
}

std::string extrapolated(const AttentionCostState& state, double attention, double product) {
  const CostSize size = size_of(state);
  const BlockCosts costs = block_costs(TextWay::joint, size);
  const double core = 4 * kCostHeadDim * costs.entries;
  const double seconds = core / attention + (costs.flops - core) / product;
  return "At these rates one forward through " + plain_number(size.blocks) + " joint blocks of width " +
         plain_number(size.width) + " at " + plain_number(size.side) + " px would take about " +
         duration_text(seconds) + " here, on one thread (reckoned, not run).";
}

}  // namespace

void add_machine(const AttentionCostState& state, const MachineStudy& machine, AttentionCostView& view) {
  const int text = machine.begun() ? machine.text() : state.text;
  for (const TextWay way : {TextWay::self_cross, TextWay::joint}) {
    CostCurve& curve = view.head_entries.emplace_back(CostCurve{way, {}, {}});
    for (const int side : MachineStudy::kSides) {
      curve.x.push_back(side);
      curve.y.push_back(head_entries(way, text, side));
    }
  }
  view.machine_note =
      "One head of " + std::to_string(MachineStudy::kHead) + " columns, " + std::to_string(text) +
      " text rows, by the same kernel that runs the tiny SD3. Lines: the formula at one rate for all sizes.";
  if (machine.points().empty()) return;
  const double rate = *machine.attention_rate();
  for (const TextWay way : {TextWay::self_cross, TextWay::joint}) {
    CostCurve measured{way, {}, {}}, expected{way, {}, {}};
    for (const MachinePoint& point : machine.points()) {
      if (point.way != way) continue;
      measured.x.push_back(point.side);
      measured.y.push_back(1e3 * point.seconds);
    }
    for (int i = 0; i < kCurvePoints; ++i) {
      const double side = kLeastSide * std::pow(8.0, i / (kCurvePoints - 1.0));
      expected.x.push_back(side);
      expected.y.push_back(1e3 * 4 * MachineStudy::kHead * head_entries(way, machine.text(), side) / rate);
    }
    view.measured.push_back(std::move(measured));
    view.expected.push_back(std::move(expected));
  }
  if (machine.busy()) return;
  view.machine_sentence = "Measured on this machine: attention at " + rate_text(rate) + ", matrix products at " +
                          rate_text(*machine.product_rate()) + "; no size departs from the formula by more than " +
                          fixed_number(worst_departure(machine, rate), 2) + " times. ";
  if (machine.cut_short())
    view.machine_sentence += "Larger pictures were left out: a single piece took longer than a frame. ";
  view.machine_sentence += extrapolated(state, rate, *machine.product_rate());
}

}  // namespace lesson
