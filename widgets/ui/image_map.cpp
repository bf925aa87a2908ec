#include "widgets/ui/image_map.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/text_format.h"

namespace lesson::ui {

namespace {

constexpr float kShareLegendHeight = 30;

/// The colours from 0 to `highest`, its two ends named, within a canvas from `top` on: kShareLegendHeight high.
void draw_share_legend(Ui& ui, Canvas& canvas, float top, std::string_view highest) {
  const Color muted = ui.theme().colors.muted;
  draw_color_bar(ui, canvas, {0, top + 6, canvas.width(), 6});
  canvas.text({0, top + 14}, "0", muted, {.type = Type::small, .record = false});
  canvas.text({canvas.width(), top + 14}, highest, muted,
              {.type = Type::small, .align = Align::right, .record = false});
}

/// Half faded, so that the weights over the picture are what the eye sees first.
constexpr Color kFaded = {255, 255, 255, 150};

void draw_cells(Ui& ui, Canvas& canvas, HeatPicture& heat, const ImageMap& map, float high, const Rect& to) {
  const bool over = map.picture.w > 0;
  if (over) canvas.image("picture", map.picture, to, {0, 0, 1, 1}, kFaded);
  canvas.image("cells", heat.of(map.values, map.rows, map.cols, high, over, map.stamp, ui.theme()), to);
}

void mark_cell(Ui& ui, Canvas& canvas, const ImageMap& map, int token, Color color) {
  const float side = canvas.width() / static_cast<float>(map.cols);
  const float x = side * static_cast<float>(token % map.cols), y = side * static_cast<float>(token / map.cols);
  canvas.frame({x - 2, y - 2, side + 4, side + 4}, ui.theme().colors.background, 2, 2);
  canvas.frame({x - 1, y - 1, side + 2, side + 2}, color, 1.5f, 1);
}

int nearest_cell(const ImageMap& map, int row, int col) {
  return std::clamp(row, 0, map.rows - 1) * map.cols + std::clamp(col, 0, map.cols - 1);
}

/// Follows the pointer, or the arrow keys from where they are, from the chosen patch or from the middle.
void move_cursor(int& cursor, const Canvas& canvas, const ImageMap& map, float height) {
  const CanvasInput& in = canvas.input();
  if (in.move_x != 0 || in.move_y != 0) {
    const int middle = map.rows / 2 * map.cols + map.cols / 2;
    const int from = cursor >= 0 ? cursor : map.chosen >= 0 ? map.chosen : middle;
    cursor = nearest_cell(map, from / map.cols + in.move_y, from % map.cols + in.move_x);
  } else if (in.hovered && in.pointer.y < height) {
    const float side = canvas.width() / static_cast<float>(map.cols);
    cursor = nearest_cell(map, static_cast<int>(in.pointer.y / side), static_cast<int>(in.pointer.x / side));
  } else if (in.hovered || !in.focused || cursor >= map.rows * map.cols) {
    cursor = -1;
  }
}

std::string reading_of(const ImageMap& map, int cell) {
  return "patch " + std::to_string(cell / map.cols + 1) + ", " + std::to_string(cell % map.cols + 1) + ": " +
         fine_percent(static_cast<double>(map.values[static_cast<std::size_t>(cell)]));
}

}  // namespace

void draw_color_bar(Ui& ui, Canvas& canvas, const Rect& place) {
  constexpr int kCells = 64;
  const float w = place.w / kCells;
  for (int i = 0; i < kCells; ++i) {
    canvas.rect({place.x + w * static_cast<float>(i), place.y, w + 0.6f, place.h},
                sample(ColorMap::sequential, ui.theme(), (static_cast<float>(i) + 0.5f) / kCells));
  }
  canvas.frame(place, ui.theme().colors.line);
}

bool HeatPicture::fresh(unsigned stamp, const Theme& theme, std::size_t size, bool flag) {
  if (revision_ > 0 && stamp == stamp_ && theme.dark == dark_ && rgba_.size() == size && flag == flag_) return true;
  stamp_ = stamp;
  dark_ = theme.dark;
  flag_ = flag;
  rgba_.resize(size);
  ++revision_;
  return false;
}

Pixels HeatPicture::of(std::span<const float> values, int rows, int cols, float high, bool over_picture, unsigned stamp,
                       const Theme& theme) {
  if (!fresh(stamp, theme, values.size() * 4, over_picture)) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float t = high > 0 ? std::clamp(values[i] / high, 0.0f, 1.0f) : 0.0f;
      const Color c = sample(ColorMap::sequential, theme, t);
      const float alpha = over_picture ? std::min(1.0f, 0.35f + 0.65f * std::sqrt(t)) : 1.0f;
      const std::uint8_t pixel[4] = {c.r, c.g, c.b, static_cast<std::uint8_t>(alpha * 255)};
      std::copy_n(pixel, 4, &rgba_[4 * i]);
    }
  }
  return {cols, rows, rgba_, revision_, false};
}

std::optional<int> draw_image_map(Ui& ui, ImageMapView& view, const ImageMap& map) {
  if (map.values.empty() || map.rows <= 0 || map.cols <= 0) return std::nullopt;
  const float high = *std::max_element(map.values.begin(), map.values.end());
  if (!(high > 0)) {
    ui.muted("Nothing here: all of it is cut or unchanged.");
    return std::nullopt;
  }
  const float width = std::min(ui.available_width(), 240.0f),
              height = width * static_cast<float>(map.rows) / static_cast<float>(map.cols);
  const std::string strongest = fine_percent(static_cast<double>(high));
  std::optional<int> chosen;
  ui.canvas({.label = map.label,
             .description = map.description,
             .value = "strongest " + strongest,
             .width = width,
             .height = height + kShareLegendHeight,
             .interactive = true},
            [&](Canvas& canvas) {
              move_cursor(view.cursor, canvas, map, height);
              draw_cells(ui, canvas, view.heat, map, high, {0, 0, width, height});
              draw_share_legend(ui, canvas, height, strongest);
              if (map.chosen >= 0) mark_cell(ui, canvas, map, map.chosen, ui.theme().colors.accent);
              if (view.cursor < 0) return;
              mark_cell(ui, canvas, map, view.cursor, ui.theme().colors.text);
              canvas.set_value(reading_of(map, view.cursor) + "; strongest " + strongest);
              if (canvas.input().clicked) chosen = view.cursor;
            });
  return chosen;
}

}  // namespace lesson::ui
