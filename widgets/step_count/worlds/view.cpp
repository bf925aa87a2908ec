#include "widgets/step_count/worlds/view.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/text_format.h"

namespace lesson {

namespace {

/// How far into the run, in steps.
double place_of(const StepCountState& state, const RecordedRun& run) {
  const double steps = static_cast<double>(run.levels.size()) - 1;
  const double wanted = std::clamp(static_cast<double>(state.progress), 0.0, 1.0) * steps;
  return std::min(wanted, static_cast<double>(run.frames.size()) - 1);  // while computing: as far as it has come
}

/// Between two recorded steps the points move straight, as Euler's own do.
Points points_at(const RecordedRun& run, double place) {
  const auto before = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(before);
  if (before + 1 >= run.frames.size() || part == 0.0) return run.frames[std::min(before, run.frames.size() - 1)];
  return (1.0 - part) * run.frames[before] + part * run.frames[before + 1];
}

/// Summed length of all paths over the summed distance from start to end.
double detour_of(const RecordedRun& run) {
  double length = 0.0;
  for (std::size_t k = 0; k + 1 < run.frames.size(); ++k)
    length += (run.frames[k + 1] - run.frames[k]).rowwise().norm().sum();
  const double straight = (run.frames.back() - run.frames.front()).rowwise().norm().sum();
  return straight > 0.0 ? length / straight : 1.0;
}

StepCountSide build_side(const StepCountState& state, const StepCountModel& model, Side which) {
  const RecordedRun& run = model.run(which);
  const double place = place_of(state, run);
  StepCountSide side;
  side.sampler = run.spec.sampler;
  side.title = title_of(run.spec.sampler);
  side.cost = counted(run.spec.steps, "step") + ", " + counted(evaluations(run.spec), "evaluation");
  side.frame = static_cast<int>(place);
  side.now = points_at(run, place);
  for (const PathPoint level : run.levels) side.times.push_back(straight_time(level));
  const auto at = static_cast<std::size_t>(side.frame);
  side.place = side.frame == 0
                   ? "at the start: "
                   : "after step " + std::to_string(side.frame) + " of " + std::to_string(run.spec.steps) + ": ";
  side.place += fixed_number(100 * side.times[at], 0) + " % noise";
  if (run.done()) side.detour = detour_of(run);
  side.has_end = is_deterministic(run.spec);
  if (const StudyPoint* point = model.study().find(run.spec.sampler, run.spec.steps)) {
    side.end_error = point->end_error;
    side.distribution_error = point->distribution_error;
  }
  return side;
}

StepCountCurve build_curve(const StepCountState& state, const StepCountModel& model, Sampler sampler) {
  StepCountCurve curve;
  curve.sampler = sampler;
  curve.name = title_of(sampler);
  for (const StudyPoint& point : model.study().curve(sampler)) {
    if (point.steps > kMostSteps || (state.measure == 0 && !point.end_error)) continue;
    curve.x.push_back(state.cost == 1 ? point.evaluations : point.steps);
    curve.y.push_back(state.measure == 0 ? *point.end_error : point.distribution_error);
  }
  return curve;
}

void build_plot(const StepCountState& state, const StepCountModel& model, StepCountView& view) {
  for (const Sampler sampler : kSamplers)
    if (StepCountCurve curve = build_curve(state, model, sampler); !curve.x.empty())
      view.curves.push_back(std::move(curve));
  view.x_label = state.cost == 1 ? "evaluations of the field" : "steps";
  view.y_label = state.measure == 1 ? "distance to the true distribution" : "distance to the exact end";
  if (state.cost == 0) view.mark = state.steps;
  if (state.measure == 1) {
    view.floor = model.study().floor();
    view.plot_note = "Dashed: what " + std::to_string(StepStudy::kPoints) +
                     " points truly drawn from this world score. Below it, nothing can be told apart.";
  } else {
    view.plot_note =
        "Ancestral DDPM adds fresh noise in every step, so its points have no exact end to miss: choose the "
        "distance to the distribution to see it.";
  }
}

/// "Flow matching, Euler misses the exact ends by 0.0179 and is 0.0784 from the true distribution".
std::string error_sentence(const StepCountSide& side) {
  if (!side.distribution_error || (side.has_end && !side.end_error)) return side.title + " is being computed";
  const std::string ends =
      side.has_end ? " misses the exact ends by " + error_text(*side.end_error) : " has no exact ends";
  return side.title + ends + " and is " + error_text(*side.distribution_error) + " from the true distribution";
}

std::string summary_of(const StepCountState& state, const StepCountModel& model, const StepCountView& view) {
  const StepCountSide &flow = view.sides[flow_side], &ddpm = view.sides[ddpm_side];
  std::string text = counted(state.steps, "step") + " in \u201C" + world_of(state).title() +
                     "\u201D: " + error_sentence(flow) + "; " + error_sentence(ddpm) + ".";
  if (const auto floor = model.study().floor()) text += " As many true points are " + error_text(*floor) + " from it.";
  if (flow.detour && ddpm.detour)
    text += " Flow matching\u2019s paths are " + ratio_text(*flow.detour) +
            " times as long as straight lines, the DDPM schedule\u2019s " + ratio_text(*ddpm.detour) + " times.";
  return text;
}

Table level_table(const StepCountView& view) {
  Table table{{"level", "flow sigma", "DDPM noise share"}, {}};
  for (std::size_t k = 0; k < view.sides[0].times.size(); ++k)
    table.rows.push_back(
        {std::to_string(k), fixed_number(view.sides[0].times[k], 4), fixed_number(view.sides[1].times[k], 4)});
  return table;
}

/// The fewest steps of the grid from which on the sampler stays close enough.
std::string close_enough(const StepCountModel& model, Sampler sampler) {
  const StudyPoint* found = nullptr;
  for (const StudyPoint& point : model.study().curve(sampler)) {
    if (!point.end_error || *point.end_error > kCloseEnough)
      found = nullptr;
    else if (!found)
      found = model.study().find(sampler, point.steps);
  }
  if (!found) return "not within " + std::to_string(kMostSteps) + " steps";
  return "from " + counted(found->steps, "step") + " (" + counted(found->evaluations, "evaluation") + ") on";
}

}  // namespace

std::string ratio_text(double ratio) { return fixed_number(ratio, 2); }

std::string error_text(double error) {
  if (error >= 0.001) return short_number(error, 3);
  char text[16];
  std::snprintf(text, sizeof text, "%.1e", error);
  return text;
}

StepCountView build_view(const StepCountState& state, const StepCountModel& model) {
  StepCountView view;
  for (const Side side : {flow_side, ddpm_side})
    view.sides[static_cast<std::size_t>(side)] = build_side(state, model, side);
  build_plot(state, model, view);
  view.progress = model.study().progress();
  view.summary = summary_of(state, model, view);
  view.levels = level_table(view);
  return view;
}

std::string describe_steps(const StepCountState& state, const StepCountModel& model, const ShownParts& shown) {
  const StepCountView view = build_view(state, model);
  std::string text = view.summary;
  if (shown.any("error") && model.study().done()) {
    text += " To come within " + error_text(kCloseEnough) + " of the exact ends and stay there:";
    const char* separator = " ";
    for (const Sampler sampler : {Sampler::flow_euler, Sampler::flow_heun, Sampler::ddim}) {
      text += separator + std::string(title_of(sampler)) + " " + close_enough(model, sampler);
      separator = "; ";
    }
    text += ".";
  }
  return text + " The fields here are exact: every difference comes from the sampler, none from a network.";
}

Table study_table(const StepCountModel& model) {
  Table table{{"sampler", "steps", "evaluations", "end_error", "distribution_error"}, {}};
  for (const Sampler sampler : kSamplers)
    for (const StudyPoint& point : model.study().curve(sampler))
      table.rows.push_back({std::string(name_of(sampler)), std::to_string(point.steps),
                            std::to_string(point.evaluations), point.end_error ? short_number(*point.end_error) : "",
                            short_number(point.distribution_error)});
  return table;
}

}  // namespace lesson
