#pragma once
// The step-count widget's view model: what is drawn, said and exported, from state and model alone.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "widgets/step_count/worlds/model.h"
#include "widgets/widget.h"

namespace lesson {

/// One of the two pictures.
struct StepCountSide {
  Sampler sampler = Sampler::flow_euler;
  std::string title;                ///< "Flow matching, Euler"
  std::string cost;                 ///< "28 steps, 28 evaluations"
  std::string place;                ///< "after step 14 of 28: 50 % noise"
  Points now;                       ///< the points at the place shown
  int frame = 0;                    ///< steps already behind it
  std::vector<double> times;        ///< noise share of every level, 1 towards 0
  std::optional<double> detour;     ///< length of the paths over the straight way; when the run is done
  std::optional<double> end_error;  ///< see StudyPoint; absent while unknown or where there is none
  std::optional<double> distribution_error;
  bool has_end = true;  ///< false for ancestral sampling: no exact end to miss
};

/// One line of the plot.
struct StepCountCurve {
  Sampler sampler = Sampler::flow_euler;
  std::string name;
  std::vector<double> x, y;
};

struct StepCountView {
  std::array<StepCountSide, 2> sides;
  std::vector<StepCountCurve> curves;
  std::optional<double> floor;  ///< what true points score; only for the distribution measure
  std::string x_label, y_label;
  double mark = 0;        ///< the chosen count on the plot's axis; 0: none
  std::string plot_note;  ///< why a curve is missing, or what the floor is
  double progress = 0;    ///< of the study, 0 to 1
  std::string summary;    ///< the comparison in two or three sentences
  Table levels;           ///< the sigma list of both families, one row a level
};

StepCountView build_view(const StepCountState& state, const StepCountModel& model);

/// "0.0179", three significant digits.
std::string error_text(double error);
/// "1.80".
std::string ratio_text(double ratio);
/// The text alternative: summary, runs, and at which step count each sampler comes close; of the parts on
/// show. Wants finish().
std::string describe_steps(const StepCountState& state, const StepCountModel& model, const ShownParts& shown = {});
/// Every result known: sampler, steps, evaluations, end_error, distribution_error.
Table study_table(const StepCountModel& model);

/// Near enough to the exact end that points look right: a twentieth of the data's deviation.
inline constexpr double kCloseEnough = 0.05;

}  // namespace lesson
