#include "widgets/pipeline_tracer/number_legend.h"

#include <algorithm>
#include <cstdio>

namespace lesson {

void draw_number_legend(ui::Ui& ui, float limit) {
  if (!(limit > 0)) return;
  char text[24];
  std::snprintf(text, sizeof text, limit >= 10 ? "%.0f" : "%.2g", static_cast<double>(limit));
  const std::string high = text;
  ui.canvas(
      {.label = "Colours of the numbers",
       .description = "From minus " + high + " over 0 to " + high + "; one number in a hundred may lie beyond.",
       .width = std::min(ui.available_width(), 300.0f),
       .height = 24},
      [&](ui::Canvas& canvas) {
        constexpr int kCells = 64;
        const float w = canvas.width() / kCells;
        for (int i = 0; i < kCells; ++i) {
          const float t = (static_cast<float>(i) + 0.5f) / kCells;
          canvas.rect({w * static_cast<float>(i), 0, w + 0.6f, 6}, ui::sample(ui::ColorMap::diverging, ui.theme(), t));
        }
        const auto end = [&](float x, const std::string& at, ui::Align align) {
          canvas.text({x, 8}, at, ui.theme().colors.muted, {.type = ui::Type::small, .align = align, .record = false});
        };
        end(0, "\u2212" + high, ui::Align::left);
        end(canvas.width() / 2, "0", ui::Align::center);
        end(canvas.width(), high, ui::Align::right);
      });
}

}  // namespace lesson
