// Joint attention, cross-attention and IP-Adapter beside one another: their weights to scale, entries and cost.

#include <algorithm>

#include "core/text_format.h"
#include "widgets/attention_quadrants/panels.h"
#include "widgets/ui/ticks.h"

namespace lesson {

namespace {

struct Box {
  const Thumbnail* map;
  ui::HeatPicture* picture;
  int rows, cols, text_rows, text_cols;  ///< tokens; how many of them are text
  std::string key;
};

ui::Pixels pixels_of(const Box& box, const ColorScale& colors, unsigned stamp, const ui::Theme& theme) {
  std::vector<float> fractions;
  for (const float value : box.map->values) fractions.push_back(colors.fraction(value));
  return box.picture->of(fractions, box.map->rows, box.map->cols, 1, false, stamp, theme);
}

/// Boxes side by side, one pixel a token on both axes alike.
void draw_boxes(ui::Ui& ui, const std::string& label, const std::string& shapes, std::span<Box> boxes, int S,
                const ColorScale& colors, unsigned stamp) {
  const float gap = 8, strip = 5, width = std::min(ui.available_width(), 236.0f);
  const float scale = (width - gap * 2 - strip - 3) / static_cast<float>(S + kReferenceTokens);
  ui.canvas({.label = label + " picture",
             .description =
                 shapes + " weights, drawn to scale; colours as in the map, from each softmax's own uniform weight.",
             .width = width,
             .height = static_cast<float>(S) * scale + strip + 4},
            [&](ui::Canvas& canvas) {
              const ui::Palette& c = ui.theme().colors;
              float x = strip + 3;
              for (const Box& box : boxes) {
                const float w = std::max(3.0f, static_cast<float>(box.cols) * scale),
                            h = static_cast<float>(box.rows) * scale, y = strip + 3;
                const float tw = w * static_cast<float>(box.text_cols) / static_cast<float>(std::max(box.cols, 1)),
                            th = h * static_cast<float>(box.text_rows) / static_cast<float>(std::max(box.rows, 1));
                canvas.rect({x, 0, tw, strip}, c.text_token, 1);
                canvas.rect({x + tw, 0, w - tw, strip}, box.key == "adapter" ? c.warning : c.image_token, 1);
                if (&box == boxes.data()) {
                  canvas.rect({0, y, strip, th}, c.text_token, 1);
                  canvas.rect({0, y + th, strip, h - th}, c.image_token, 1);
                }
                if (box.map && box.picture) {
                  canvas.image(box.key, pixels_of(box, colors, stamp, ui.theme()), {x, y, w, h});
                } else {
                  canvas.rect({x, y, w, h}, c.surface);
                }
                canvas.frame({x, y, w, h}, c.control, 1);
                if (box.text_cols > 0 && box.text_cols < box.cols)
                  canvas.line({x + tw, y}, {x + tw, y + h}, c.background, 2);
                if (box.text_rows > 0 && box.text_rows < box.rows)
                  canvas.line({x, y + th}, {x + w, y + th}, c.background, 2);
                x += w + gap;
              }
            });
}

}  // namespace

void draw_compare(ui::Ui& ui, const AttentionView& view, const SourceInfo& info, const CompareMaps* maps,
                  ComparePictures& pictures, const ColorScale& colors, unsigned stamp) {
  const int T = info.shape.text_tokens, I = info.shape.image_tokens, S = T + I, R = kReferenceTokens;
  const ui::Palette& c = ui.theme().colors;
  const ui::LegendEntry sides[] = {{"text", c.text_token}, {"image", c.image_token}, {"reference image", c.warning}};
  ui.legend(sides);
  ui.columns({{200, 1}, {200, 1}, {200, 1}}, [&](int column) {
    const CompareRow& row = view.compare[static_cast<std::size_t>(column)];
    ui.heading(row.name, 3);
    ui.muted(row.used_by);
    std::vector<Box> boxes;
    if (column == 0) {
      boxes = {{maps ? &maps->joint : nullptr, &pictures.joint, S, S, T, T, "joint"}};
    } else {
      boxes = {{maps ? &maps->self : nullptr, column == 1 ? &pictures.self : &pictures.self2, I, I, 0, 0, "self"},
               {maps ? &maps->cross : nullptr, column == 1 ? &pictures.cross : &pictures.cross2, I, T, 0, T, "cross"}};
      if (column == 2) boxes.push_back({maps ? &maps->adapter : nullptr, &pictures.adapter, I, R, 0, 0, "adapter"});
    }
    draw_boxes(ui, row.name, row.shapes, boxes, S, colors, stamp);
    ui.text(row.shapes, ui::Type::small);
    ui.reading("Weights per head", ui::short_number(static_cast<double>(row.entries)));
    ui.reading("Cost per block", short_flops(row.flops));
    const double ratio =
        static_cast<double>(row.entries) / static_cast<double>(std::max<std::int64_t>(view.compare[1].entries, 1));
    ui.reading("Against self + cross", times(ratio));
    ui.reading("Softmaxes", std::to_string(row.softmaxes));
    if (maps) ui.reading("Share on text", column == 0 ? fine_percent(maps->joint_text_share) : "its own softmax");
    ui.muted(row.direction);
  });
  ui.muted(
      "Same queries and keys in all three. The reference image of IP-Adapter is a stand-in: this picture's own keys "
      "averaged into 16. Share on text: how much of an image token's weight goes to text. Cost: scores and weighted "
      "sum of all heads, multiply and add counted as 2.");
}

}  // namespace lesson
