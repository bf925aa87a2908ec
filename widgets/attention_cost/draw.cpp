#include "widgets/attention_cost/draw.h"

#include <algorithm>

#include "core/text_format.h"

namespace lesson {

namespace {

using catalogue::TextWay;

std::string percent_text(double share) { return fixed_number(100 * share, 100 * share < 10 ? 1 : 0) + " %"; }

/// The readers' shades of one hue, then denoiser and VAE.
ui::Color color_of(const HeldPart& part, int reader, const ui::Palette& colors) {
  if (part.kind == 1) return colors.image_token;
  if (part.kind == 2) return colors.data[5];
  return ui::mix(colors.text_token, colors.background, 0.28f * static_cast<float>(reader));
}

std::vector<ui::LegendEntry> legend_of(const AttentionCostView& view, const ui::Palette& colors) {
  std::vector<ui::LegendEntry> entries;
  for (std::size_t i = 0; i < view.parts.size(); ++i)
    entries.push_back({view.parts[i].name, color_of(view.parts[i], static_cast<int>(i), colors)});
  return entries;
}

/// One bar; a share is written in its part where it fits.
void draw_bar(ui::Canvas& canvas, const AttentionCostView& view, double HeldPart::* share, const char* name, float y,
              const ui::Theme& theme) {
  constexpr float kBar = 34, kName = 20;
  const ui::Palette& colors = theme.colors;
  canvas.text({0, y}, name, colors.text, {.type = ui::Type::small, .record = false});
  float x = 0;
  for (std::size_t i = 0; i < view.parts.size(); ++i) {
    const HeldPart& part = view.parts[i];
    const float w = canvas.width() * static_cast<float>(part.*share);
    const ui::Color color = color_of(part, static_cast<int>(i), colors);
    canvas.rect({x, y + kName, std::max(1.0f, w - 1), kBar}, color);
    const std::string text = percent_text(part.*share);
    const ui::Point size = canvas.measure(text, ui::Type::small);
    if (size.x + 10 <= w)
      canvas.text({x + w / 2, y + kName + (kBar - size.y) / 2}, text, ui::readable_on(color),
                  {.type = ui::Type::small, .align = ui::Align::center, .record = false});
    x += w;
  }
}

}  // namespace

ui::Color color_of(TextWay way, const ui::Palette& colors) {
  return colors.data[way == TextWay::self_cross ? 1 : way == TextWay::joint ? 0 : 2];
}

void draw_cost_plot(ui::Ui& ui, const AttentionCostView& view) {
  const ui::Palette& colors = ui.theme().colors;
  ui::PlotOptions plot{.label = "Cost of letting the text in", .description = view.summary, .height = 320};
  plot.x = {.label = view.x_label, .min = view.low, .max = view.high, .log = true};
  if (view.low == kLeastSide) plot.x.ticks = {128, 256, 512, 1024, 2048};
  if (view.low == kLeastText) plot.x.ticks = {77, 154, 333, 589};
  if (view.low == kLeastWidth) plot.x.ticks = {256, 512, 1024, 2048, 4096};
  plot.y = {.label = view.y_label, .log = true};
  for (const CostCurve& curve : view.curves)  // dashed: joint and single-stream differ in their modulation alone
    plot.series.push_back({.name = title_of(curve.way),
                           .color = color_of(curve.way, colors),
                           .x = curve.x,
                           .y = curve.y,
                           .dashed = curve.way == TextWay::single});
  const auto add_points = [&](const std::vector<CostMark>& marks, ui::Color color) {
    for (const CostMark& mark : marks)
      plot.series.push_back(
          {.name = mark.name, .color = color, .x = {mark.x}, .y = {mark.y}, .line = false, .markers = true});
  };
  add_points(view.crossings, colors.accent);
  add_points(view.published, colors.muted);
  plot.marks = {view.here};
  ui.plot(plot);
}

void draw_held_bars(ui::Ui& ui, const AttentionCostView& view) {
  const ui::Theme& theme = ui.theme();
  ui.canvas({.label = "Held and run", .description = view.held_sentence, .height = 132}, [&](ui::Canvas& canvas) {
    draw_bar(canvas, view, &HeldPart::held, "Held: weights", 0, theme);
    draw_bar(canvas, view, &HeldPart::run, "Run: arithmetic of one picture", 68, theme);
  });
  const auto entries = legend_of(view, theme.colors);
  ui.legend(entries);
}

void draw_machine_plot(ui::Ui& ui, const AttentionCostView& view) {
  const ui::Palette& colors = ui.theme().colors;
  ui::PlotOptions plot{.label = "This machine and the formula", .description = view.machine_sentence, .height = 280};
  plot.x = {.label = "side of the picture, pixels",
            .min = kLeastSide * 0.9,
            .max = 1150,
            .log = true,
            .ticks = {128, 256, 512, 1024}};
  plot.y = {.label = "milliseconds a head", .log = true};
  for (const CostCurve& curve : view.expected)
    plot.series.push_back({.name = std::string(title_of(curve.way)) + ", formula",
                           .color = color_of(curve.way, colors),
                           .x = curve.x,
                           .y = curve.y,
                           .dashed = true});
  for (const CostCurve& curve : view.measured)
    plot.series.push_back({.name = std::string(title_of(curve.way)) + ", here",
                           .color = color_of(curve.way, colors),
                           .x = curve.x,
                           .y = curve.y,
                           .line = false,
                           .markers = true});
  plot.direct_labels = false;
  ui.plot(plot);
}

}  // namespace lesson
