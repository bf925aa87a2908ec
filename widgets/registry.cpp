#include "widgets/registry.h"

#include "widgets/attention_cost/widget.h"
#include "widgets/attention_quadrants/widget.h"
#include "widgets/block/widget.h"
#include "widgets/conditioning/widget.h"
#include "widgets/encoder_shapes/widget.h"
#include "widgets/flow_playground/widget.h"
#include "widgets/pipeline_tracer/widget.h"
#include "widgets/readers/widget.h"
#include "widgets/step_count/widget.h"
#include "widgets/word_trace/widget.h"

namespace lesson {

namespace {
// An explicit table: static initialisers in a static library are dropped by the linker.
const WidgetInfo kWidgets[] = {
    {"attention-cost", "What attention costs",
     "Self- and cross-attention, joint and single-stream: what each costs at any size, and on this machine.",
     make_attention_cost},
    {"attention-quadrants", "Attention quadrants",
     "All weights of joint attention: who reads whom, how much, and what a cut costs.", make_attention_quadrants,
     R"({"source":"run"})"},
    {"block", "Inside one block",
     "One word and one patch through a block of the live run, down to the cell: weights, gates, identity.", make_block},
    {"conditioning", "Ways to let text in",
     "Six ways to let words meet patches, turning into one another: shapes, costs, and who moves whom.",
     make_conditioning},
    {"encoder-shapes", "Encoder shape calculator",
     "Every tensor from prompt to joint sequence, to scale, for any model and size.", make_encoder_shapes},
    {"flow-playground", "Flow playground",
     "Paths that cross, the field they average to, reflow trained live, and which times are practised.",
     make_flow_playground},
    {"pipeline-tracer", "Pipeline tracer",
     "The tiny SD3 from prompt to picture: every stage, every step, computed here.", make_pipeline_tracer},
    {"readers", "Three readers",
     "CLIP-L, CLIP-G and T5 switched on and off: the picture, whose rows are read, and who reads in which direction.",
     make_readers},
    {"step-count", "How many steps?", "Flow matching and DDPM at 1 to 100 steps in worlds whose exact answer is known.",
     make_step_count, R"({"subject":"tiny-sd3"})"},
    {"word-trace", "A word\u2019s journey",
     "One word's row through the blocks: how far it goes, between which meanings, who writes into it, with cuts.",
     make_word_trace},
};
}  // namespace

std::span<const WidgetInfo> widget_registry() { return kWidgets; }

const WidgetInfo* find_widget(std::string_view id) {
  for (const WidgetInfo& widget : widget_registry()) {
    if (id == widget.id) return &widget;
  }
  return nullptr;
}

}  // namespace lesson
