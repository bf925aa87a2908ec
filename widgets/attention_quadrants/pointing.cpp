#include "widgets/attention_quadrants/pointing.h"

#include <algorithm>
#include <cstdio>

#include "widgets/page/traced_run.h"

namespace lesson {

namespace {

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

void draw_pointing(ui::Ui& ui, PageState& shared) {
  const std::shared_ptr<const RunLog> log = page_log(shared);
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
  const std::shared_ptr<const RunLog> log = page_log(shared);
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
