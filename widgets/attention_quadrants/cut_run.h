#pragma once
// The proof of a cut: the page's run once more, with quadrants taken out, and the two pictures side by side.

#include <optional>
#include <string>
#include <vector>

#include "core/attention/quadrants.h"
#include "widgets/page/run_desk.h"
#include "widgets/ui/ui.h"

namespace lesson {

inline constexpr const char* kCutRun = "quadrants/cut";  ///< its slot at the desk

/// How far two pictures of one size are apart.
struct PictureChange {
  double mean = 0;               ///< mean absolute difference of a channel, share of its full range
  double changed = 0;            ///< share of pixels that differ by more than 1/32 in some channel
  std::vector<float> per_pixel;  ///< [h * w] largest difference of the three channels, 0..1
};
/// nullopt when one is empty or their sizes differ.
std::optional<PictureChange> compare_pictures(const Picture& a, const Picture& b);

/// The page's request with these quadrants cut, in one block or (block < 0) in all.
RunRequest cut_request(const RunRequest& page, const QuadrantCut& cut, int block);

class CutRun {
 public:
  /// Draws the button, the state of the run and, when done, the pictures. Needs a finished page run at the desk.
  void draw(ui::Ui& ui, RunDesk& desk, const QuadrantCut& cut, int block, bool& all_blocks);
  /// For the text alternative; empty while there is nothing to compare.
  std::string describe(const RunDesk& desk) const;

 private:
  struct Shown {  ///< pixels for the ui, made when the pictures change
    std::vector<std::uint8_t> rgba;
    unsigned revision = 0;
    ui::Pixels pixels(const Picture& picture);
    std::size_t stamp = 0;
  };
  Shown before_, after_;
};

}  // namespace lesson
