#pragma once
// The word's journey: one word's row by block and step, how far it is from where it began, where it stands between two
// meanings, who wrote into it, and the same with quadrants cut.

#include <memory>

#include "widgets/page/traced_run.h"
#include "widgets/ui/ui.h"
#include "widgets/word_trace/view.h"

namespace lesson {

class WordTrace final : public Widget {
 public:
  explicit WordTrace(PageState& shared) : shared_(shared) {}

  std::span<const Part> parts() const override;
  Fields fields() override;
  void state_changed() override;
  void draw(ui::Ui& ui) override;
  std::string describe() override;
  Table table() override;

  WordTraceState state;

 private:
  enum Which { plain_run, cut_run, from_run, to_run };
  static constexpr std::size_t kRuns = 4;

  /// The runs wanted now: the page's with the word's row traced, the same with the cut, the two ends of the axis.
  std::array<std::optional<RunRequest>, kRuns> wanted() const;
  WordTraceView view() const;
  void follow_token();
  void draw_head(ui::Ui& ui, const WordTraceView& view);
  void draw_tab(ui::Ui& ui, const WordTraceView& view, WordTab tab);
  void draw_axis(ui::Ui& ui, const WordTraceView& view);
  void draw_cuts(ui::Ui& ui, const WordTraceView& view);

  PageState& shared_;
  std::array<TracedRun, kRuns> traced_;
  int token_ = -1;  ///< the shared token as followed last
};

/// For the registry.
std::unique_ptr<Widget> make_word_trace(PageState& shared);

}  // namespace lesson
