#include "widgets/block/view.h"

#include <algorithm>
#include <cmath>

#include "core/text_format.h"
#include "widgets/page/prompt_box.h"

namespace lesson {

namespace {

using Cell = TraceCell;

std::vector<float> listed(const RowVectorF& row) { return {row.data(), row.data() + row.size()}; }

constexpr PathStage kPath[] = {
    {"Row as it enters", "x: what the blocks before have made of it."},
    {"LayerNorm, scale and shift",
     "LayerNorm(x) \u00B7 (1 + scale) + shift. Both vectors are made from t and the pooled text, alike for all rows of "
     "a "
     "stream."},
    {"Query", "W_q of that, then QK norm in every head: what this row asks for."},
    {"Key", "W_k of that, then QK norm in every head: what it answers to."},
    {"Value", "W_v of that: what is passed on to those who read it."},
    {"Row of weights", "Its query with every key, \u00F7 the root of D, softmax: text and image together sum to 1."},
    {"Weighted sum", "Values of all rows, each times its weight, heads side by side."},
    {"Output layer, gate", "gate \u00B7 (W_out of the weighted sum + b): what attention writes into the row."},
    {"Added to the row", "x + gate \u00B7 attention."},
    {"LayerNorm, scale and shift again", "LayerNorm \u00B7 (1 + scale) + shift, with vectors of its own."},
    {"Feed-forward, hidden", "GELU(W_1 of that): each row by itself."},
    {"Feed-forward, gate", "gate \u00B7 (W_2 of the hidden numbers + b)."},
    {"Row as it leaves", "To the next block."},
};
constexpr int kWeightsStage = 5, kHiddenStage = 10;
constexpr const char* kSingleOut =
    "gate \u00B7 (W of [weighted sum, hidden] + b): attention and feed-forward in one layer, side by side.";

/// Stages that a single-stream block has no use for.
bool only_double(std::size_t stage) { return stage >= 7 && stage <= 9; }

}  // namespace

double length_of(const std::vector<float>& numbers) {
  double sum = 0;
  for (const float x : numbers) sum += static_cast<double>(x) * static_cast<double>(x);
  return std::sqrt(sum);
}

BlockPlace place_of(const BlockState& state, const PageState& shared, const RunLog& page, const RunLog* trace) {
  const RunShape& shape = page.shape();
  BlockPlace at;
  at.steps = trace ? trace->steps_done() : page.steps_done();
  at.step = std::clamp(shared.step, 0, std::max(at.steps - 1, 0));
  at.blocks = shape.blocks;
  at.block = std::clamp(shared.block, 0, std::max(shape.blocks - 1, 0));
  at.heads = std::max(shape.heads, 1);
  at.head = std::clamp(shared.head, 0, at.heads - 1);
  at.dim = shape.width / at.heads;
  at.text_tokens = shape.context;
  at.grid_rows = shape.latent.height / shape.patch;
  at.grid_cols = shape.latent.width / shape.patch;
  at.single = state.kind == 1;
  for (const std::string& label : page.labels()) at.labels.push_back(shown_label(label));
  const int image = std::max(at.grid_rows * at.grid_cols, 1),
            middle = (at.grid_rows / 2) * at.grid_cols + at.grid_cols / 2;
  const int word = std::clamp(state.word, 0, std::max(shape.context - 1, 0));
  const int patch = state.patch < 0 ? std::min(middle, image - 1) : std::min(state.patch, image - 1);
  at.rows = {word, shape.context + patch};
  at.names = {"\u201C" + at.labels[static_cast<std::size_t>(word)] + "\u201D",
              "patch " + std::to_string(patch / at.grid_cols + 1) + ", " + std::to_string(patch % at.grid_cols + 1)};
  return at;
}

RunTrace trace_of(const BlockState& state, const PageState& shared, const RunLog& page) {
  const BlockPlace at = place_of(state, shared, page, nullptr);
  return {{at.rows[0], at.rows[1]}, true, at.single};
}

void add_path(BlockView& view, const BlockTrace& trace) {
  for (std::size_t of = 0; of < 2; ++of) {
    const int row = static_cast<int>(of);
    const auto cell = [&](Cell which) -> RowVectorF { return trace.cell(row, which); };
    const bool is_text = of == 0;
    const int stream = is_text && !view.at.single ? 0 : kModsOfStream;
    const auto gated = [&](Cell which, int mod) -> RowVectorF {
      return RowVectorF(trace.mods.row(stream + mod)).cwiseProduct(cell(which));
    };
    RowVectorF weights = trace.weights.row(row * view.at.heads + view.at.head), hidden = trace.hidden.row(row);
    const RowVectorF fed =
        view.at.single ? RowVectorF(gated(Cell::attention, 2) + gated(Cell::mlp, 2)) : gated(Cell::mlp, 5);
    const RowVectorF rows[] = {cell(Cell::before),
                               cell(Cell::modulated),
                               cell(Cell::q),
                               cell(Cell::k),
                               cell(Cell::v),
                               weights,
                               cell(Cell::attended),
                               gated(Cell::attention, 2),
                               cell(Cell::middle),
                               cell(Cell::modulated_again),
                               hidden,
                               fed,
                               cell(Cell::after)};
    // The last block's text is read and then dropped (context_pre_only): all gates of its stream are missing.
    const bool dropped = is_text && !view.at.single && trace.mods.topRows(kModsOfStream).bottomRows(4).isZero(0);
    for (std::size_t i = 0; i < view.path.size(); ++i) {
      PathStage& stage = view.path[i];
      stage.ends[of] = (dropped && i > 6) || (view.at.single && only_double(i));
      if (!stage.ends[of]) stage.numbers[of] = listed(rows[i]);
    }
  }
}

void add_gates(BlockView& view, const BlockState& state, const RunLog& trace) {
  for (std::size_t stream = 0; stream < 2; ++stream) {
    GateView& gate = view.gates[stream];
    const int mod = static_cast<int>(stream) * kModsOfStream + (view.at.single ? 2 : 3 * state.gate + 2);
    for (const LoggedStep& step : trace.steps()) {
      const auto& blocks = view.at.single ? step.singles : step.blocks;
      const RowVectorF row = blocks[static_cast<std::size_t>(view.at.block)].mods.row(mod);
      gate.values.insert(gate.values.end(), row.data(), row.data() + row.size());
      gate.sizes.push_back(static_cast<double>(row.cwiseAbs().mean()));
    }
    if (std::ranges::all_of(gate.values, [](float x) { return x == 0; })) gate.values.clear(), gate.sizes.clear();
  }
}

void add_identity(BlockView& view, const BlockState& state, const BlockTrace& trace) {
  IdentityView& to = view.identity;
  to.factor = std::clamp(static_cast<int>(std::lround(state.gates * (kGateFactors - 1))), 0, kGateFactors - 1);
  float largest = 0;
  for (std::size_t of = 0; of < 2; ++of) {
    const int row = static_cast<int>(of);
    const RowVectorF before = trace.cell(row, Cell::before);
    const double length = std::max(static_cast<double>(before.norm()), 1e-12);
    for (int i = 0; i < kGateFactors; ++i) {
      const RowVectorF change = RowVectorF(trace.turned.row(row * kGateFactors + i)) - before;
      to.distances[of].push_back(static_cast<double>(change.norm()) / length);
      to.limits[of] = std::max(to.limits[of], change.cwiseAbs().maxCoeff());
      if (i == to.factor) to.change[of] = listed(change), largest = std::max(largest, change.cwiseAbs().maxCoeff());
    }
  }
  const auto moved = [&](std::size_t of) {
    return view.at.names[of] + " by " + fixed_number(100 * to.distances[of][static_cast<std::size_t>(to.factor)], 1) +
           " %";
  };
  const std::string times = fixed_number(static_cast<double>(to.factor) / (kGateFactors - 1), 1);
  to.sentence = largest == 0 ? "All gates times 0: every number leaves exactly as it came. The block is the identity."
                             : "All gates times " + times + ": the block moves " + moved(0) + " of its length and " +
                                   moved(1) + ".";
  if (largest > 0 && view.at.last() && !view.at.single)
    to.sentence += " The last block\u2019s text is not moved: it has no gates.";
}

BlockView build_view(const BlockState& state, const PageState& shared, const RunLog* page, const RunLog* trace) {
  BlockView view;
  view.path.assign(std::begin(kPath), std::end(kPath));
  view.path[kWeightsStage].weights = true;
  if (state.kind == 1) view.path[kHiddenStage + 1] = {"Output layer, gate", kSingleOut};
  view.gates = {GateView{state.kind == 1 ? "Text and image" : "Text", {}, {}}, GateView{"Image", {}, {}}};
  if (!page || !page->shape().joint() || page->steps_done() == 0) return view;
  view.started = true;
  view.at = place_of(state, shared, *page, trace);
  const BlockPlace& at = view.at;
  view.where = "Step " + std::to_string(at.step + 1) + " of " + std::to_string(page->request().steps) + ", block " +
               std::to_string(at.block + 1) + " of " + std::to_string(at.blocks) + ", head " +
               std::to_string(at.head + 1) + " of " + std::to_string(at.heads) + ".";
  if (trace) {
    const LoggedStep& step = trace->steps()[static_cast<std::size_t>(at.step)];
    const BlockTrace& block = (at.single ? step.singles : step.blocks)[static_cast<std::size_t>(at.block)];
    view.traced = true;
    add_path(view, block);
    add_gates(view, state, *trace);
    add_identity(view, state, block);
    if (at.single) view.gates[0] = {view.gates[0].name, view.gates[1].values, view.gates[1].sizes}, view.gates[1] = {};
  }
  add_weight(view, state, *page, trace);
  return view;
}

}  // namespace lesson
