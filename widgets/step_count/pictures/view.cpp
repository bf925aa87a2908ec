#include "widgets/step_count/pictures/view.h"

#include <algorithm>
#include <cmath>

#include "core/catalogue/few_steps.h"
#include "core/text_format.h"

namespace lesson {

namespace {

std::string duration(double seconds) {
  if (seconds >= 90) return fixed_number(seconds / 60, 0) + " min";
  return fixed_number(seconds, seconds >= 10 ? 0 : 1) + " s";
}

std::string joined(const std::vector<int>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) text += i + 1 == numbers.size() ? " and " : ", ";
    text += std::to_string(numbers[i]);
  }
  return text;
}

const PictureSeries& series_at(int series) { return kPictureSeries[static_cast<std::size_t>(series)]; }
bool deterministic(int series) { return series_at(series).reference == series; }

std::optional<double> distance_of(const StepPictures& pictures, PictureKey key) {
  const StepPicture* made = pictures.find(key);
  const StepPicture* end = pictures.find({series_at(key.series).reference, kReferenceSteps});
  if (!made || !end || made == end) return std::nullopt;
  return picture_distance(made->picture, end->picture);
}

PictureCell build_cell(const StepPictures& pictures, const RunDesk* desk, int series, int steps) {
  PictureCell cell;
  cell.end = steps == kReferenceSteps;
  cell.key = {cell.end ? series_at(series).reference : series, steps};
  cell.label = counted(steps, "step");
  cell.name = std::string(series_at(cell.key.series).title) + ", " + cell.label;
  cell.made = pictures.find(cell.key);
  if (cell.made) {
    cell.state = PictureCell::done;
    cell.distance = distance_of(pictures, cell.key);
    if (cell.end) cell.note = cell.key.series == series ? "the end" : "DDIM\u2019s end";
    if (cell.distance) cell.note = fixed_number(*cell.distance, 3);
    cell.time = duration(cell.made->seconds);
    return cell;
  }
  const bool asked = std::ranges::find(pictures.open(), cell.key) != pictures.open().end();
  const RunSlot* slot = asked && desk ? desk->find(slot_of(cell.key)) : nullptr;
  if (!slot) return cell;
  const bool running = slot->phase == RunPhase::running && slot->log;
  cell.state = running ? PictureCell::running : PictureCell::waiting;
  if (running) cell.progress = static_cast<double>(slot->log->steps_done()) / steps;
  cell.note = running ? "step " + std::to_string(slot->log->steps_done()) : "waiting";
  return cell;
}

PictureRow build_row(const StepPictures& pictures, const RunDesk* desk, int series) {
  PictureRow row{series, series_at(series).title, {}};
  for (const int steps : kPictureSteps) row.cells.push_back(build_cell(pictures, desk, series, steps));
  row.cells.push_back(build_cell(pictures, desk, series, kReferenceSteps));
  return row;
}

PictureCurve build_curve(const PictureRow& row) {
  PictureCurve curve{row.series, row.title, {}, {}};
  for (const PictureCell& cell : row.cells) {
    if (!cell.distance || *cell.distance <= 0) continue;
    curve.x.push_back(cell.key.steps);
    curve.y.push_back(*cell.distance);
  }
  return curve;
}

int work_of(const std::vector<PictureKey>& keys, const StepPictures& pictures, float guidance, bool fresh) {
  int sum = 0;
  for (const PictureKey key : keys) sum += fresh || !pictures.find(key) ? forwards(key, guidance) : 0;
  return sum;
}

void build_cost(StepPicturesView& view, const StepPictures& pictures, const PictureWish& wish, double page_ms) {
  const bool fresh = !pictures.made_for(wish);
  const std::vector<PictureKey> keys = wanted_pictures(wish);
  for (const PictureKey key : keys) view.missing += fresh || !pictures.find(key);
  if (keys.empty()) {
    view.cost = "Choose at least one row.";
    return;
  }
  if (view.missing == 0) {
    view.cost = "All of these pictures are there.";
    return;
  }
  const int work = work_of(keys, pictures, wish.guidance, fresh);
  view.cost = counted(view.missing, "picture") + ", " + with_commas(work) + " passes through the network: ";
  const double ms = pictures.forward_ms().value_or(page_ms);
  view.cost += ms > 0 ? "about " + duration(work * ms / 1000) + " on this machine."
                      : "how long that takes on this machine shows with the first of them.";
}

void build_status(StepPicturesView& view, const StepPictures& pictures, const RunDesk* desk) {
  if (!desk || !desk->available()) {
    view.status = "No trained model here: this page or program came without its weights.";
  } else if (pictures.busy() && desk->loaded() < 1) {
    view.status = "Loading the model, " + fixed_number(100 * desk->loaded(), 0) + " %";
  } else if (pictures.busy()) {
    view.status = counted(static_cast<int>(pictures.open().size()), "picture") + " to come";
    const int work = work_of(pictures.open(), pictures, pictures.wish().guidance, true);
    if (const auto ms = pictures.forward_ms()) view.status += ", about " + duration(work * *ms / 1000);
  } else if (!pictures.all().empty()) {
    view.status = counted(static_cast<int>(pictures.all().size()), "picture") + " made";
  } else {
    view.status = "Nothing computed yet";
  }
}

void build_about(StepPicturesView& view, const StepPictures& pictures, const PictureWish& wish) {
  if (pictures.all().empty()) return;
  const PictureWish& made = pictures.wish();
  view.about = "\u201C" + made.prompt + "\u201D, seed " + std::to_string(made.seed) + ", guidance " +
               fixed_number(static_cast<double>(made.guidance), 1) + "." +
               " Below each picture: steps, distance to the same sampler's picture of most steps, time.";
  if (!pictures.made_for(wish)) view.about += " Prompt, seed or guidance have changed since: press Run for new ones.";
}

/// Words about weights that are not ready to be judged; they come with the pictures they are about.
void build_warning(StepPicturesView& view, const StepPictures& pictures) {
  for (const auto& [key, made] : pictures.all()) {
    if (made.full_size) continue;
    view.warning = "\u201C" + std::string(series_at(key.series).title) +
                   "\u201D comes of an arm trained on small pictures alone (" +
                   with_commas(std::llround(made.samples_trained)) +
                   " of them): compare the rows of such arms with each other, not with larger ones.";
  }
}

/// The fewest steps from which on the series stays close to its end.
std::optional<int> close_from(const PictureRow& row) {
  std::optional<int> from;
  for (const PictureCell& cell : row.cells) {
    if (!cell.distance) continue;
    if (*cell.distance > kPictureClose)
      from.reset();
    else if (!from)
      from = cell.key.steps;
  }
  return from;
}

std::string row_sentence(const PictureRow& row) {
  std::string known;
  int most = 0;
  for (const PictureCell& cell : row.cells) {
    if (!cell.distance) continue;
    known += (known.empty() ? "" : ", ") + fixed_number(*cell.distance, 3) + " at " + std::to_string(cell.key.steps);
    most = cell.key.steps;
  }
  if (known.empty()) return {};
  if (!deterministic(row.series)) {
    return row.title + " draws fresh noise in every step and ends elsewhere: from DDIM\u2019s " +
           std::to_string(kReferenceSteps) + "-step picture it is " + known + " steps. ";
  }
  const auto from = close_from(row);
  return row.title + ": distance to its own " + std::to_string(kReferenceSteps) + "-step picture " + known +
         " steps; " +
         (from ? "within " + short_number(kPictureClose) + " from " + std::to_string(*from) + " on. "
               : "not within " + short_number(kPictureClose) + " up to " + std::to_string(most) + ". ");
}

const PictureRow* row_of(const StepPicturesView& view, int series) {
  const auto found = std::ranges::find_if(view.rows, [&](const PictureRow& row) { return row.series == series; });
  return found == view.rows.end() ? nullptr : &*found;
}

/// Which of the two is nearer to its own end, count by count; says what is there, whichever way it falls.
std::string comparison(const PictureRow& flow, const PictureRow& base, const char* flow_name) {
  std::vector<int> flow_nearer, base_nearer;
  for (std::size_t i = 0; i < flow.cells.size(); ++i) {
    const auto a = flow.cells[i].distance, b = base.cells[i].distance;
    if (!a || !b || *a == *b) continue;
    (*a < *b ? flow_nearer : base_nearer).push_back(flow.cells[i].key.steps);
  }
  if (flow_nearer.empty() && base_nearer.empty()) return {};
  const auto nearer = [](const char* who, const std::vector<int>& at) {
    return std::string(who) + " is nearer to its end at " + joined(at) + " steps";
  };
  if (base_nearer.empty()) return nearer(flow_name, flow_nearer) + ", noise prediction at none. ";
  if (flow_nearer.empty()) return nearer("Noise prediction", base_nearer) + ", flow matching at none. ";
  return nearer(flow_name, flow_nearer) + ", noise prediction at " + joined(base_nearer) + ". ";
}

void build_summary(StepPicturesView& view) {
  for (const PictureRow& row : view.rows) view.summary += row_sentence(row);
  const bool small = !view.warning.empty();  // noise prediction is held against the flow that was trained as it was
  const PictureRow *flow = row_of(view, small ? kSmallFlow : kLargeFlow), *base = row_of(view, kNoiseRow);
  if (flow && base)
    view.summary += comparison(*flow, *base, small ? "Flow matching on small pictures" : "Flow matching");
  if (view.summary.empty()) return;
  view.summary +=
      "This is one prompt and one noise. The distance is to the same model\u2019s own picture: it says how much the "
      "steps still change, not whether the picture is right.";
}

}  // namespace

StepPicturesView build_view(const StepPictures& pictures, const PictureWish& wish, const RunDesk* desk,
                            double page_forward_ms) {
  StepPicturesView view;
  for (int series = 0; series < kSeries; ++series) {
    if (!wish.on[static_cast<std::size_t>(series)]) continue;
    view.rows.push_back(build_row(pictures, desk, series));
    if (PictureCurve curve = build_curve(view.rows.back()); !curve.x.empty()) view.curves.push_back(std::move(curve));
  }
  build_cost(view, pictures, wish, page_forward_ms);
  build_status(view, pictures, desk);
  build_about(view, pictures, wish);
  build_warning(view, pictures);
  view.problem = pictures.problem();
  build_summary(view);
  return view;
}

std::string describe(const StepPicturesView& view, const ShownParts& shown) {
  std::string text = "Pictures of the tiny SD3 at 2 to 50 steps, all from one noise. " + view.status + ".";
  for (const std::string* part : {&view.about, &view.problem, &view.warning, &view.summary}) {
    if (part == &view.summary && !shown.any("distance")) continue;
    if (!part->empty()) text += " " + *part;
  }
  return text;
}

Table to_table(const StepPictures& pictures) {
  Table table{{"series", "steps", "forwards", "seconds", "distance", "picture_sha256"}, {}};
  for (const auto& [key, made] : pictures.all()) {
    const auto distance = distance_of(pictures, key);
    table.rows.push_back({series_at(key.series).id, std::to_string(key.steps), std::to_string(made.forwards),
                          fixed_number(made.seconds, 3), distance ? fixed_number(*distance, 6) : "", made.sha256});
  }
  return table;
}

std::string large_models_note() {
  const auto &small = catalogue::kFewStepsCost[0], &large = catalogue::kFewStepsCost[1];
  const auto cost = [](double percent) { return fixed_number(percent, 2) + " %"; };
  return "Large models differ: against 50 steps, five steps cost " + cost(small.five_steps) +
         " of the CLIP score with " + std::to_string(small.depth) + " blocks and " + cost(large.five_steps) + " with " +
         std::to_string(large.depth) + ", ten steps " + cost(small.ten_steps) + " and " + cost(large.ten_steps) + " (" +
         catalogue::kFewStepsSource + "). This world is small and easy: what counts here is measured here.";
}

}  // namespace lesson
