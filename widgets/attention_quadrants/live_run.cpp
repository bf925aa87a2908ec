#include "widgets/attention_quadrants/live_run.h"

#include <algorithm>
#include <cstdio>

#include "widgets/attention_quadrants/view.h"
#include "widgets/page/prompt_box.h"
#include "widgets/page/run_desk.h"

namespace lesson {

namespace {

const RunSlot* page_slot(const PageState& shared) { return shared.desk ? shared.desk->find(kPageRun) : nullptr; }

const RunLog* page_log(const PageState& shared) {
  const RunSlot* slot = page_slot(shared);
  return slot && slot->log && slot->log->started() ? slot->log.get() : nullptr;
}

bool is_busy(const RunSlot* slot) {
  return slot && (slot->phase == RunPhase::waiting || slot->phase == RunPhase::running);
}

std::string status_of(const PageState& shared) {
  const RunDesk& desk = *shared.desk;
  if (!desk.available()) return "No trained model here: this page or program came without its weights.";
  const RunSlot* slot = page_slot(shared);
  if (!slot) return "Press Run: the model computes on your own machine.";
  const std::string of = " of " + std::to_string(slot->request.steps);
  switch (slot->phase) {
    case RunPhase::waiting:
      return desk.loaded() < 1 ? "Loading the model: " + percent(desk.loaded()) : "The first step is on its way.";
    case RunPhase::running:
      return "Step " + std::to_string(slot->log->steps_done()) + of + "; what has arrived can be looked at.";
    case RunPhase::stopped: return "Stopped after step " + std::to_string(slot->log->steps_done()) + of + ".";
    case RunPhase::done: return "Done: " + std::to_string(slot->request.steps) + " steps.";
    default: return {};
  }
}

/// The first step that has arrived at or below that time; else the last that has.
int step_at(const RunLog& log, double time) {
  for (int step = 0; step < log.steps_done(); ++step) {
    if (log.steps()[static_cast<std::size_t>(step)].t <= time) return step;
  }
  return std::max(log.steps_done() - 1, 0);
}

void choose(PageState& shared, const RunLog& log, const PointingHead& head, double time) {
  shared.block = head.block;
  shared.head = head.head;
  shared.step = step_at(log, time);
  shared.touch();
}

std::string figures(const PointingHead& head, const char* direction) {
  const char* row = head.reader == "clip" ? " in CLIP\u2019s row" : head.reader == "t5" ? " in T5\u2019s row" : "";
  char text[360];
  std::snprintf(
      text, sizeof text,
      "Block %d, head %d, %s: for %.0f %% of %d words%s (\u00B1 %.1f %%, one standard error) the strongest "
      "patch lies on what the word names. It was chosen on other scenes than it was scored on, and than yours.",
      head.block + 1, head.head + 1, direction, 100 * head.accuracy, head.words, row, 100 * head.standard_error);
  return text;
}

}  // namespace

RunRequest live_request(const PageState& shared) {
  RunRequest request;
  const RunSlot* slot = page_slot(shared);
  if (slot && conditioning_of(slot->request.model) != BlockConditioning::cross) request = slot->request;
  request.prompt = shared.prompt;
  request.seed = shared.seed;
  request.record = true;
  return request;
}

void request_live_run(PageState& shared) {
  const RunRequest request = live_request(shared);
  shared.desk->request(kPageRun, request);
  shared.step = request.steps - 1;  // follows the newest step while they arrive
  shared.touch();
}

bool draw_live_run(ui::Ui& ui, PageState& shared, const Fields& fields) {
  draw_prompt(ui, shared, fields);
  const bool busy = is_busy(page_slot(shared));
  bool seed_changed = false;
  ui.row([&] {
    seed_changed = ui.field(fields, "seed");
    if (ui.button("Run", {.help = "Computes a picture of this prompt, and all of its attention.",
                          .disabled = !shared.desk->available(),
                          .primary = true})) {
      request_live_run(shared);
    }
    if (ui.button("Stop", {.disabled = !busy})) {
      shared.desk->cancel(kPageRun);
      shared.touch();
    }
  });
  ui.status(status_of(shared));
  const RunSlot* slot = page_slot(shared);  // asked for only now: a request moves the slots
  if (slot && slot->phase == RunPhase::failed) ui.error(slot->problem);
  return seed_changed;
}

void draw_pointing(ui::Ui& ui, PageState& shared) {
  const RunLog* log = page_log(shared);
  if (log && !log->shape().joint()) return;
  if (log && !log->pointing()) {
    ui.muted("Which head points best was not measured for these weights.");
    return;
  }
  ui.group("The head that points best", [&] {
    ui.row([&] {
      const bool none = !log || log->steps_done() == 0;
      ui.text("The head that points best");
      if (ui.button("Image reads text", {.help = "Which patches read a word.", .disabled = none}))
        choose(shared, *log, log->pointing()->image_reads_text, log->pointing()->time);
      if (ui.button("Text reads image", {.help = "Which patches a word reads.", .disabled = none}))
        choose(shared, *log, log->pointing()->text_reads_image, log->pointing()->time);
    });
  });
  const std::string words = pointing_words(shared);
  if (!words.empty()) ui.muted(words);
}

std::string pointing_words(const PageState& shared) {
  const RunLog* log = page_log(shared);
  if (!log || !log->pointing()) return {};
  const auto shown = [&](const PointingHead& head) { return head.block == shared.block && head.head == shared.head; };
  const Pointing& pointing = *log->pointing();
  std::string text;
  if (shown(pointing.image_reads_text)) text = figures(pointing.image_reads_text, "image reads text");
  if (shown(pointing.text_reads_image))
    text += (text.empty() ? "" : " ") + figures(pointing.text_reads_image, "text reads image");
  return text;
}

}  // namespace lesson
