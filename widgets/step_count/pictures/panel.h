#pragma once
// The tiny SD3 at several step counts, inside the step-count widget: prompt, what to compute and at which cost, the
// grid of pictures, their distances. Nothing runs before the learner presses Run.

#include <string>

#include "widgets/page/page_state.h"
#include "widgets/state/field.h"
#include "widgets/step_count/pictures/draw.h"
#include "widgets/widget.h"

namespace lesson {

/// Plain data; prompt and seed are shared with the other widgets (PageState).
struct StepPicturesState {
  float guidance = 2;
  std::array<bool, kSeries> on = PictureWish{}.on;
};

class StepPicturesPanel {
 public:
  explicit StepPicturesPanel(PageState& shared) : shared_(shared) {}
  ~StepPicturesPanel();
  StepPicturesPanel(const StepPicturesPanel&) = delete;
  StepPicturesPanel& operator=(const StepPicturesPanel&) = delete;

  /// To be put behind the widget's own.
  Fields fields();
  /// Takes over what was set through the fields.
  void fields_changed();
  void draw(ui::Ui& ui);
  std::string describe(const ShownParts& shown = {});
  Table table();

  PictureWish wish() const;
  StepPicturesView view();
  const StepPictures& pictures() const { return pictures_; }
  StepPicturesState state;

 private:
  void draw_request(ui::Ui& ui, const StepPicturesView& view);
  void draw_distance(ui::Ui& ui, const StepPicturesView& view);

  PageState& shared_;
  StepPictures pictures_;
  PictureGrid grid_;
};

}  // namespace lesson
