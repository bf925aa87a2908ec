#include "widgets/step_count/pictures/draw.h"

#include <algorithm>

#include "core/text_format.h"

namespace lesson {

namespace {

constexpr float kLargest = 128;  // twice the pictures' own size
constexpr int kPerLine = 8, kPerNarrowLine = 4;

ui::Color color_of(int series, const ui::Palette& colors) { return colors.data[static_cast<std::size_t>(series)]; }

/// A place that waits for its picture: how far it has come, from the bottom up.
void draw_waiting(ui::Ui& ui, const PictureCell& cell, float side) {
  const ui::Palette& colors = ui.theme().colors;
  const char* state = cell.state == PictureCell::running   ? "being computed"
                      : cell.state == PictureCell::waiting ? "waiting"
                                                           : "not computed";
  ui.canvas({.label = cell.name, .description = state, .width = side, .height = side}, [&](ui::Canvas& canvas) {
    const ui::Rect all{0, 0, canvas.width(), canvas.height()};
    canvas.rect(all, colors.surface, ui.theme().radius());
    const float filled = canvas.height() * static_cast<float>(cell.progress);
    canvas.rect({0, canvas.height() - filled, canvas.width(), filled}, ui::with_alpha(colors.accent, 0.25f));
    canvas.frame(all, colors.line, 1, ui.theme().radius());
  });
}

}  // namespace

ui::Pixels PictureGrid::pixels(const PictureCell& cell) {
  Shown& shown = shown_[cell.key];
  const Picture& picture = cell.made->picture;
  if (shown.sha256 != cell.made->sha256 || shown.rgba.empty()) {
    shown.sha256 = cell.made->sha256;
    ++shown.revision;
    shown.rgba.clear();
    for (std::size_t i = 0; i + 2 < picture.rgb.size(); i += 3) {
      shown.rgba.insert(shown.rgba.end(), {picture.rgb[i], picture.rgb[i + 1], picture.rgb[i + 2], 255});
    }
  }
  return {picture.width, picture.height, shown.rgba, shown.revision, false};
}

void PictureGrid::draw_cell(ui::Ui& ui, const PictureCell& cell) {
  const float side = std::min(ui.available_width(), kLargest);
  if (cell.made)
    ui.image(cell.name, pixels(cell), side, side, cell.note + (cell.note.empty() ? "" : ", ") + cell.time);
  else
    draw_waiting(ui, cell, side);
  ui.text(cell.label, ui::Type::small);
  ui.status(cell.note);
  ui.status(cell.time);
}

void PictureGrid::draw(ui::Ui& ui, const StepPicturesView& view) {
  const int line = ui.available_width() < 560 ? kPerNarrowLine : kPerLine;
  for (const PictureRow& row : view.rows) {
    ui.group(row.title, [&] {
      ui.heading(row.title, 3);
      for (int first = 0; first < static_cast<int>(row.cells.size()); first += line) {
        const std::vector<ui::Column> columns(static_cast<std::size_t>(line), ui::Column{40, 1});
        ui.columns(columns, [&](int column) { draw_cell(ui, row.cells[static_cast<std::size_t>(first + column)]); });
      }
    });
  }
}

void draw_distance_plot(ui::Ui& ui, const StepPicturesView& view) {
  const ui::Palette& colors = ui.theme().colors;
  ui::PlotOptions plot{
      .label = "Distance to the many-step picture against steps", .description = view.summary, .height = 260};
  plot.x = {.label = "steps", .min = 1.8, .max = 110, .log = true, .ticks = {2, 4, 8, 10, 20, 28, 50, 100}};
  plot.y = {.label = "distance of the pictures", .min = 1e-3, .max = 1, .log = true};
  for (const PictureCurve& curve : view.curves) {
    plot.series.push_back(
        {.name = curve.name, .color = color_of(curve.series, colors), .x = curve.x, .y = curve.y, .markers = true});
  }
  plot.series.push_back({.name = short_number(kPictureClose),
                         .color = colors.muted,
                         .x = {plot.x.min, plot.x.max},
                         .y = {kPictureClose, kPictureClose},
                         .dashed = true});
  ui.plot(plot);
}

}  // namespace lesson
