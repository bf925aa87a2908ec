// What the block widget says and exports, and the modulation vectors that the reader counts.

#include "core/catalogue/adaln.h"
#include "core/text_format.h"
#include "widgets/block/view.h"

namespace lesson {

namespace {

CountedBlock counted(const char* name, const char* model, bool last, const char* source) {
  const auto spec = catalogue::find_model(model);
  if (!spec) return {name, 0, 0, false, source};
  const catalogue::AdaLnCount count = catalogue::adaln_count(spec.value(), last ? spec.value().total_blocks() - 1 : 0);
  return {name, count.text, count.image, count.shared, source};
}

std::string two(double x) { return short_number(x, 4); }

std::string length_text(const PathStage& stage, std::size_t of) {
  return stage.numbers[of].empty() ? "" : two(length_of(stage.numbers[of]));
}

std::string described_path(const BlockView& view, int chosen) {
  std::string text = " The path:";
  for (std::size_t i = 0; i < view.path.size(); ++i) {
    const PathStage& stage = view.path[i];
    text += (i ? "; " : " ") + std::string(stage.title);
    for (std::size_t of = 0; of < 2 && !stage.weights; ++of) {
      if (stage.ends[of]) text += ", not for " + view.at.names[of];
      if (!stage.numbers[of].empty()) text += ", " + view.at.names[of] + " of length " + length_text(stage, of);
    }
  }
  return text + ". Chosen: " + view.path[static_cast<std::size_t>(chosen)].title + ". " +
         view.path[static_cast<std::size_t>(chosen)].note;
}

std::string described_gates(const BlockView& view) {
  std::string text;
  for (const GateView& gate : view.gates) {
    if (gate.sizes.empty()) continue;
    text += std::string(" ") + gate.name + ": mean size of the gate " + two(gate.sizes.front()) +
            " at the first step, " + two(gate.sizes.back()) + " at the newest.";
  }
  return text.empty() ? " The gates come with a trace." : text;
}

}  // namespace

const std::array<CountedBlock, kCountedBlocks>& counted_blocks() {
  static const std::array<CountedBlock, kCountedBlocks> blocks = {
      counted("A block of DiT", "dit-xl/2", false, "facebookresearch/DiT models.py"),
      counted("A block of SD3", "sd3-medium", false, "Stability-AI/sd3.5 mmditx.py"),
      counted("SD3\u2019s last block", "sd3-medium", true, "Stability-AI/sd3.5 mmditx.py, pre_only"),
      counted("A single-stream block of FLUX", "flux.1-dev", true, "black-forest-labs/flux layers.py Modulation")};
  return blocks;
}

std::string count_sentence(const BlockState& state) {
  if (!state.counted) return {};
  int right = 0;
  std::string text;
  for (std::size_t i = 0; i < counted_blocks().size(); ++i) {
    const CountedBlock& block = counted_blocks()[i];
    right += state.guesses[i] == block.total();
    text += " " + std::string(block.name) + ": " + std::to_string(block.total()) + " (";
    if (block.shared)
      text += "one shift, scale and gate for all rows";
    else if (block.text == 0)
      text += "shift, scale and gate, twice";
    else
      text += std::to_string(block.text) + " of text, " + std::to_string(block.image) + " of the image";
    text += "; you said " + std::to_string(state.guesses[i]) + ").";
  }
  return std::to_string(right) + " of " + std::to_string(kCountedBlocks) + " right." + text;
}

std::string describe(const BlockView& view, const BlockState& state, const ShownParts& shown) {
  std::string text = "Inside one block.";
  if (!view.where.empty()) text += " " + view.where;
  if (view.started) text += " Word " + view.at.names[0] + " and " + view.at.names[1] + ".";
  if (view.at.single)
    text +=
        " The same rows in a single stream: the image\u2019s weights in FLUX\u2019s order, which no model was trained "
        "in.";
  if (shown.any("path")) text += described_path(view, state.stage);
  if (shown.any("weight"))
    text += view.weight.sentence.empty() ? " Weights come with a run." : " " + view.weight.sentence;
  if (shown.any("gates")) text += described_gates(view);
  if (shown.any("identity"))
    text += view.identity.sentence.empty() ? " What the gates do comes with a trace." : " " + view.identity.sentence;
  if (shown.any("count")) {
    const std::string sentence = count_sentence(state);
    text += sentence.empty() ? " How many modulation vectors each kind of block makes is yours to say first."
                             : " " + sentence;
  }
  return text;
}

Table to_table(const BlockView& view, const BlockState& state, const ShownParts& shown) {
  Table table{{"part", "what", "text", "image"}, {}};
  const auto add = [&](const char* part, const std::string& what, const std::string& text, const std::string& image) {
    table.rows.push_back({part, what, text, image});
  };
  if (shown.any("run")) add("run", "rows looked at", view.at.names[0], view.at.names[1]);
  for (const PathStage& stage : view.path) {
    if (shown.any("path"))
      add("path", std::string("length: ") + stage.title, length_text(stage, 0), length_text(stage, 1));
  }
  if (shown.any("weight")) {
    const WeightView& weight = view.weight;
    const bool of_text = state.query == 0;
    const auto one = [&](const char* what, const std::string& value) {
      add("weight", what, of_text ? value : "", of_text ? "" : value);
    };
    one("row", weight.query_name);
    one("key", weight.key_name);
    one("weight", weight.key < 0 ? "" : two(weight.weight));
    one("product", weight.q.empty() ? "" : two(weight.dot));
    one("score", weight.q.empty() ? "" : two(weight.score));
  }
  if (shown.any("gates")) {
    const std::size_t steps = std::max<std::size_t>({view.gates[0].sizes.size(), view.gates[1].sizes.size(), 1});
    for (std::size_t step = 0; step < steps; ++step) {
      const auto size = [&](std::size_t of) {
        return step < view.gates[of].sizes.size() ? two(view.gates[of].sizes[step]) : "";
      };
      add("gates", "mean size at step " + std::to_string(step + 1), size(0), size(1));
    }
  }
  for (int i = 0; shown.any("identity") && i < kGateFactors; ++i) {
    const auto far = [&](std::size_t of) {
      const auto& all = view.identity.distances[of];
      return all.empty() ? "" : two(all[static_cast<std::size_t>(i)]);
    };
    add("identity", "moved, gates times " + fixed_number(i / (kGateFactors - 1.0), 1), far(0), far(1));
  }
  for (const CountedBlock& block : counted_blocks()) {
    if (!shown.any("count")) continue;
    add("count", block.name, state.counted ? std::to_string(block.text) : "",
        state.counted ? std::to_string(block.image) : "");
  }
  return table;
}

}  // namespace lesson
