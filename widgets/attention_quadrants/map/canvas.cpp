#include "widgets/attention_quadrants/map/canvas.h"

#include <algorithm>
#include <cmath>

#include "core/text_format.h"
#include "widgets/attention_quadrants/view.h"

namespace lesson {

namespace {

constexpr double kTileMs = 4;  ///< of a frame's 16

struct Margins {
  float left, top;
};
/// Room for a word at the zoom's end; more of it where the map is not a phone's.
Margins margins_for(float width) { return width < 340 ? Margins{76, 72} : Margins{86, 82}; }

}  // namespace

void MapCanvas::forget() {
  scale_final_ = false;
  shown_ = {};
  rows_done_ = -1;
}

// --- the picture
// -------------------------------------------------------------------------------------------------------

void MapCanvas::choose_scale(const Given& given) {
  if (scaled_map_ != &given.map || scale_wanted_ != given.scale) scale_final_ = false;
  if (scale_final_) return;
  scale_ = fit_scale(given.map, given.scale);
  scaled_map_ = &given.map;
  scale_final_ = given.map.done();
  scale_wanted_ = given.scale;
  shown_ = {};
}

/// Fills the texture's pixels with the groups in sight, unless they are there already.
void MapCanvas::compose(const Given& given, const Picture& wanted, const ui::Theme& theme) {
  const int done = static_cast<int>(given.map.progress() * given.map.tokens());
  if (wanted == shown_ && exact_ && paper_ == theme.colors.background && rows_done_ == done && shown_map_ == &given.map)
    return;
  exact_ = given.map.codes(wanted.level, wanted.row0, wanted.rows, wanted.col0, wanted.cols, kTileMs, codes_);
  const ColorTable table(scale_, theme);
  rgba_.resize(codes_.size() * 4);
  std::uint8_t* to = rgba_.data();
  for (const WeightCode code : codes_) {
    const auto& color = table[code];
    std::copy(color.begin(), color.end(), to);
    to += 4;
  }
  ++revision_;
  shown_ = wanted;
  paper_ = theme.colors.background;
  rows_done_ = done;
  shown_map_ = &given.map;
}

void MapCanvas::draw_quadrants(ui::Ui& ui, ui::Canvas& canvas, const Given& given) {
  const AttentionMap& map = given.map;
  const int level = level_for(cols_.cell_size(), map.levels()), S = map.tokens();
  const auto range = [&](const MapAxis& axis, int& first, int& count) {
    const int from = std::clamp(static_cast<int>(std::floor(axis.first)), 0, S - 1),
              to = std::clamp(static_cast<int>(std::ceil(axis.first + axis.span)) - 1, 0, S - 1);
    first = map.group_of(level, from);
    count = map.group_of(level, to) - first + 1;
  };
  Picture wanted{level};
  range(rows_, wanted.row0, wanted.rows);
  range(cols_, wanted.col0, wanted.cols);
  compose(given, wanted, ui.theme());
  if (!exact_) ui.request_frame();
  const ui::Pixels pixels{wanted.cols, wanted.rows, rgba_, revision_, false};
  struct Part {
    int g0, g1;
    float from, to;  // pixels
    float visible_to;
  };
  const auto parts = [&](const MapAxis& axis, int g0, int count) {
    std::array<Part, 2> out{};
    const int text = map.text_groups(level);
    const std::array<std::pair<int, int>, 2> ends = {
        {{g0, std::min(g0 + count, text)}, {std::max(g0, text), g0 + count}}};
    for (std::size_t i = 0; i < 2; ++i) {
      const auto [a, b] = ends[i];
      if (b <= a) continue;
      const int first = map.first_cell(level, a), full = first + ((b - a) << level),
                last = i == 0 ? std::min(full, map.shape().text_tokens) : std::min(full, S);
      const float from = axis.at(static_cast<float>(first)), size = axis.cell_size();
      out[i] = {a, b, from, from + static_cast<float>(full - first) * size,
                from + static_cast<float>(last - first) * size};
    }
    return out;
  };
  const auto row_parts = parts(rows_, wanted.row0, wanted.rows), col_parts = parts(cols_, wanted.col0, wanted.cols);
  const float w = static_cast<float>(wanted.cols), h = static_cast<float>(wanted.rows);
  canvas.clip({cols_.origin, rows_.origin, cols_.length, rows_.length}, [&] {
    for (std::size_t i = 0; i < 4; ++i) {
      const Part &r = row_parts[i / 2], &c = col_parts[i % 2];
      if (r.g1 <= r.g0 || c.g1 <= c.g0) continue;
      const ui::Rect seen{c.from, r.from, c.visible_to - c.from, r.visible_to - r.from};
      canvas.clip(seen, [&] {
        canvas.image("map", pixels, {c.from, r.from, c.to - c.from, r.to - r.from},
                     {static_cast<float>(c.g0 - wanted.col0) / w, static_cast<float>(r.g0 - wanted.row0) / h,
                      static_cast<float>(c.g1 - c.g0) / w, static_cast<float>(r.g1 - r.g0) / h});
      });
      if (map.cut().cut[i]) canvas.hatch(seen, ui.theme().colors.control, 8);
    }
  });
}

// --- moving
// ------------------------------------------------------------------------------------------------------------

std::optional<int> MapCanvas::act(const ui::CanvasInput& in, const Given& given, MapView& view) {
  const int S = given.map.tokens();
  const float largest = largest_zoom(cols_.length, S);
  const auto zoom_by = [&](float factor, float fx, float fy) {  // the cell under (fx, fy) of the frame stays there
    const float zoom = std::clamp(view.zoom * factor, 1.0f, largest);
    view.x = clamp_center(view.x + (fx - 0.5f) * (1 / view.zoom - 1 / zoom), zoom);
    view.y = clamp_center(view.y + (fy - 0.5f) * (1 / view.zoom - 1 / zoom), zoom);
    view.zoom = zoom;
  };
  const float fx = std::clamp((in.pointer.x - cols_.origin) / cols_.length, 0.0f, 1.0f),
              fy = std::clamp((in.pointer.y - rows_.origin) / rows_.length, 0.0f, 1.0f);
  if (in.wheel != 0) zoom_by(std::pow(1.25f, in.wheel), fx, fy);
  if (in.double_clicked) zoom_by(2, fx, fy);
  if (in.dragging) {
    view.x = clamp_center(view.x - in.drag_delta.x / cols_.length / view.zoom, view.zoom);
    view.y = clamp_center(view.y - in.drag_delta.y / rows_.length / view.zoom, view.zoom);
  }
  if (in.home) view = {};
  const bool inside = in.hovered && in.pointer.x >= cols_.origin && in.pointer.y >= rows_.origin;
  if (inside) {
    cursor_col_ = std::clamp(static_cast<int>(cols_.cell(in.pointer.x)), 0, S - 1);
    cursor_row_ = std::clamp(static_cast<int>(rows_.cell(in.pointer.y)), 0, S - 1);
  } else if (in.move_x != 0 || in.move_y != 0) {
    const int step = std::max(1, static_cast<int>(std::lround(4 / cols_.cell_size())));
    const auto start = [&](int cursor, float center) {
      return cursor >= 0 ? cursor : static_cast<int>(center * static_cast<float>(S));
    };
    cursor_col_ = std::clamp(start(cursor_col_, view.x) + in.move_x * step, 0, S - 1);
    cursor_row_ = std::clamp(start(cursor_row_, view.y) + in.move_y * step, 0, S - 1);
    const auto follow = [&](float& center, int cursor, const MapAxis& axis) {
      const float c = static_cast<float>(cursor);
      if (c < axis.first || c > axis.first + axis.span - 1)
        center = clamp_center((c + 0.5f) / static_cast<float>(S), view.zoom);
    };
    follow(view.x, cursor_col_, cols_);
    follow(view.y, cursor_row_, rows_);
  } else if (!in.focused && !in.hovered) {
    cursor_row_ = cursor_col_ = -1;
  }
  if (in.zoom != 0) {
    const bool pointed = cursor_row_ >= 0;
    const float px = pointed ? (cols_.at(static_cast<float>(cursor_col_)) - cols_.origin) / cols_.length : 0.5f,
                py = pointed ? (rows_.at(static_cast<float>(cursor_row_)) - rows_.origin) / rows_.length : 0.5f;
    zoom_by(std::pow(1.5f, static_cast<float>(in.zoom)), std::clamp(px, 0.0f, 1.0f), std::clamp(py, 0.0f, 1.0f));
  }
  if (in.clicked && cursor_row_ >= 0 && (inside || in.by_key)) return cursor_row_;
  return std::nullopt;
}

void MapCanvas::read(const Given& given) {
  reading_.clear();
  if (cursor_row_ < 0) return;
  const std::string pair = "\u201C" + token_label(given.info, cursor_row_) + "\u201D reads \u201C" +
                           token_label(given.info, cursor_col_) + "\u201D: ";
  const std::optional<float> weight = given.map.weight(cursor_row_, cursor_col_);
  if (!weight) {
    reading_ = pair + "not computed yet";
    return;
  }
  const double w = static_cast<double>(*weight);
  reading_ = pair + fine_percent(w) + " of its row, " + times(w * given.map.tokens()) + " uniform";
}

std::optional<int> MapCanvas::draw(ui::Ui& ui, const Given& given, MapView& view) {
  const float width = std::min(ui.available_width(), 620.0f);
  const Margins margin = margins_for(width);
  const float side = width - margin.left - 1;
  const int S = given.map.tokens(), T = given.map.shape().text_tokens;
  view.zoom = std::clamp(view.zoom, 1.0f, largest_zoom(side, S));
  choose_scale(given);
  cursor_row_ = std::min(cursor_row_, S - 1);
  cursor_col_ = std::min(cursor_col_, S - 1);
  std::optional<int> chosen;
  const ui::CanvasOptions options{
      .label = "Attention map",
      .description =
          "Rows are queries (who reads), columns are keys (what is read), text first. Arrow keys move a cursor, Enter "
          "chooses the row's token, plus and minus zoom, 0 shows all.",
      .value = reading_,
      .width = width,
      .height = margin.top + side + 1,
      .interactive = true,
      .wheel_in = view.zoom < largest_zoom(side, S) * 0.999f,
      .wheel_out = view.zoom > 1.001f};
  ui.canvas(options, [&](ui::Canvas& canvas) {
    rows_ = axis_for(margin.top, side, S, T, view.zoom, view.y);
    cols_ = axis_for(margin.left, side, S, T, view.zoom, view.x);
    const MapView before = view;
    chosen = act(canvas.input(), given, view);
    if (!(view == before)) {
      rows_ = axis_for(margin.top, side, S, T, view.zoom, view.y);
      cols_ = axis_for(margin.left, side, S, T, view.zoom, view.x);
    }
    canvas.rect({margin.left, margin.top, side, side}, ui.theme().colors.surface);
    draw_quadrants(ui, canvas, given);
    draw_edges(ui, canvas, given);
    draw_chosen(ui, canvas, given);
    draw_names(ui, canvas, given);
    draw_cursor(ui, canvas);
    read(given);
    canvas.set_value(reading_);
  });
  return chosen;
}

}  // namespace lesson
