#include "widgets/flow_playground/view.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/text_format.h"

namespace lesson {

namespace {

constexpr double kDegrees = 180 / std::numbers::pi;

std::string number(double x) { return short_number(x, 3); }

std::string place_text(const Eigen::Vector2d& at) {
  return "(" + fixed_number(at.x(), 2) + ", " + fixed_number(at.y(), 2) + ")";
}

double angle_between(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  const double lengths = a.norm() * b.norm();
  return lengths > 0 ? kDegrees * std::acos(std::clamp(a.dot(b) / lengths, -1.0, 1.0)) : 0;
}

}  // namespace

PairsView pairs_view(const FlowPlaygroundState& state, const FlowPlaygroundModel& model) {
  const Pairs& pairs = model.pairs();
  PairsView view;
  view.pair = std::clamp(state.pair, 0, pairs.size() - 1);
  const double t = std::clamp(static_cast<double>(state.t), 0.0, 1.0);
  view.at = pairs.at(view.pair, t);
  view.velocity = pairs.velocity(view.pair);
  Points x(1, 2);
  x.row(0) = view.at.transpose();
  // At t = 0 the point is the data itself, and the direction's mean is that of its noise: 0 less the point.
  view.answer = model.world().velocity(x, std::max(t, 1e-3)).row(0).transpose();
  view.angle = angle_between(view.velocity, view.answer);
  view.meeting = nearest_meeting(pairs, view.pair);
  const Eigen::Vector2d data = pairs.data.row(view.pair), noise = pairs.noise.row(view.pair);
  view.sentence = "Pair " + std::to_string(view.pair + 1) + " goes straight from its data point " + place_text(data) +
                  " to its noise " + place_text(noise) + ". At t = " + fixed_number(t, 2) + " the best answer points " +
                  fixed_number(view.angle, 0) + "\u00B0 away from its own direction, at " +
                  fixed_number(100 * view.answer.norm() / std::max(view.velocity.norm(), 1e-9), 0) +
                  " % of its speed: the mean over all pairs that may stand here.";
  if (view.meeting)
    view.meeting_sentence = "At t = " + fixed_number(view.meeting->t, 2) + " pair " +
                            std::to_string(view.meeting->second + 1) + " passes " + number(view.meeting->distance) +
                            " from it, going " + fixed_number(kDegrees * view.meeting->angle, 0) +
                            "\u00B0 another way. A network sees the place and the time, not the pair.";
  else
    view.meeting_sentence = "No other pair crosses its path.";
  return view;
}

FieldView field_view(const FlowPlaygroundState& state, FlowPlaygroundModel& model) {
  const FieldRuns& runs = model.field();
  const bool ancestral = state.rule == 1, same = state.levels == 0 && !ancestral;
  FieldView view;
  view.other_title = ancestral ? "DDPM, ancestral" : "DDIM";
  view.flow_reading = "misses the exact ends by " + number(runs.flow_miss) + "; these steps go " +
                      fixed_number(runs.flow_detour, 2) + " \u00D7 the straight way";
  view.other_reading = (ancestral ? "fresh noise in every step: no exact end to miss"
                                  : "misses the exact ends by " + number(runs.other_miss)) +
                       "; these steps go " + fixed_number(runs.other_detour, 2) + " \u00D7 the straight way";
  const std::string steps = counted(std::clamp(state.steps, 1, kMostFlowSteps), "step") + " each: ";
  if (same)
    view.sentence = steps +
                    "on the same noise levels Euler and DDIM end in the same place, no point further apart than " +
                    number(runs.apart) + ". A step of the one is a step of the other, in other units.";
  else if (ancestral)
    view.sentence = steps +
                    "DDPM throws fresh noise at every step, so the same start ends elsewhere every time; here up to " +
                    number(runs.apart) + " from flow matching\u2019s end.";
  else
    view.sentence = steps + "each on its own noise levels they end up to " + number(runs.apart) +
                    " apart. What differs is where the steps lie, and that the DDPM schedule starts with some data in "
                    "its noise.";
  view.detour_sentence = "The real trajectories are one flow in two units: " + fixed_number(runs.fine_detour, 2) +
                         " \u00D7 the straight way in flow matching\u2019s, " +
                         fixed_number(runs.fine_detour_diffusion, 2) + " \u00D7 in diffusion\u2019s.";
  return view;
}

ReflowView reflow_view(const FlowPlaygroundModel& model) {
  ReflowView view;
  view.table.columns = {"round",
                        "pairs",
                        "one step errs by",
                        "straightness",
                        "detour",
                        "one step from the data",
                        "many steps from the data"};
  static constexpr const char* kPairsOf[] = {"independent", "the exact flow\u2019s", "round 1\u2019s"};
  const auto& reflow = model.reflow();
  if (!reflow) {
    view.sentence = "Nothing is trained before you ask.";
    return view;
  }
  const ReflowResult *first = nullptr, *last = nullptr;
  for (std::size_t k = 0; k < reflow->rounds().size(); ++k) {
    const ReflowRound& round = reflow->rounds()[k];
    view.losses.push_back(round.losses);
    if (!round.result) continue;
    const ReflowResult& result = *round.result;
    first = first ? first : &result;
    last = &result;
    view.table.rows.push_back({std::to_string(k), kPairsOf[k], number(result.one_step_error),
                               number(result.straightness), fixed_number(result.detour, 2),
                               number(result.one_step_distribution), number(result.fine_distribution)});
  }
  if (!reflow->done())
    view.status = "Round " + std::to_string(reflow->round()) + ": " + std::string(reflow->doing()) + ", " +
                  fixed_number(100 * reflow->progress(), 0) + " % of all.";
  if (!first)
    view.sentence = "Round 0 learns the averaged field from independent pairs.";
  else if (first == last)
    view.sentence = "Before reflow one step errs by " + number(first->one_step_error) + ": the field bends.";
  else
    view.sentence = "One step errs by " + number(first->one_step_error) + " before reflow and by " +
                    number(last->one_step_error) + " after " +
                    counted(static_cast<int>(view.table.rows.size()) - 1, "round") +
                    "; straightness (0 is straight) goes from " + number(first->straightness) + " to " +
                    number(last->straightness) + ".";
  if (const auto floor = reflow->floor(); floor && first)
    view.status += (view.status.empty() ? "" : " ") + ("As many true points are " + number(*floor) + " from the data.");
  return view;
}

std::string describe(FlowTab tab, const FlowPlaygroundState& state, FlowPlaygroundModel& model) {
  std::string text = "In \u201C" + model.world().title() + "\u201D: ";
  switch (tab) {
    case FlowTab::pairs: {
      const PairsView view = pairs_view(state, model);
      return text + view.sentence + " " + view.meeting_sentence;
    }
    case FlowTab::field: {
      const FieldView view = field_view(state, model);
      return text + view.sentence + " Flow matching " + view.flow_reading + ". " + view.other_title + " " +
             view.other_reading + ". " + view.detour_sentence;
    }
    case FlowTab::reflow: {
      const ReflowView view = reflow_view(model);
      return text + view.sentence + (view.status.empty() ? "" : " " + view.status);
    }
    case FlowTab::time: break;
  }
  const TimeView view = time_view(state, model);
  return text + view.sentence + " " + view.loss_sentence;
}

namespace {

void add_frames(const char* family, const std::vector<Points>& frames, Table& table) {
  for (std::size_t k = 0; k < frames.size(); ++k)
    for (Eigen::Index i = 0; i < frames[k].rows(); ++i)
      table.rows.push_back(
          {family, std::to_string(k), std::to_string(i), short_number(frames[k](i, 0)), short_number(frames[k](i, 1))});
}

}  // namespace

Table table_of(FlowTab tab, const FlowPlaygroundState& state, FlowPlaygroundModel& model) {
  Table table;
  switch (tab) {
    case FlowTab::pairs:
      table.columns = {"pair", "data_x", "data_y", "noise_x", "noise_y"};
      for (int i = 0; i < model.pairs().size(); ++i)
        table.rows.push_back({std::to_string(i + 1), short_number(model.pairs().data(i, 0)),
                              short_number(model.pairs().data(i, 1)), short_number(model.pairs().noise(i, 0)),
                              short_number(model.pairs().noise(i, 1))});
      return table;
    case FlowTab::field:
      table.columns = {"sampler", "step", "point", "x", "y"};
      add_frames("flow matching", model.field().flow, table);
      add_frames(state.rule == 1 ? "ddpm" : "ddim", model.field().other, table);
      return table;
    case FlowTab::reflow:
      table = reflow_view(model).table;
      if (table.rows.empty()) table.rows.push_back({"0", "independent", "", "", "", "", ""});
      return table;
    case FlowTab::time: break;
  }
  const TimeView view = time_view(state, model);
  table.columns = {"quantity", "t", "value"};
  for (std::size_t i = 0; i < view.t.size(); ++i)
    table.rows.push_back({"density", short_number(view.t[i]), short_number(view.density[i])});
  for (std::size_t i = 0; i < view.loss.size(); ++i)
    table.rows.push_back({"smallest possible loss", short_number(view.loss_t[i]), short_number(view.loss[i])});
  return table;
}

}  // namespace lesson
