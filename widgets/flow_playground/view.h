#pragma once
// What the flow playground shows, as data and words, one struct a tab. Nothing here draws.

#include <optional>
#include <string>
#include <vector>

#include "widgets/flow_playground/model.h"
#include "widgets/widget.h"

namespace lesson {

struct PairsView {
  int pair = 0;
  Eigen::Vector2d at{0, 0}, velocity{0, 0};  ///< of the chosen pair at t
  Eigen::Vector2d answer{0, 0};              ///< E[v | x, t] there: what the best network says
  std::optional<Meeting> meeting;            ///< with the path that comes nearest going another way
  std::string sentence;                      ///< the pair and its place
  std::string meeting_sentence;
  double angle = 0;  ///< between the pair's direction and the answer, degrees
};

struct FieldView {
  std::string other_title;  ///< "DDIM", "DDPM, ancestral"
  std::string flow_reading, other_reading;
  std::string sentence;  ///< whether and how far the ends are apart
  std::string detour_sentence;
};

struct ReflowView {
  std::string sentence;                     ///< before and after
  std::string status;                       ///< what is being computed
  Table table;                              ///< one row a round
  std::vector<std::vector<double>> losses;  ///< of each round begun
};

struct TimeView {
  bool valid = true;
  std::vector<double> t, density;    ///< 201 times
  std::vector<double> loss_t, loss;  ///< as far as known
  std::vector<double> samples;       ///< 96 of them
  double median = 0.5, middle = 0;   ///< share between 1/4 and 3/4
  double highest = 0;                ///< density to which the picture reaches
  std::string title, sentence, loss_sentence;
};

PairsView pairs_view(const FlowPlaygroundState& state, const FlowPlaygroundModel& model);
FieldView field_view(const FlowPlaygroundState& state, FlowPlaygroundModel& model);
ReflowView reflow_view(const FlowPlaygroundModel& model);
TimeView time_view(const FlowPlaygroundState& state, const FlowPlaygroundModel& model);

/// The text alternative of one tab.
std::string describe(FlowTab tab, const FlowPlaygroundState& state, FlowPlaygroundModel& model);
/// Its numbers.
Table table_of(FlowTab tab, const FlowPlaygroundState& state, FlowPlaygroundModel& model);

}  // namespace lesson
