#pragma once
// The three readers: switch their rows and pooled vectors on and off, see the picture with and without them, what its
// patches read of whose rows, what was measured so, how alike the words are to each reader, and that a CLIP row was
// made before the later words were read.

#include <memory>
#include <string>
#include <vector>

#include "widgets/page/page_state.h"
#include "widgets/page/run_desk.h"
#include "widgets/page/shown_picture.h"
#include "widgets/readers/view.h"

namespace lesson {

inline constexpr const char *kAllReadersRun = "readers/all", *kTextRun = "readers/text",
                            *kChangedRun = "readers/changed";  ///< slots at the desk

class Readers final : public Widget {
 public:
  explicit Readers(PageState& shared) : shared_(shared) {}

  std::span<const Part> parts() const override;
  Fields fields() override;
  void state_changed() override;
  void draw(ui::Ui& ui) override;
  std::string describe() override;
  Table table() override;
  bool animating() const override { return shows("given") && !given_known(); }

  /// What pressing Run asks for: the page's run with the present switches.
  RunRequest request() const;
  ReadersState state;

 private:
  /// What a text is read for: one step, no record; its start says what the readers gave.
  RunRequest reading_of(const std::string& prompt) const;
  void run();
  void keep_whole_picture();
  std::shared_ptr<const RunLog> page_log() const;
  const RunLog* log_of(const char* slot, const std::string& prompt) const;
  const RunLog* text_log() const;
  /// The picture of that request with all readers; nullptr before there is one.
  const Picture* whole_of(const RunRequest& request) const;
  ReadersView view() const;
  bool given_known() const;
  void work();
  void draw_switches(ui::Ui& ui, const ReadersView& view);
  void draw_run(ui::Ui& ui);
  void draw_pictures(ui::Ui& ui, const ReadersView& view);
  void draw_given_panel(ui::Ui& ui, const ReadersView& view);
  void draw_vectors(ui::Ui& ui, const ReadersView& view);
  void draw_order(ui::Ui& ui, const ReadersView& view);

  PageState& shared_;

  /// A picture with all readers, kept while the page's run is one without some.
  struct Kept {
    RunRequest request;
    Picture picture;
  };
  std::optional<Kept> whole_;

  /// What was worked out of a step of a run, one block a frame.
  struct Work {
    std::weak_ptr<const RunLog> log;
    int step = -1;
    std::vector<std::optional<Given>> blocks;
  } work_;

  ShownPicture with_, without_;
};

/// For the registry.
std::unique_ptr<Widget> make_readers(PageState& shared);

}  // namespace lesson
