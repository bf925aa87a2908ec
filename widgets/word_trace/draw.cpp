#include "widgets/word_trace/draw.h"

#include <algorithm>

#include "core/text_format.h"
#include "widgets/ui/image_map.h"

namespace lesson {

namespace {

constexpr float kMapWidth = 320;
constexpr int kMapDecimals = 2;

/// What the colours of all steps mean, from end to end.
void draw_map_legend(ui::Ui& ui, float low, float high) {
  const std::string from = fixed_number(static_cast<double>(low), kMapDecimals),
                    to = fixed_number(static_cast<double>(high), kMapDecimals);
  ui.canvas({.label = "Colours of all steps",
             .description = "From " + from + " to " + to + ".",
             .width = std::min(ui.available_width(), kMapWidth),
             .height = 26},
            [&](ui::Canvas& canvas) {
              ui::draw_color_bar(ui, canvas, {0, 2, canvas.width(), 6});
              const ui::Color muted = ui.theme().colors.muted;
              canvas.text({0, 10}, from, muted, {.type = ui::Type::small, .record = false});
              canvas.text({canvas.width(), 10}, to, muted,
                          {.type = ui::Type::small, .align = ui::Align::right, .record = false});
            });
}

/// A row a step, a column a block passed, and what its colours mean.
void draw_all_steps(ui::Ui& ui, const WordTraceView& view, const char* label, const Course& course) {
  if (course.values.empty()) return;
  const auto [low, high] = std::ranges::minmax(course.values);
  ui.muted("All steps of the run as it is: a row a step, a column a block passed");
  ui.heat_map({.label = std::string(label) + ", all steps",
               .description = "Rows are steps from noise to picture, columns blocks passed.",
               .rows = course.steps,
               .cols = view.blocks + 1,
               .values = course.values,
               .min = low,
               .max = high,
               .width = std::min(ui.available_width(), kMapWidth),
               .height = std::clamp(6.0f * static_cast<float>(course.steps), 24.0f, 180.0f),
               .decimals = kMapDecimals + 1,
               .mark_row = view.step});
  draw_map_legend(ui, low, high);
}

}  // namespace

void draw_course(ui::Ui& ui, const WordTraceView& view, const char* label, const char* unit, const Course& plain,
                 const Course& cut, double scale) {
  const ui::Palette& colors = ui.theme().colors;
  ui::PlotOptions plot{
      .label = label, .description = "At the step shown, before any block and after each.", .height = 190};
  plot.x = {.label = "blocks passed"};
  plot.y = {.label = unit};
  const auto add = [&](const char* name, const Course& course, ui::Color color, bool dashed) {
    if (course.shown.empty()) return;
    ui::Series series{.name = name, .color = color, .markers = true, .dashed = dashed};
    for (std::size_t i = 0; i < course.shown.size(); ++i) {
      series.x.push_back(static_cast<double>(i));
      series.y.push_back(scale * course.shown[i]);
    }
    plot.series.push_back(std::move(series));
  };
  for (int i = 0; i <= view.blocks; ++i) plot.x.ticks.push_back(i);
  add("as it is", plain, colors.text_token, false);
  add("with the cut", cut, colors.warning, true);
  ui.plot(plot);
  draw_all_steps(ui, view, label, plain);
}

void draw_writers(ui::Ui& ui, const WordTraceView& view) {
  const ui::Palette& colors = ui.theme().colors;
  const ui::Color of[] = {colors.text_token, colors.image_token, colors.control};
  double most = 1e-12;
  for (const Writing& writing : view.writers) most = std::max(most, writing.sum());
  constexpr float kRow = 28, kName = 64;
  ui.canvas({.label = "Who wrote into the row",
             .description = view.writers_sentence,
             .height = kRow * static_cast<float>(std::max<std::size_t>(view.writers.size(), 1))},
            [&](ui::Canvas& canvas) {
              for (std::size_t i = 0; i < view.writers.size(); ++i) {
                const Writing& writing = view.writers[i];
                const float y = kRow * static_cast<float>(i);
                canvas.text({0, y + 4}, "block " + std::to_string(i + 1), colors.muted,
                            {.type = ui::Type::small, .record = false});
                float x = kName;
                const double lengths[] = {writing.text, writing.image, writing.mlp};
                for (std::size_t part = 0; part < 3; ++part) {
                  const float w = (canvas.width() - kName) * static_cast<float>(lengths[part] / most);
                  canvas.rect({x, y + 3, w, kRow - 8}, of[part]);
                  x += w;
                }
              }
            });
  const ui::LegendEntry entries[] = {{"text reads text", of[0]}, {"text reads image", of[1]}, {"feed-forward", of[2]}};
  ui.legend(entries);
}

}  // namespace lesson
