#include "widgets/step_count/pictures/panel.h"

#include <algorithm>

#include "core/text_format.h"
#include "widgets/page/prompt_box.h"

namespace lesson {

namespace {

/// Milliseconds of one forward in the page's run; 0 while there is none.
double page_forward_ms(const RunDesk* desk) {
  const RunSlot* slot = desk ? desk->find(kPageRun) : nullptr;
  return slot && slot->log ? forward_ms(*slot->log) : 0;
}

}  // namespace

StepPicturesPanel::~StepPicturesPanel() {
  if (shared_.desk) pictures_.stop(*shared_.desk);
}

Fields StepPicturesPanel::fields() {
  Fields all = {
      {"prompt", "Prompt", "Words of the small world: subjects, colours, places, times, shapes.",
       TextField{&shared_.prompt, kLongestPrompt}},
      {"noise", "Noise seed", "Every picture starts from this one noise.", IntField{&shared_.seed, 0, kLargestSeed}},
      {"guidance", "Guidance", "guidance_scale: 1 follows the prompt as learnt, more exaggerates it.",
       NumberField{&state.guidance, 1, static_cast<float>(kMaxGuidance)}},
  };
  for (int series = 0; series < kSeries; ++series) {
    const auto at = static_cast<std::size_t>(series);
    all.push_back({std::string("show_") + kPictureSeries[at].id, kPictureSeries[at].title, "A row of the grid.",
                   FlagField{&state.on[at]}});
  }
  return all;
}

void StepPicturesPanel::fields_changed() { shared_.touch(); }

PictureWish StepPicturesPanel::wish() const {
  return {shared_.prompt, static_cast<std::uint64_t>(shared_.seed), state.guidance, state.on};
}

StepPicturesView StepPicturesPanel::view() {
  if (shared_.desk) pictures_.update(*shared_.desk);
  return build_view(pictures_, wish(), shared_.desk, page_forward_ms(shared_.desk));
}

void StepPicturesPanel::draw_request(ui::Ui& ui, const StepPicturesView& view) {
  const Fields all = fields();
  draw_prompt(ui, shared_, all);
  draw_words(ui, shared_);
  ui.columns({{110, 1}, {170, 3}}, [&](int column) {
    if (column == 0 && ui.field(all, "noise")) fields_changed();
    if (column == 1) ui.field(all, "guidance", {.marks = {1, 2, 3, 7, 12}, .step = 0.5, .decimals = 1});
  });
  ui.group("Rows", [&] {
    ui.row([&] {
      for (int series = 0; series < kSeries; ++series) {
        ui.field(all, std::string("show_") + kPictureSeries[static_cast<std::size_t>(series)].id);
      }
    });
  });
  ui.text(view.cost);
  ui.row([&] {
    const bool possible = shared_.desk && shared_.desk->available() && view.missing > 0;
    if (ui.button("Run", {.help = "Computes the pictures that are missing, the most telling first.",
                          .disabled = !possible || pictures_.busy(),
                          .primary = true})) {
      pictures_.start(*shared_.desk, wish());
      shared_.touch();
    }
    if (ui.button("Stop", {.help = "Keeps the pictures that are there.", .disabled = !pictures_.busy()})) {
      pictures_.stop(*shared_.desk);
      shared_.touch();
    }
  });
  ui.status(view.status);
  if (!view.problem.empty()) ui.error(view.problem);
}

void StepPicturesPanel::draw_distance(ui::Ui& ui, const StepPicturesView& view) {
  if (view.summary.empty()) return;
  ui.heading("Distance to the many-step picture", 3);
  ui.text(view.summary);
  draw_distance_plot(ui, view);
  ui.muted("Distance: root mean square difference of the colours, 0 to 1. Dashed: " + short_number(kPictureClose) +
           ", five of 255 colour levels; below it the pictures look alike.");
}

void StepPicturesPanel::draw(ui::Ui& ui) {
  const StepPicturesView now = view();
  ui.part("pictures distance", [&] { draw_request(ui, now); });
  if (!now.about.empty()) ui.muted(now.about);
  if (!now.warning.empty()) ui.text(now.warning, ui::Type::strong);
  ui.part("pictures", [&] { grid_.draw(ui, now); });
  ui.part("distance", [&] { draw_distance(ui, now); });
  ui.text(large_models_note());
}

std::string StepPicturesPanel::describe(const ShownParts& shown) { return lesson::describe(view(), shown); }

Table StepPicturesPanel::table() {
  (void)view();
  return to_table(pictures_);
}

}  // namespace lesson
