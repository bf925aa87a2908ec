#include "widgets/attention_quadrants/map/legend.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "widgets/ui/image_map.h"

namespace lesson {

namespace {

constexpr float kLegendTop = 18;  ///< under the title

std::string times_text(float value) {
  char text[24];
  if (value >= 1 || value == 0) {
    std::snprintf(text, sizeof text, "%.0f\u00D7", static_cast<double>(value));
  } else {
    std::snprintf(text, sizeof text, "1/%.0f\u00D7", static_cast<double>(1 / value));
  }
  return text;
}

/// Where the legend has ticks: even steps from its lower end, and its upper end.
std::vector<float> legend_values(const ColorScale& scale, float width) {
  if (scale.scale == WeightScale::linear) return {0, scale.high / 4, scale.high / 2, scale.high * 3 / 4, scale.high};
  const float octaves = std::log2(scale.high / scale.low), step = std::max(1.0f, std::ceil(octaves / (width / 48)));
  std::vector<float> values;
  for (float o = 0; o < octaves - 0.01f; o += step) values.push_back(scale.low * std::exp2(o));
  values.push_back(scale.high);
  return values;
}

void draw_legend_ticks(ui::Ui& ui, ui::Canvas& canvas, const ColorScale& scale) {
  const ui::Palette& c = ui.theme().colors;
  float free_from = -100;
  for (const float value : legend_values(scale, canvas.width())) {
    const std::string text = times_text(value);
    const float half = canvas.measure(text, ui::Type::small).x / 2, at = canvas.width() * scale.fraction(value);
    const float x = std::clamp(at, half, canvas.width() - half), line = std::min(at, canvas.width() - 1);
    canvas.line({line, kLegendTop + 10}, {line, kLegendTop + 14}, c.control);
    if (x - half < free_from) continue;
    canvas.text({x, kLegendTop + 15}, text, value == 1 ? c.text : c.muted,
                {.type = ui::Type::small, .align = ui::Align::center, .record = false});
    free_from = x + half + 6;
  }
}

}  // namespace

void draw_legend(ui::Ui& ui, const ColorScale& scale, float beside) {
  const float all = ui.available_width(), width = std::min(all - beside >= 180 ? all - beside : all, 300.0f);
  const std::string description = "Colours run from " + times_text(scale.low) + " to " + times_text(scale.high) +
                                  " the weight of even attention" +
                                  (scale.scale == WeightScale::log ? ", in octaves." : ".");
  ui.canvas({.label = "Colour scale", .description = description, .width = width, .height = kLegendTop + 32},
            [&](ui::Canvas& canvas) {
              canvas.text({0, 0}, "Weight, times even attention", ui.theme().colors.muted,
                          {.type = ui::Type::small, .record = false, .max_width = canvas.width()});
              ui::draw_color_bar(ui, canvas, {0, kLegendTop, canvas.width(), 10});
              draw_legend_ticks(ui, canvas, scale);
            });
}

}  // namespace lesson
