#pragma once
// The view model of the tiny SD3's pictures at several step counts: grid, distances, cost and what they show in words.

#include <optional>
#include <string>
#include <vector>

#include "widgets/step_count/pictures/model.h"
#include "widgets/widget.h"

namespace lesson {

struct PictureCell {
  enum State { absent, waiting, running, done };
  PictureKey key;
  State state = absent;
  bool end = false;                ///< the many-step picture that the others are compared with
  std::string name;                ///< "Flow matching, Euler, 28 steps"
  std::string label;               ///< "28 steps"
  std::string note;                ///< "0.031", or what is going on until then
  std::string time;                ///< "1.2 s", when done
  double progress = 0;             ///< of a running one
  std::optional<double> distance;  ///< to the end; absent for the end itself and while unknown
  const StepPicture* made = nullptr;
};

struct PictureRow {
  int series = 0;
  std::string title;
  std::vector<PictureCell> cells;  ///< kPictureSteps, then the end
};

struct PictureCurve {
  int series = 0;
  std::string name;
  std::vector<double> x, y;  ///< steps, distance; zero distances are left out
};

struct StepPicturesView {
  std::vector<PictureRow> rows;
  std::vector<PictureCurve> curves;
  int missing = 0;      ///< runs that a press would ask for
  std::string cost;     ///< what a press would cost, before pressing
  std::string status;   ///< what is going on
  std::string problem;  ///< or empty
  std::string about;    ///< which prompt and seed the pictures are of; says so when the wish has changed since
  std::string warning;  ///< weights that are not trained at full size, or empty
  std::string summary;  ///< what the distances show, from the numbers alone
};

/// `page_forward_ms`: of one forward in the page's run, for the cost before anything is measured here; 0: unknown.
StepPicturesView build_view(const StepPictures& pictures, const PictureWish& wish, const RunDesk* desk,
                            double page_forward_ms = 0);

/// Of the parts on show.
std::string describe(const StepPicturesView& view, const ShownParts& shown = {});
/// series, steps, forwards, seconds, distance, sha256 of the picture; one row a finished run.
Table to_table(const StepPictures& pictures);

/// Five of 255 colour levels: below it two pictures of 64 x 64 look alike.
inline constexpr double kPictureClose = 0.02;

/// What large models do, with its source; the small world need not agree.
std::string large_models_note();

}  // namespace lesson
