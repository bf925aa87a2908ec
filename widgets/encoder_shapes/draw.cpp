#include "widgets/encoder_shapes/draw.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lesson {

namespace {

using catalogue::short_count;
using catalogue::to_string;
using ui::Canvas;
using ui::Color;
using ui::Point;
using ui::Rect;
using ui::Type;

constexpr float kGutter = 34;    // room for row counts left of a joined tensor
constexpr float kTallest = 118;  // pixels that the tallest tensor of a way gets
constexpr float kTallestRow = 0.7f;
constexpr float kVectorHeight = 14;

// Pixels per column and per row; rows are drawn `stretch` times taller, so that 77 of them can be seen.
struct Scale {
  float column = 1, row = 1;
  int stretch = 1;
};

Scale scale_of(std::span<const ShapeStage> stages, float width) {
  std::int64_t columns = 1, rows = 1;
  for (const ShapeStage& stage : stages) {
    columns = std::max(columns, stage.columns);
    rows = std::max(rows, stage.rows);
  }
  Scale scale;
  scale.column = (width - kGutter) / static_cast<float>(columns);
  const float row = std::min(kTallest / static_cast<float>(rows), kTallestRow);
  scale.stretch = std::max(1, static_cast<int>(row / scale.column));
  scale.row = scale.column * static_cast<float>(scale.stretch);
  return scale;
}

struct PlacedPart {
  int index;
  Rect box;
  Point label;  // top left of its label above the box (parts that stay apart)
};

std::string label_of(const ShapePart& part) { return part.name + " " + to_string(part.shape); }

Rect box_of(const ShapePart& part, const Scale& scale) {
  const float w = std::max(2.0f, static_cast<float>(part.columns) * scale.column);
  const float h = part.rows == 1 ? kVectorHeight : std::max(2.0f, static_cast<float>(part.rows) * scale.row);
  return {0, 0, w, h};
}

// Tensors of their own: from left to right, wrapping, each under its label.
float place_apart(ui::Ui& ui, const EncoderShapesView& view, const ShapeStage& stage, const Scale& scale, float width,
                  std::vector<PlacedPart>& placed) {
  const float left = stage.rows > 1 ? kGutter : 0;  // under one another with the joined ones
  float x = left, y = 0, line = 0;
  for (const int index : stage.parts) {
    const ShapePart& part = view.parts[static_cast<std::size_t>(index)];
    Rect box = box_of(part, scale);
    const float cell = std::max(box.w, ui.measure(label_of(part), Type::small).x);
    if (x > left && x + cell > width) {
      y += line + kPictureGap;
      x = left;
      line = 0;
    }
    box.x = x;
    box.y = y + kLabelLine;
    placed.push_back({index, box, {x, y}});
    line = std::max(line, kLabelLine + box.h);
    x += cell + kPictureGap;
  }
  return y + line + 2;
}

// One tensor made of several: places as in the tensor, column counts above, row counts at the left.
float place_joined(const EncoderShapesView& view, const ShapeStage& stage, const Scale& scale,
                   std::vector<PlacedPart>& placed) {
  const bool vector = stage.rows == 1;
  for (const int index : stage.parts) {
    const ShapePart& part = view.parts[static_cast<std::size_t>(index)];
    Rect box = box_of(part, scale);
    box.x = (vector ? 0 : kGutter) + static_cast<float>(part.x) * scale.column;
    box.y = kLabelLine + static_cast<float>(part.y) * scale.row;
    placed.push_back({index, box, {}});
  }
  return kLabelLine + (vector ? kVectorHeight : static_cast<float>(stage.rows) * scale.row) + 2;
}

void draw_box(Canvas& canvas, const ui::Theme& theme, const ShapePart& part, const Rect& box, bool chosen) {
  const Color color = color_of(part.kind, theme.colors);
  const Color pale = ui::mix(color, theme.colors.background, 0.55f);
  if (part.kind == PartKind::zeros) {
    canvas.rect(box, theme.colors.background);
    canvas.hatch(box, theme.colors.control);
  } else {
    canvas.rect(box, part.prompt_rows > 0 ? pale : color);
    const float full = static_cast<float>(part.prompt_rows) / static_cast<float>(std::max<std::int64_t>(part.rows, 1));
    if (part.prompt_rows > 0) canvas.rect({box.x, box.y, box.w, std::max(2.0f, box.h * full)}, color);
  }
  canvas.frame(box, chosen ? theme.colors.text : ui::mix(color, theme.colors.text, 0.35f), chosen ? 2.0f : 1.0f);
}

void draw_name_inside(Canvas& canvas, const ui::Theme& theme, const ShapePart& part, const Rect& box) {
  const Point size = canvas.measure(part.name, Type::small);
  if (size.x + 8 > box.w || size.y + 2 > box.h) return;
  const Color color = color_of(part.kind, theme.colors);
  const Color behind = part.kind == PartKind::zeros ? theme.colors.background
                       : part.prompt_rows > 0       ? ui::mix(color, theme.colors.background, 0.55f)
                                                    : color;
  const Point at{box.x + box.w / 2, box.y + (box.h - size.y) / 2};
  if (part.kind == PartKind::zeros) canvas.rect({at.x - size.x / 2 - 4, at.y - 1, size.x + 8, size.y + 2}, behind, 3);
  canvas.text(at, part.name, ui::readable_on(behind),
              {.type = Type::small, .align = ui::Align::center, .record = false});
}

// Column counts above the first row of boxes, row counts left of the first column.
void draw_counts(Canvas& canvas, const ui::Theme& theme, const ShapePart& part, const Rect& box) {
  if (part.y == 0) {
    const std::string columns = std::to_string(part.columns);
    if (canvas.measure(columns, Type::small).x <= box.w)
      canvas.text({box.x + box.w / 2, box.y - kLabelLine + 1}, columns, theme.colors.muted,
                  {.type = Type::small, .align = ui::Align::center, .record = false});
  }
  if (part.x == 0 && part.rows > 1) {
    const std::string rows = std::to_string(part.rows);
    const float height = canvas.measure(rows, Type::small).y;
    canvas.text({box.x - 6, box.y + (box.h - height) / 2}, rows, theme.colors.muted,
                {.type = Type::small, .align = ui::Align::right, .record = false});
  }
}

int draw_stage(ui::Ui& ui, const EncoderShapesView& view, const ShapeStage& stage, const Scale& scale, int chosen) {
  const float width = ui.available_width();
  std::vector<PlacedPart> placed;
  const float height =
      stage.apart ? place_apart(ui, view, stage, scale, width, placed) : place_joined(view, stage, scale, placed);
  int pressed = -1;
  const std::string axis = stage.axis.empty() ? "" : " Joined along the " + stage.axis + ".";
  ui.canvas({.label = stage.title, .description = "Boxes to scale." + axis, .height = height}, [&](Canvas& canvas) {
    const ui::Theme& theme = ui.theme();
    for (const PlacedPart& at : placed) {
      const ShapePart& part = view.parts[static_cast<std::size_t>(at.index)];
      draw_box(canvas, theme, part, at.box, at.index == chosen);
      if (stage.apart) {
        canvas.text(at.label, label_of(part), theme.colors.text, {.type = Type::small, .record = false});
      } else {
        draw_name_inside(canvas, theme, part, at.box);
        draw_counts(canvas, theme, part, at.box);
      }
      if (canvas.spot(label_of(part), at.box, at.index == chosen)) pressed = at.index;
    }
  });
  return pressed;
}

}  // namespace

ui::Color color_of(PartKind kind, const ui::Palette& colors) {
  switch (kind) {
    case PartKind::clip_l: return colors.data[0];
    case PartKind::clip_g: return colors.data[3];
    case PartKind::t5: return colors.data[4];
    case PartKind::zeros: return colors.control;
    case PartKind::text: return colors.text_token;
    case PartKind::image: return colors.image_token;
    case PartKind::vector: return colors.data[2];
    case PartKind::time: break;
  }
  return colors.data[5];
}

int draw_stages(ui::Ui& ui, const EncoderShapesView& view, std::span<const ShapeStage> stages, int chosen) {
  const Scale scale = scale_of(stages, ui.available_width());
  int pressed = -1;
  for (const ShapeStage& stage : stages) {
    ui.reading(stage.title, stage.result.empty() ? "" : to_string(stage.result));
    const int index = draw_stage(ui, view, stage, scale, chosen);
    if (index >= 0) pressed = index;
    if (!stage.note.empty()) ui.muted(stage.note);
    const auto here = std::find(stage.parts.begin(), stage.parts.end(), chosen);
    if (here != stage.parts.end()) ui.text(view.parts[static_cast<std::size_t>(chosen)].reading);
    ui.space(6);
  }
  if (scale.stretch > 1 && stages.size() > 1 && stages.front().rows > 1) {
    ui.muted("Boxes to scale; rows are drawn " + std::to_string(scale.stretch) + " times taller than columns.");
  }
  return pressed;
}

void draw_weights_bars(ui::Ui& ui, const EncoderShapesView& view) {
  std::int64_t most = 1;
  for (const WeightsRow& row : view.weights) most = std::max(most, row.parameters);
  const float line = kLabelLine + 18 + 8;
  ui.canvas({.label = "Parameters, to scale", .height = line * static_cast<float>(view.weights.size())},
            [&](Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              float y = 0;
              for (const WeightsRow& row : view.weights) {
                const double share = static_cast<double>(row.parameters) / static_cast<double>(most);
                const float w = std::max(2.0f, canvas.width() * static_cast<float>(share));
                canvas.text({0, y}, row.name, colors.text, {.type = Type::small});
                canvas.text({canvas.width(), y}, short_count(row.parameters), colors.text,
                            {.type = Type::small, .align = ui::Align::right});
                canvas.rect({0, y + kLabelLine, w, 16}, color_of(row.kind, colors), 2);
                y += line;
              }
            });
}

void draw_scaling_plot(ui::Ui& ui, const ScalingView& view) {
  const ui::Palette& colors = ui.theme().colors;
  ui::PlotOptions plot{.label = "Blocks and width", .description = view.sentence, .height = 280};
  plot.x = {.label = "blocks", .min = 0, .max = kMostDepth};
  plot.y = {.label = "width d"};
  plot.series.push_back({.name = "SD3's rule, 64 a block",
                         .color = colors.accent,
                         .x = {kLeastDepth, kMostDepth},
                         .y = {kHeadOfFamily * kLeastDepth, kHeadOfFamily * kMostDepth}});
  for (const ScalingPoint& point : view.published) {
    plot.series.push_back({.name = point.name,
                           .color = colors.muted,
                           .x = {static_cast<double>(point.blocks)},
                           .y = {static_cast<double>(point.width)},
                           .line = false,
                           .markers = true});
  }
  plot.marks = {static_cast<double>(view.chosen.blocks)};
  ui.plot(plot);
}

}  // namespace lesson
