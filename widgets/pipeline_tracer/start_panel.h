#pragma once
// The tracer's part "start": a pad to draw on, what the autoencoder makes of it, and how much of the way back to noise
// a run begins. Image to image: StartImage in core/pipeline/run_request.h.

#include "widgets/page/run_desk.h"
#include "widgets/page/shown_picture.h"
#include "widgets/pipeline_tracer/start_pad.h"
#include "widgets/ui/ui.h"

namespace lesson {

struct StartState {
  int start = 0;          ///< 0: noise, 1: the picture
  float strength = 0.6f;  ///< of the way to noise
  int color = 6, brush = 1;
};

class StartPanel {
 public:
  /// `fields` has "start", "strength", "color" and "brush"; `slot` is the page's run or nullptr.
  void draw(ui::Ui& ui, const Fields& fields, StartState& state, const RunSlot* slot);
  /// What is asked of a run.
  StartImage image(const StartState& state) const;
  Result<void> open(std::string_view name, std::span<const std::uint8_t> file, StartState& state);
  /// In words, of the part: where the run starts, and what was drawn.
  std::string describe(const StartState& state) const;

 private:
  void draw_pad(ui::Ui& ui, const StartState& state);
  void draw_tools(ui::Ui& ui, const Fields& fields, StartState& state, const RunSlot* slot);
  void draw_autoencoder(ui::Ui& ui, const RunLog& log);

  StartPad pad_;
  float x_ = kPadSide / 2.0f, y_ = kPadSide / 2.0f;  ///< where keys draw
  ShownPicture drawn_, again_;
};

}  // namespace lesson
