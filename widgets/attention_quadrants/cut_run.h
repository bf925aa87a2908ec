#pragma once
// The proof of a cut: the page's run once more, with quadrants taken out, and the two pictures side by side.

#include <string>

#include "core/attention/quadrants.h"
#include "core/pipeline/picture_change.h"
#include "widgets/page/run_desk.h"
#include "widgets/page/shown_picture.h"
#include "widgets/ui/ui.h"

namespace lesson {

inline constexpr const char* kCutRun = "quadrants/cut";  ///< its slot at the desk

/// The page's request with these quadrants cut, in one block or (block < 0) in all.
RunRequest cut_request(const RunRequest& page, const QuadrantCut& cut, int block);

class CutRun {
 public:
  /// Draws the button, the state of the run and, when done, the pictures. Needs a finished page run at the desk.
  void draw(ui::Ui& ui, RunDesk& desk, const QuadrantCut& cut, int block, bool& all_blocks);
  /// For the text alternative; empty while there is nothing to compare.
  std::string describe(const RunDesk& desk) const;

 private:
  void draw_pictures(ui::Ui& ui, const RunLog& page, const RunLog& again, const PictureChange& change);
  ShownPicture before_, after_;
};

}  // namespace lesson
