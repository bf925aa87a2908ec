#pragma once
// Inside one block of the live run, down to the cell: the path of one word and one patch, one weight, the gates over
// the steps, what is left when they are taken to zero, and how many modulation vectors a block makes.

#include <memory>

#include "widgets/block/view.h"
#include "widgets/page/traced_run.h"
#include "widgets/ui/image_map.h"

namespace lesson {

class BlockWidget final : public Widget {
 public:
  explicit BlockWidget(PageState& shared) : shared_(shared) {}

  std::span<const Part> parts() const override;
  Fields fields() override;
  void state_changed() override;
  void draw(ui::Ui& ui) override;
  std::string describe() override;
  Table table() override;

  BlockState state;

 private:
  /// What is to be traced now; nullopt before the page's run has begun.
  std::optional<RunRequest> wanted() const;
  BlockView view() const;
  /// A token chosen in another figure becomes the word or the patch here.
  void follow_token();
  void draw_head(ui::Ui& ui, const BlockView& view);
  void draw_place(ui::Ui& ui, const BlockView& view);
  void draw_tab(ui::Ui& ui, const BlockView& view, BlockTab tab);
  void draw_weight(ui::Ui& ui, const BlockView& view);
  void draw_count(ui::Ui& ui);

  PageState& shared_;
  TracedRun traced_;
  ui::ImageMapView image_keys_;
  int token_ = -1;  ///< the shared token as followed last
  unsigned stamp_ = 0;
  std::vector<float> mapped_;  ///< of the map of patches drawn last
};

/// For the registry.
std::unique_ptr<Widget> make_block(PageState& shared);

}  // namespace lesson
