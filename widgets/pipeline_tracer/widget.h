#pragma once
// The lesson's 13 steps from prompt to picture, as the tiny SD3 walks them: ask for a run, choose a stage, scrub the
// denoising loop. All widgets on the page look at the same run.

#include <map>
#include <memory>
#include <string>

#include "widgets/page/page_state.h"
#include "widgets/pipeline_tracer/start_panel.h"
#include "widgets/pipeline_tracer/view.h"
#include "widgets/widget.h"

namespace lesson {

/// Plain data; the prompt, the seed and the step shown are shared with the other widgets (PageState).
struct PipelineTracerState {
  int steps = 28;
  float guidance = 2;
  int model = 0;                                 ///< ModelKind
  int sampler = 0;                               ///< RunSampler; where it does not fit the model, the model's usual
  bool clip_l = true, clip_g = true, t5 = true;  ///< encoders switched on
  int stage = 13;                                ///< 1 .. 13
  float guidance_shown = 0;                      ///< tried on the half-steps that are there; 0: the run's own
  StartState start;
};

class PipelineTracer final : public Widget {
 public:
  explicit PipelineTracer(PageState& shared) : shared_(shared) {}

  std::span<const Part> parts() const override;
  Fields fields() override;
  void state_changed() override;
  void draw(ui::Ui& ui) override;
  std::string describe() override;
  Table table() override;
  Result<void> open_file(std::string_view name, std::span<const std::uint8_t> bytes) override;

  /// What pressing Run asks for.
  RunRequest request() const;
  ModelKind model() const;     ///< by whichever of its names
  RunSampler sampler() const;  ///< the chosen one, or the model's usual where that does not fit
  PipelineTracerState state;

 private:
  TracerView view() const;
  const RunSlot* slot() const;
  void draw_request(ui::Ui& ui, const TracerView& view);
  void draw_model(ui::Ui& ui);
  void draw_run(ui::Ui& ui, const TracerView& view);
  void draw_start(ui::Ui& ui, const TracerView& view);
  void draw_halves(ui::Ui& ui, const TracerView& view);
  void draw_stages(ui::Ui& ui, const TracerView& view);
  void draw_stage(ui::Ui& ui, const TracerView& view);
  void draw_loop(ui::Ui& ui, const TracerView& view);
  void draw_pictures(ui::Ui& ui, const std::vector<TracerPicture>& pictures, float limit);
  void draw_picture(ui::Ui& ui, const TracerPicture& picture, float width, float limit);

  PageState& shared_;
  StartPanel start_;

  /// Colour pictures as drawn last: sent to the graphics card again only when their bytes change.
  struct Shown {
    std::vector<std::uint8_t> rgba;
    unsigned revision = 0;
  };
  std::map<std::string, Shown> shown_;
};

/// For the registry.
std::unique_ptr<Widget> make_pipeline_tracer(PageState& shared);

}  // namespace lesson
