#include "widgets/encoder_shapes_draw.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lesson {

namespace {

using catalogue::short_count;
using catalogue::to_string;
using catalogue::with_commas;
using ui::Canvas;
using ui::Color;
using ui::Point;
using ui::Rect;
using ui::Type;

constexpr float kGutter = 34;    // room for row counts left of a joined tensor
constexpr float kTallest = 118;  // pixels that the tallest tensor of a way gets
constexpr float kTallestRow = 0.7f;
constexpr float kVectorHeight = 14;
constexpr float kLabel = 18;  // a line of small text
constexpr float kGap = 14;

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
      y += line + kGap;
      x = left;
      line = 0;
    }
    box.x = x;
    box.y = y + kLabel;
    placed.push_back({index, box, {x, y}});
    line = std::max(line, kLabel + box.h);
    x += cell + kGap;
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
    box.y = kLabel + static_cast<float>(part.y) * scale.row;
    placed.push_back({index, box, {}});
  }
  return kLabel + (vector ? kVectorHeight : static_cast<float>(stage.rows) * scale.row) + 2;
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
      canvas.text({box.x + box.w / 2, box.y - kLabel + 1}, columns, theme.colors.muted,
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

std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
  return text;
}

struct Quadrants {
  Color text_text, text_image, image_text, image_image;
};

Quadrants quadrant_colors(const ui::Palette& colors) {
  return {colors.text_token, ui::mix(colors.text_token, colors.background, 0.5f),
          ui::mix(colors.image_token, colors.background, 0.35f), ui::mix(colors.image_token, colors.background, 0.65f)};
}

void draw_joint_square(ui::Ui& ui, const AttentionPicture& attention, float side) {
  const double joint = static_cast<double>(attention.text + attention.image);
  const double t = static_cast<double>(attention.text) / joint, i = 1 - t;
  const Quadrants colors = quadrant_colors(ui.theme().colors);
  const float split = side * static_cast<float>(t);
  ui.canvas({.label = "Joint attention, to scale",
             .description = "Rows ask, columns are read. Text reads text " + percent(t * t) + ", text reads image " +
                            percent(t * i) + ", image reads text " + percent(i * t) + ", image reads image " +
                            percent(i * i) + " of the cells.",
             .width = side,
             .height = side},
            [&](Canvas& canvas) {
              canvas.rect({0, 0, side, side}, colors.image_image);
              canvas.rect({split, 0, side - split, split}, colors.text_image);
              canvas.rect({0, split, split, side - split}, colors.image_text);
              canvas.rect({0, 0, split, split}, colors.text_text);
              canvas.frame({0, 0, side, side}, ui.theme().colors.control);
            });
}

void draw_joint_legend(ui::Ui& ui, const AttentionPicture& attention) {
  const double joint = static_cast<double>(attention.text + attention.image);
  const double t = static_cast<double>(attention.text) / joint, i = 1 - t;
  const Quadrants colors = quadrant_colors(ui.theme().colors);
  const ui::LegendEntry image = {"image reads image " + percent(i * i), colors.image_image};
  const ui::LegendEntry all[] = {{"text reads text " + percent(t * t), colors.text_text},
                                 {"text reads image " + percent(t * i), colors.text_image},
                                 {"image reads text " + percent(i * t), colors.image_text},
                                 image};
  if (attention.text == 0) {
    ui.legend({&image, 1});
  } else {
    ui.legend(all);
  }
}

void draw_two_attentions(ui::Ui& ui, const AttentionPicture& attention, float side) {
  const Quadrants colors = quadrant_colors(ui.theme().colors);
  const float strip = std::max(2.0f, side * static_cast<float>(attention.text) / static_cast<float>(attention.image));
  ui.canvas({.label = "Self- and cross-attention, to scale",
             .description = "Image rows read image rows, and apart from that the text rows.",
             .width = side + kGap + strip + 2,
             .height = side},
            [&](Canvas& canvas) {
              canvas.rect({0, 0, side, side}, colors.image_image);
              canvas.rect({side + kGap, 0, strip, side}, colors.image_text);
            });
}

void draw_two_legend(ui::Ui& ui) {
  const Quadrants colors = quadrant_colors(ui.theme().colors);
  const ui::LegendEntry entries[] = {{"image reads image", colors.image_image},
                                     {"image reads text, apart", colors.image_text}};
  ui.legend(entries);
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

void draw_image_way(ui::Ui& ui, const EncoderShapesView& view) {
  const float width = ui.available_width();
  const float big = std::min(120.0f, width * 0.38f);
  const float pixel = big / static_cast<float>(std::max(view.image.front().side, 1));
  float right = 0;
  for (std::size_t i = 1; i < view.image.size(); ++i)
    right += std::max(static_cast<float>(view.image[i].side) * pixel, 2 * kLabel) + 10;
  ui.canvas({.label = "From image to patches, sides to scale", .height = std::max(big + 2 * kLabel, right)},
            [&](Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              canvas.rect({0, 0, big, big}, ui::mix(colors.image_token, colors.background, 0.6f));
              canvas.text({0, big + 2}, "image " + to_string(view.image.front().shape), colors.text,
                          {.type = Type::small});
              const float column = big + 2 * kGap;
              const float widest = static_cast<float>(view.image.size() > 1 ? view.image[1].side : 0) * pixel;
              float y = 0;
              for (std::size_t i = 1; i < view.image.size(); ++i) {
                const ShapeSquare& square = view.image[i];
                const float side = std::max(2.0f, static_cast<float>(square.side) * pixel);
                canvas.rect({column, y, side, side}, colors.image_token);
                const float x = column + widest + 10;
                const float room = canvas.width() - x;
                canvas.text({x, y}, square.name + " " + to_string(square.shape), colors.text,
                            {.type = Type::small, .max_width = room});
                canvas.text({x, y + kLabel}, square.note, colors.muted, {.type = Type::small, .max_width = room});
                y += std::max(side, 2 * kLabel) + 10;
              }
            });
}

void draw_sequence_bar(ui::Ui& ui, const AttentionPicture& attention) {
  if (!attention.joint || attention.text == 0) return;
  const double joint = static_cast<double>(attention.text + attention.image);
  const std::string text = "text " + with_commas(attention.text), image = "image " + with_commas(attention.image);
  ui.canvas({.label = "The sequence, to scale", .description = text + ", " + image + ".", .height = 26 + kLabel},
            [&](Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              const float split = canvas.width() * static_cast<float>(static_cast<double>(attention.text) / joint);
              canvas.rect({0, kLabel, split, 24}, colors.text_token);
              canvas.rect({split, kLabel, canvas.width() - split, 24}, colors.image_token);
              canvas.text({0, 0}, text, colors.text_token, {.type = Type::small});
              canvas.text({canvas.width(), 0}, image, colors.image_token,
                          {.type = Type::small, .align = ui::Align::right});
            });
}

void draw_attention(ui::Ui& ui, const AttentionPicture& attention) {
  const float side = std::min(200.0f, ui.available_width() * 0.62f);
  const ui::Column columns[] = {{side + 30, 0}, {150, 1}};
  ui.columns(columns, [&](int column) {
    if (column == 0) {
      if (attention.joint) {
        draw_joint_square(ui, attention, side);
      } else {
        draw_two_attentions(ui, attention, side);
      }
      return;
    }
    if (attention.joint) {
      draw_joint_legend(ui, attention);
    } else {
      draw_two_legend(ui);
    }
    ui.muted("A row is a token that reads, a column one that is read.");
  });
  ui.muted(with_commas(attention.entries_per_head) + " weights per head, " + std::to_string(attention.heads) +
           " heads, " + std::to_string(attention.blocks) + " blocks: " + short_count(attention.entries_total) +
           " weights in one forward.");
}

void draw_weights_bars(ui::Ui& ui, const EncoderShapesView& view) {
  std::int64_t most = 1;
  for (const WeightsRow& row : view.weights) most = std::max(most, row.parameters);
  const float line = kLabel + 18 + 8;
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
                canvas.rect({0, y + kLabel, w, 16}, color_of(row.kind, colors), 2);
                y += line;
              }
            });
}

}  // namespace lesson
