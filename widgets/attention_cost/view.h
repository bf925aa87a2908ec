#pragma once
// What the attention-cost widget shows, as data: curves, where they cross, published models, who is held and who runs,
// and this machine beside the formula. Every number comes from core/catalogue or from a measurement. Nothing here
// draws.

#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/attention_cost.h"
#include "core/catalogue/models.h"
#include "widgets/attention_cost/machine.h"
#include "widgets/widget.h"

namespace lesson {

/// Its parts: "curves size" are the first tab's, the others have one each.
enum class CostTab { cost, held, machine };

struct AttentionCostState {
  int tab = 0;       ///< CostTab
  int side = 1024;   ///< pixels, 128 to 2048; fitted to whole patches
  int text = 333;    ///< rows, 77 to 589
  int width = 1536;  ///< 256 to 4096; fitted to whole heads of 64
  int blocks = 24;   ///< 1 to 64
  int measure = 1;   ///< catalogue::CostMeasure
  int axis = 0;      ///< catalogue::CostAxis
  bool map = false;  ///< memory with one block's map stored
  int model = 2;     ///< whose parts are held and run: index in held_models()
};
inline constexpr int kLeastSide = 128, kMostSide = 2048, kLeastText = 77, kMostText = 589;
inline constexpr int kLeastWidth = 256, kMostWidth = 4096, kMostBlocks = 64;

/// The state's numbers as the formulas take them: whole patches, whole heads, within bounds.
catalogue::CostSize size_of(const AttentionCostState& state);

/// Published models with text, whole pipelines.
const std::vector<const catalogue::ModelSpec*>& held_models();
/// Published transformers whose width, blocks and text rows the controls can take over.
const std::vector<const catalogue::ModelSpec*>& models_to_copy();
/// The one whose numbers the state has, or models_to_copy().size().
int copied_model(const AttentionCostState& state);
void copy_numbers(const catalogue::ModelSpec& model, AttentionCostState& state);

const char* title_of(catalogue::TextWay way);  ///< "joint"

struct CostCurve {
  catalogue::TextWay way = catalogue::TextWay::joint;
  std::vector<double> x, y;
};
struct CostMark {
  std::string name;
  double x = 0, y = 0;
};
/// One part of a pipeline, in shares of the whole, 0 to 1.
struct HeldPart {
  std::string name;
  std::int64_t weights = 0, flops = 0;
  double held = 0, run = 0;
  int kind = 0;  ///< 0 a reader, 1 the denoiser, 2 the VAE
};

struct AttentionCostView {
  // cost
  std::vector<CostCurve> curves;
  std::vector<CostMark> published;   ///< whole denoisers, each at its own size
  std::vector<CostMark> crossings;   ///< of joint with self- and cross-attention
  double here = 0;                   ///< the state's place on the axis
  std::vector<CostCurve> here_only;  ///< of each way its one point there
  double low = 0, high = 0;          ///< of the axis
  std::string x_label, y_label;
  std::string summary, crossing_note;
  Table at_size;  ///< all measures of all ways at the state's size

  // held and run
  std::string held_title, held_sentence;
  std::vector<HeldPart> parts;
  Table held_table;

  // machine
  std::vector<CostCurve> head_entries;        ///< x pixels a side, y attention weights of one head
  std::vector<CostCurve> measured, expected;  ///< x pixels a side, y milliseconds a head
  std::string machine_sentence;               ///< empty before anything was measured
  std::string machine_note;
};

AttentionCostView build_view(const AttentionCostState& state, const MachineStudy& machine);

/// The text alternative of the parts on show, whichever tab is open.
std::string describe(const AttentionCostView& view, const ShownParts& shown);
/// Their numbers, one row each: what it is, whose, and its two coordinates.
Table numbers_of(const AttentionCostView& view, const MachineStudy& machine, const ShownParts& shown);

// --- pieces of build_view, one file each ----------------------------------------------------------------------------

void add_costs(const AttentionCostState& state, AttentionCostView& view);
void add_held(const AttentionCostState& state, AttentionCostView& view);
void add_machine(const AttentionCostState& state, const MachineStudy& machine, AttentionCostView& view);

}  // namespace lesson
