#include "widgets/attention_quadrants/cut_run.h"

#include <algorithm>

#include "core/pipeline/picture_change.h"
#include "core/text_format.h"

namespace lesson {

namespace {

const RunLog* finished_log(const RunDesk& desk, const char* slot) {
  const RunSlot* found = desk.find(slot);
  return found && found->log && found->log->finished() ? found->log.get() : nullptr;
}

std::string status_of(const RunSlot& slot, const RunDesk& desk) {
  switch (slot.phase) {
    case RunPhase::waiting: return desk.loaded() < 1 ? "Loading the model: " + fine_percent(desk.loaded()) : "Waiting.";
    case RunPhase::running:
      return "Step " + std::to_string(slot.log ? slot.log->steps_done() : 0) + " of " +
             std::to_string(slot.request.steps) + ".";
    case RunPhase::failed: return slot.problem;
    default: return {};
  }
}

bool busy(const RunSlot* slot) {
  return slot && (slot->phase == RunPhase::waiting || slot->phase == RunPhase::running);
}

/// The button, and why it cannot be pressed.
void draw_request(ui::Ui& ui, RunDesk& desk, const QuadrantCut& cut, int block, bool& all_blocks) {
  const RunLog* page = finished_log(desk, kPageRun);
  ui.row([&] {
    const ui::ControlOptions look{.help = "Computes the page's run once more, with the present cut.",
                                  .disabled = !page || !cut.any() || busy(desk.find(kCutRun)) || !desk.available(),
                                  .primary = true};
    if (ui.button("Run again with this cut", look) && page) {
      desk.request(kCutRun, cut_request(page->request(), cut, all_blocks ? -1 : block));
    }
    ui.checkbox("In all blocks", all_blocks, {.help = "Otherwise only in the block shown."});
  });
  if (!cut.any()) ui.muted("Cut a quadrant first.");
  if (cut.any() && !page) ui.muted("The page's run must be finished first.");
}

}  // namespace

RunRequest cut_request(const RunRequest& page, const QuadrantCut& cut, int block) {
  RunRequest request = page;
  request.cut = {};
  request.cut.quadrants = cut;
  if (block >= 0) request.cut.blocks = {block};
  request.record = false;  // only its picture is looked at
  return request;
}

void CutRun::draw(ui::Ui& ui, RunDesk& desk, const QuadrantCut& cut, int block, bool& all_blocks) {
  ui.heading("What the cut does to the picture", 3);
  draw_request(ui, desk, cut, block, all_blocks);
  const RunSlot* slot = desk.find(kCutRun);
  if (!slot) return;
  if (slot->phase == RunPhase::failed) ui.error(slot->problem);
  if (busy(slot)) ui.status(status_of(*slot, desk));
  const RunLog *page = finished_log(desk, kPageRun), *again = finished_log(desk, kCutRun);
  const auto change = page && again ? compare_pictures(page->picture(), again->picture()) : std::nullopt;
  if (!change) return;
  draw_pictures(ui, *page, *again, *change);
  ui.reading("Mean change of a colour", fine_percent(change->mean));
  ui.reading("Pixels that changed visibly", fine_percent(change->changed));
}

void CutRun::draw_pictures(ui::Ui& ui, const RunLog& page, const RunLog& again, const PictureChange& change) {
  const Picture& picture = page.picture();
  ui.columns({{130, 1}, {130, 1}, {130, 1}}, [&](int column) {
    const float width = std::min(ui.available_width(), 200.0f);
    const float height = width * static_cast<float>(picture.height) / static_cast<float>(std::max(picture.width, 1));
    if (column == 0) {
      ui.text("Without the cut", ui::Type::strong);
      ui.image("Picture without the cut", before_.pixels(picture), width, height);
    } else if (column == 1) {
      ui.text("With " + to_string(again.request().cut.quadrants) + " cut", ui::Type::strong);
      ui.image("Picture with the cut", after_.pixels(again.picture()), width, height);
    } else {
      ui.text("Difference", ui::Type::strong);
      ui.heat_map({.label = "Difference of the pictures",
                   .description = "Largest difference of the three colours at each pixel.",
                   .rows = picture.height,
                   .cols = picture.width,
                   .values = change.per_pixel,
                   .max = 1,
                   .width = width,
                   .height = height});
    }
  });
}

std::string CutRun::describe(const RunDesk& desk) const {
  const RunLog *page = finished_log(desk, kPageRun), *again = finished_log(desk, kCutRun);
  const auto change = page && again ? compare_pictures(page->picture(), again->picture()) : std::nullopt;
  if (!change) return {};
  return " Run again with " + to_string(again->request().cut.quadrants) + " cut, " + fine_percent(change->changed) +
         " of the picture's pixels change visibly; the mean change of a colour is " + fine_percent(change->mean) + ".";
}

}  // namespace lesson
