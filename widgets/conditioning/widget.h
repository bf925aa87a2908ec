#pragma once
// Ways to let text in: the same five words and sixteen patches through six kinds of block. One control turns one into
// another; shapes, softmaxes, weights and work follow; a small live stack is asked who moves whom and how far the
// words' rows come; and the page's trained arms paint the same prompt from the same noise.

#include <memory>
#include <optional>
#include <vector>

#include "widgets/conditioning/scene.h"
#include "widgets/conditioning/view.h"
#include "widgets/page/page_state.h"
#include "widgets/page/run_desk.h"
#include "widgets/page/shown_picture.h"

namespace lesson {

class Conditioning final : public Widget {
 public:
  explicit Conditioning(PageState& shared) : shared_(shared) {}

  std::span<const Part> parts() const override;
  Fields fields() override;
  void state_changed() override;
  void draw(ui::Ui& ui) override;
  std::string describe() override;
  Table table() override;
  bool animating() const override;

  /// What pressing Run asks of an arm.
  RunRequest request(const TrainedArm& arm) const;
  ConditioningState state;

 private:
  EntryStudy& study();
  void study_a_little();
  void draw_reference(ui::Ui& ui, const ConditioningView& view);
  ConditioningView view_now();
  ConditioningView finished_view();
  void draw_way(ui::Ui& ui, const ConditioningView& view);
  void draw_numbers(ui::Ui& ui, const ConditioningView& view);
  void draw_pictures(ui::Ui& ui, const ConditioningView& view);
  void draw_arm(ui::Ui& ui, const ConditioningView& view, std::size_t arm);
  bool painting() const;

  PageState& shared_;

  std::optional<EntryStudy> study_;
  float study_scale_ = -1;
  std::string study_reference_;  ///< sha256 of the picture it was made with
  ShownPicture reference_;
  int shown_way_ = -1;  ///< towards which the drawing moves
  float moved_ = 1;     ///< share of the way there
  bool moving_ = false;
  Scene from_, now_;
  float scene_width_ = 0;
  std::vector<ShownPicture> pictures_{trained_arms().size()};
};

/// For the registry.
std::unique_ptr<Widget> make_conditioning(PageState& shared);

}  // namespace lesson
