#include "widgets/pipeline_tracer/view.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/catalogue/thirteen_steps.h"
#include "core/text_format.h"
#include "widgets/page/prompt_box.h"

namespace lesson {

namespace {

std::string number_text(const char* format, double value) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

TracerPicture numbers(std::string label, const MatrixRM& from) {
  TracerPicture picture{.label = std::move(label),
                        .description = {},
                        .rows = static_cast<int>(from.rows()),
                        .cols = static_cast<int>(from.cols()),
                        .values = {},
                        .rgba = {}};
  picture.values.assign(from.data(), from.data() + from.size());
  return picture;
}

/// One map a channel of a latent [C, h*w].
std::vector<TracerPicture> channels(const std::string& label, const MatrixRM& latent, int height, int width) {
  std::vector<TracerPicture> pictures;
  for (Eigen::Index c = 0; c < latent.rows(); ++c) {
    TracerPicture& picture = pictures.emplace_back();
    picture.label = label + ", channel " + std::to_string(c + 1);
    picture.rows = height;
    picture.cols = width;
    picture.values.assign(latent.row(c).data(), latent.row(c).data() + latent.cols());
  }
  return pictures;
}

TracerPicture colours(std::string label, const Picture& from) {
  TracerPicture picture{
      .label = std::move(label), .description = {}, .rows = from.height, .cols = from.width, .values = {}, .rgba = {}};
  for (std::size_t i = 0; i + 2 < from.rgb.size(); i += 3) {
    picture.rgba.insert(picture.rgba.end(), {from.rgb[i], from.rgb[i + 1], from.rgb[i + 2], 255});
  }
  return picture;
}

/// Two digits that say something, however short it took.
std::string ms_text(double ms) { return number_text(ms >= 10 ? "%.0f ms" : ms >= 1 ? "%.1f ms" : "%.2g ms", ms); }

/// Where colours end: the few largest numbers may go beyond, or they would leave all others without colour.
float colour_limit(const std::vector<TracerPicture>& pictures) {
  std::vector<float> sizes;
  for (const TracerPicture& picture : pictures) {
    for (const float value : picture.values) {
      if (std::isfinite(value)) sizes.push_back(std::fabs(value));
    }
  }
  if (sizes.empty()) return 0;
  const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(sizes.size() - 1));
  std::nth_element(sizes.begin(), at, sizes.end());
  return std::max(*at, 1e-6f);
}

void name_rows(TracerView& view, bool joint) {
  for (int number = 1; number <= kStages; ++number) {
    const Stage& about = stage(number, joint);
    view.rows[static_cast<std::size_t>(number) - 1] = {number, about.name, about.title, {}, {}, {}, about.lesson};
  }
}

void fill_rows(TracerView& view, const RunLog& log) {
  name_rows(view, log.shape().joint());
  if (objective_of(log.shape().kind) != Objective::velocity) {
    view.rows[9].name = "Patches become what the model predicts";
    view.rows[9].title = "Patches \u2192 prediction";
  }
  for (std::size_t i = 0; i < kStages; ++i) {
    const RunStage& stage = log.stages()[i];
    TracerRow& row = view.rows[i];
    row.shape = shape_text(stage.shape);
    if (stage.tensor.size() > 0) row.ms = ms_text(stage.ms);
    if (stage.parameters > 0) row.parameters = with_commas(stage.parameters);
  }
}

/// The joint tokens that go with the chosen one: a word's rows in both readers, or itself.
std::vector<int> tokens_of_choice(const RunLog& log, int token) {
  const TextRows rows = log.shape().text_rows();
  const int word = rows.word_at(token);
  return token >= log.shape().context || word < 0 || word >= log.words() ? std::vector{token} : rows.of_word(word);
}

/// Where the tensor of a stage begins in the joint sequence: readers' rows, image patches, or all.
int first_token(const RunLog& log, int number, int rows) {
  const TextRows text = log.shape().text_rows();
  if (number == 3) return text.t5 > 0 ? text.clip : 0;
  return number > 3 && rows == log.shape().image_tokens() ? log.shape().context : 0;
}

std::vector<int> marked_rows(const RunLog& log, int number, int rows, int token) {
  std::vector<int> marked;
  if (number == 4) return marked;  // a vector
  for (const int one : tokens_of_choice(log, token)) {
    const int row = one - first_token(log, number, rows);
    if (row >= 0 && row < rows) marked.push_back(row);
  }
  return marked;
}

/// "Row 3: “cat”", "Rows 3 and 36: “cat” (CLIP, T5)"
std::string token_words(const RunLog& log, const std::vector<int>& rows, int token) {
  const int text = log.shape().context;
  const std::string label = token < text ? shown_label(log.labels()[static_cast<std::size_t>(token)])
                                         : "patch " + std::to_string(token - text + 1);
  const std::string quoted = ": \u201C" + label + "\u201D";
  if (rows.size() < 2) return "Row " + std::to_string(rows[0] + 1) + quoted;
  return "Rows " + std::to_string(rows[0] + 1) + " and " + std::to_string(rows[1] + 1) + quoted + " (CLIP, T5)";
}

const char* predicted(const RunLog& log) {
  constexpr std::array kWhat = {"Predicted velocity", "Predicted noise", "Predicted v"};
  return kWhat[static_cast<std::size_t>(objective_of(log.shape().kind))];
}

void fill_stage(TracerView& view, const RunLog& log, int number, int token) {
  const RunStage& stage = log.stages()[static_cast<std::size_t>(number) - 1];
  const LatentShape& latent = log.shape().latent;
  if (number >= 6 && number <= 12) view.time_label = "Time in all steps";
  if (number == kStages) {
    if (log.finished()) view.stage.push_back(colours("The picture", log.picture()));
  } else if (stage.tensor.size() == 0) {
    return;
  } else if (number >= 10) {
    view.stage = channels(number == 10 ? predicted(log) : "Latent", stage.tensor, latent.height, latent.width);
  } else {
    TracerPicture& picture = view.stage.emplace_back(
        numbers(stage.tensor.rows() == 1 ? "Its channels, from first to last" : "Rows are tokens, columns are channels",
                stage.tensor));
    if (token >= 0) picture.marked = marked_rows(log, number, picture.rows, token);
    if (!picture.marked.empty()) view.token = token_words(log, picture.marked, token);
  }
  view.stage_limit = colour_limit(view.stage);
}

void fill_halves(TracerView& view, const RunLog& log, const LoggedStep& shown, double guidance) {
  const double own = log.request().guidance;
  view.guidance_shown = guidance > 0 ? guidance : own;
  const LatentShape& latent = log.shape().latent;
  const auto first = [&](std::string label, const MatrixRM& from) {
    view.halves.push_back(channels("", from, latent.height, latent.width)[0]);
    view.halves.back().label = std::move(label);
  };
  const std::string number = plain_number(view.guidance_shown);
  const MatrixRM difference = shown.with_prompt - shown.without_prompt;
  first("With the prompt", shown.with_prompt);
  first("Without it", shown.without_prompt);
  first("Difference", difference);
  first("With guidance " + number, shown.without_prompt + static_cast<float>(view.guidance_shown) * difference);
  view.halves_label =
      std::string(predicted(log)) + " = without + " + number + " \u00D7 difference: two forwards for one prediction.";
  if (view.guidance_shown != own) view.halves_label += " This run took " + plain_number(own) + ".";
}

void fill_loop(TracerView& view, const RunLog& log, int step, double guidance) {
  view.steps = log.steps_done();
  if (view.steps == 0) return;
  view.step = std::clamp(step, 0, view.steps - 1);
  const LoggedStep& shown = log.steps()[static_cast<std::size_t>(view.step)];
  view.step_label = "Step " + std::to_string(view.step + 1) + " of " + std::to_string(log.request().steps) +
                    number_text(", t = %.2f", shown.t);
  if (shown.latent.size() == 0) return;  // a run without a record sends times alone
  const LatentShape& latent = log.shape().latent;
  const auto first = [&](const char* label, const MatrixRM& from) {
    TracerPicture picture = channels(label, from, latent.height, latent.width)[0];
    picture.label = label;
    return picture;
  };
  view.loop = {first("Latent", shown.latent), first(predicted(log), shown.prediction),
               first("Predicted x0", shown.clean), colours("Predicted x0, decoded", shown.preview)};
  view.loop_limit = colour_limit(view.loop);
  if (shown.with_prompt.size() > 0) fill_halves(view, log, shown, guidance);
}

std::string status_of(const RunSlot* slot, const RunDesk& desk) {
  if (!desk.available()) return "No trained model here: this page or program came without its weights.";
  if (!slot || slot->phase == RunPhase::empty) return "Press Run: the model computes on your own machine.";
  if (slot->phase == RunPhase::waiting && desk.loaded() < 1) {
    return "Loading the model, " + number_text("%.0f %%", 100 * desk.loaded());
  }
  const RunLog* log = slot->log.get();
  switch (slot->phase) {
    case RunPhase::waiting: return "Starting";
    case RunPhase::running:
      return "Step " + std::to_string(log->steps_done()) + " of " + std::to_string(log->request().steps);
    case RunPhase::stopped: return "Stopped after " + std::to_string(log->steps_done()) + " steps";
    case RunPhase::done:
      return "Done in " + number_text("%.2f s", log->ms_total() / 1000) + ", " + std::to_string(log->steps_done()) +
             " steps";
    default: return {};
  }
}

}  // namespace

TracerView build_tracer_view(const RunSlot* slot, const RunDesk& desk, const TracerChoice& choice) {
  TracerView view;
  view.phase = slot ? slot->phase : RunPhase::empty;
  view.status = status_of(slot, desk);
  if (slot) view.problem = slot->problem;
  const int chosen = std::clamp(choice.stage, 1, kStages);
  view.stage_note = lesson::stage(chosen).note;
  view.time_label = "Time";
  name_rows(view, true);
  const RunLog* log = slot ? slot->log.get() : nullptr;
  if (!log || !log->started()) return view;
  view.started = true;
  view.words = words_not_understood(*log);
  view.progress = static_cast<double>(log->steps_done()) / log->request().steps;
  fill_rows(view, *log);
  view.stage_note = lesson::stage(chosen, log->shape().joint()).note;
  fill_stage(view, *log, chosen, choice.token);
  fill_loop(view, *log, choice.step, choice.guidance);
  return view;
}

std::string describe(const TracerView& view, int stage, const ShownParts& shown) {
  std::string text = "Pipeline tracer. " + (view.problem.empty() ? view.status : view.problem);
  if (text.back() != '.') text += ".";
  if (!view.words.empty()) text += " " + view.words;
  const bool list = shown.any("run stages");
  for (const TracerRow& row : view.rows) {
    if (!list && !(row.number == stage && shown.any("stage"))) continue;
    text += " " + std::to_string(row.number) + ": " + row.name + (row.shape.empty() ? "" : ", " + row.shape) +
            (row.ms.empty() ? "" : ", " + row.ms) + ".";
  }
  if (shown.any("stage")) {
    text += " Chosen: stage " + std::to_string(stage) + ". " + view.stage_note;
    if (!view.token.empty()) text += " " + view.token + ".";
  }
  if (view.steps > 0 && shown.any("loop guidance")) text += " " + view.step_label + ".";
  if (!view.halves.empty() && shown.any("guidance") && !shown.whole()) text += " " + view.halves_label;
  return text;
}

Table to_table(const TracerView& view, int stage, const ShownParts& shown) {
  Table table{{"step", "name", "shape", "time", "parameters", "lesson"}, {}};
  for (const TracerRow& row : view.rows) {
    if (row.number > 0 && (row.number == stage || shown.any("run stages loop guidance"))) {
      table.rows.push_back({std::to_string(row.number), row.name, row.shape, row.ms, row.parameters, row.lesson});
    }
  }
  return table;
}

}  // namespace lesson
