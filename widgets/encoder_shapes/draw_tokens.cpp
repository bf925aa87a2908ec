// From image to tokens, and the attention over them, to scale.

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "widgets/encoder_shapes/draw.h"

namespace lesson {

namespace {

using catalogue::short_count;
using catalogue::to_string;
using catalogue::with_commas;
using ui::Canvas;
using ui::Color;
using ui::Type;

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
             .width = side + kPictureGap + strip + 2,
             .height = side},
            [&](Canvas& canvas) {
              canvas.rect({0, 0, side, side}, colors.image_image);
              canvas.rect({side + kPictureGap, 0, strip, side}, colors.image_text);
            });
}

void draw_two_legend(ui::Ui& ui) {
  const Quadrants colors = quadrant_colors(ui.theme().colors);
  const ui::LegendEntry entries[] = {{"image reads image", colors.image_image},
                                     {"image reads text, apart", colors.image_text}};
  ui.legend(entries);
}

}  // namespace

void draw_image_way(ui::Ui& ui, const EncoderShapesView& view) {
  const float width = ui.available_width();
  const float big = std::min(120.0f, width * 0.38f);
  const float pixel = big / static_cast<float>(std::max(view.image.front().side, 1));
  float right = 0;
  for (std::size_t i = 1; i < view.image.size(); ++i)
    right += std::max(static_cast<float>(view.image[i].side) * pixel, 2 * kLabelLine) + 10;
  ui.canvas({.label = "From image to patches, sides to scale", .height = std::max(big + 2 * kLabelLine, right)},
            [&](Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              canvas.rect({0, 0, big, big}, ui::mix(colors.image_token, colors.background, 0.6f));
              canvas.text({0, big + 2}, "image " + to_string(view.image.front().shape), colors.text,
                          {.type = Type::small});
              const float column = big + 2 * kPictureGap;
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
                canvas.text({x, y + kLabelLine}, square.note, colors.muted, {.type = Type::small, .max_width = room});
                y += std::max(side, 2 * kLabelLine) + 10;
              }
            });
}

void draw_sequence_bar(ui::Ui& ui, const AttentionPicture& attention) {
  if (!attention.joint || attention.text == 0) return;
  const double joint = static_cast<double>(attention.text + attention.image);
  const std::string text = "text " + with_commas(attention.text), image = "image " + with_commas(attention.image);
  ui.canvas({.label = "The sequence, to scale", .description = text + ", " + image + ".", .height = 26 + kLabelLine},
            [&](Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              const float split = canvas.width() * static_cast<float>(static_cast<double>(attention.text) / joint);
              canvas.rect({0, kLabelLine, split, 24}, colors.text_token);
              canvas.rect({split, kLabelLine, canvas.width() - split, 24}, colors.image_token);
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

}  // namespace lesson
