#include "widgets/attention/map_canvas.h"

#include <algorithm>
#include <cmath>

#include "widgets/attention/view.h"

namespace lesson {

namespace {

constexpr float kGap = 3, kTitle = 16, kStrip = 6;
constexpr double kTileMs = 4;     ///< of a frame's 16
constexpr float kSmallText = 15;  ///< height of a line of small text

struct Margins {
  float left, top;
};
Margins margins_for(float width) { return width < 420 ? Margins{64, 64} : Margins{84, 72}; }

float clamp_center(float center, float zoom) { return std::clamp(center, 0.5f / zoom, 1 - 0.5f / zoom); }

float largest_zoom(float length, int cells) {
  return std::max(1.0f, kLargestCell * static_cast<float>(cells) / std::max(length, 1.0f));
}

/// A name on a plate, so that it can be read on any colour.
void plate(ui::Ui& ui, ui::Canvas& canvas, ui::Point center, std::string_view text) {
  const ui::Point size = canvas.measure(text, ui::Type::small);
  const ui::Rect box{center.x - size.x / 2 - 6, center.y - size.y / 2 - 2, size.x + 12, size.y + 4};
  canvas.rect(box, ui::with_alpha(ui.theme().colors.background, 0.86f), 4);
  canvas.text({box.x + 6, box.y + 2}, text, ui.theme().colors.text, {.type = ui::Type::small});
}

}  // namespace

// --- axes
// --------------------------------------------------------------------------------------------------------------

float MapAxis::at(float cell) const {
  return origin + (cell - first) * cell_size() + (cell >= static_cast<float>(border) ? gap : 0.0f);
}

float MapAxis::cell(float pixel) const {
  const float c = first + (pixel - origin) / cell_size();
  const float b = static_cast<float>(border);
  if (gap == 0 || c < b) return c;
  return std::max(b, c - gap / cell_size());
}

MapAxis axis_for(float origin, float length, int cells, int border, float zoom, float center) {
  MapAxis axis{origin, length, 0, static_cast<float>(cells) / zoom, border, 0};
  axis.first = clamp_center(center, zoom) * static_cast<float>(cells) - axis.span / 2;
  const float b = static_cast<float>(border);
  if (axis.first < b && b < axis.first + axis.span) axis.gap = kGap;
  return axis;
}

int level_for(float cell_size, int levels) {
  int level = 0;
  while (level + 1 < levels && cell_size * static_cast<float>(1 << level) < 0.85f) ++level;
  return level;
}

void MapCanvas::forget() {
  scale_final_ = false;
  shown_ = {};
  rows_done_ = -1;
}

// --- the picture
// -------------------------------------------------------------------------------------------------------

void MapCanvas::choose_scale(const Given& given) {
  if (shown_map_ != &given.map || scale_wanted_ != given.scale) scale_final_ = false;
  if (scale_final_) return;
  scale_ = fit_scale(given.map, given.scale);
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

// --- edges, names, marks
// -----------------------------------------------------------------------------------------------

void MapCanvas::draw_edges(ui::Ui& ui, ui::Canvas& canvas, const Given& given) const {
  const ui::Palette& c = ui.theme().colors;
  const int T = given.map.shape().text_tokens, S = given.map.tokens();
  const auto visible = [&](const MapAxis& axis, int from, int to) {
    const float a = std::max(axis.at(static_cast<float>(from)), axis.origin);
    const float end = axis.at(static_cast<float>(to)) - (to == axis.border ? axis.gap : 0.0f);
    return std::pair{a, std::min(end, axis.origin + axis.length)};
  };
  const bool wide = canvas.width() >= 360;
  const bool row_labels = rows_.cell_size() >= kSmallText * 0.8f, col_labels = cols_.cell_size() >= kSmallText * 0.8f;
  const ui::TextLook title{.type = ui::Type::small, .align = ui::Align::right, .record = false};
  canvas.text({cols_.origin + cols_.length, col_labels ? 0 : rows_.origin - kStrip - 8 - 2 * kSmallText},
              wide ? "what is read (keys) \u2192" : "keys \u2192", c.muted, title);
  canvas.text_up({row_labels ? 0 : cols_.origin - kStrip - 10 - 2 * kSmallText, rows_.origin + rows_.length},
                 wide ? "\u2190 who reads (queries)" : "\u2190 queries", c.muted,
                 {.type = ui::Type::small, .record = false});
  for (int modality = 0; modality < 2; ++modality) {
    const int from = modality == 0 ? 0 : T, to = modality == 0 ? T : S;
    const ui::Color color = modality == 0 ? c.text_token : c.image_token;
    const std::string name = modality == 0 ? "text" : "image", longer = name + " \u00B7 " + std::to_string(to - from);
    const auto [y0, y1] = visible(rows_, from, to);
    if (y1 > y0 + 1) {
      canvas.rect({cols_.origin - kStrip - 3, y0, kStrip, y1 - y0}, color, 2);
      const std::string& label = canvas.measure(longer, ui::Type::small).x < y1 - y0 ? longer : name;
      if (!row_labels && canvas.measure(label, ui::Type::small).x < y1 - y0) {
        canvas.text_up({cols_.origin - kStrip - 8 - kSmallText, (y0 + y1) / 2}, label, color,
                       {.type = ui::Type::small, .align = ui::Align::center});
      }
    }
    const auto [x0, x1] = visible(cols_, from, to);
    if (x1 > x0 + 1) {
      canvas.rect({x0, rows_.origin - kStrip - 3, x1 - x0, kStrip}, color, 2);
      const std::string& label = canvas.measure(longer, ui::Type::small).x < x1 - x0 ? longer : name;
      if (!col_labels && canvas.measure(label, ui::Type::small).x < x1 - x0 + 24) {
        canvas.text({(x0 + x1) / 2, rows_.origin - kStrip - 7 - kSmallText}, label, color,
                    {.type = ui::Type::small, .align = ui::Align::center, .record = false});
      }
    }
  }
  const auto each = [&](const MapAxis& axis, auto&& draw) {
    const int first = std::clamp(static_cast<int>(std::ceil(axis.first - 0.3f)), 0, S - 1),
              last = std::clamp(static_cast<int>(std::floor(axis.first + axis.span - 0.7f)), 0, S - 1);
    for (int token = first; token <= last; ++token) {
      draw(token, axis.at(static_cast<float>(token)) + axis.cell_size() / 2,
           token == given.token ? c.accent
           : token < T          ? c.text_token
                                : c.image_token);
    }
  };
  const float room_left = cols_.origin - kStrip - 8 - kTitle, room_top = rows_.origin - kStrip - 6 - kTitle;
  if (row_labels) {
    each(rows_, [&](int token, float y, ui::Color color) {
      canvas.text({cols_.origin - kStrip - 7, y - kSmallText / 2}, token_label(given.info, token), color,
                  {.type = ui::Type::small, .align = ui::Align::right, .max_width = room_left});
    });
  }
  if (col_labels) {
    each(cols_, [&](int token, float x, ui::Color color) {
      canvas.text_up({x - kSmallText / 2, rows_.origin - kStrip - 6}, token_label(given.info, token), color,
                     {.type = ui::Type::small, .record = false, .max_width = room_top});
    });
  }
}

void MapCanvas::draw_names(ui::Ui& ui, ui::Canvas& canvas, const Given& given) const {
  const int T = given.map.shape().text_tokens, S = given.map.tokens();
  const ui::Rect area{cols_.origin, rows_.origin, cols_.length, rows_.length};
  const auto clipped = [](const MapAxis& axis, int from, int to) {
    const float a = std::max(axis.at(static_cast<float>(from)), axis.origin),
                end = axis.at(static_cast<float>(to)) - (to == axis.border ? axis.gap : 0.0f);
    return std::pair{a, std::min(end, axis.origin + axis.length)};
  };
  canvas.clip(area, [&] {
    for (std::size_t i = 0; i < 4; ++i) {
      const auto [y0, y1] = clipped(rows_, i < 2 ? 0 : T, i < 2 ? T : S);
      const auto [x0, x1] = clipped(cols_, i % 2 == 0 ? 0 : T, i % 2 == 0 ? T : S);
      const ui::Point size = canvas.measure(kQuadrantNames[i], ui::Type::small);
      const std::string name = given.map.cut().cut[i] ? std::string(kQuadrantNames[i]) + " (cut)" : kQuadrantNames[i];
      if (x1 - x0 >= size.x + 16 && y1 - y0 >= size.y + 10) {
        plate(ui, canvas, {(x0 + x1) / 2, std::min(y0 + 18, (y0 + y1) / 2)}, name);
      } else if (y1 - y0 >= size.x + 20 && x1 - x0 >= size.y + 6) {  // a narrow stripe: upwards
        const float x = (x0 + x1) / 2, w = canvas.measure(name, ui::Type::small).x, top = y0 + 12;
        canvas.rect({x - size.y / 2 - 2, top, size.y + 4, w + 12}, ui::with_alpha(ui.theme().colors.background, 0.86f),
                    4);
        canvas.text_up({x - size.y / 2, top + 6 + w}, name, ui.theme().colors.text, {.type = ui::Type::small});
      }
    }
  });
}

void MapCanvas::draw_chosen(ui::Ui& ui, ui::Canvas& canvas, const Given& given) const {
  if (given.token < 0 || given.token >= given.map.tokens()) return;
  const ui::Palette& c = ui.theme().colors;
  const float t = static_cast<float>(given.token), size = std::max(cols_.cell_size(), 2.0f);
  canvas.clip({cols_.origin, rows_.origin, cols_.length, rows_.length}, [&] {
    const ui::Rect row{cols_.origin, rows_.at(t), cols_.length, size},
        col{cols_.at(t), rows_.origin, size, rows_.length};
    for (const ui::Rect& r : {row, col}) {
      canvas.frame({r.x - 2, r.y - 2, r.w + 4, r.h + 4}, ui::with_alpha(c.background, 0.9f), 1);
      canvas.frame({r.x - 1, r.y - 1, r.w + 2, r.h + 2}, c.accent, 1);
    }
  });
  const auto in_sight = [&](const MapAxis& axis) { return t >= axis.first && t < axis.first + axis.span; };
  if (in_sight(rows_)) canvas.circle({cols_.origin - kStrip / 2 - 3, rows_.at(t) + size / 2}, 4, c.accent);
  if (in_sight(cols_)) canvas.circle({cols_.at(t) + size / 2, rows_.origin - kStrip / 2 - 3}, 4, c.accent);
}

void MapCanvas::draw_cursor(ui::Ui& ui, ui::Canvas& canvas) const {
  if (cursor_row_ < 0) return;
  const ui::Palette& c = ui.theme().colors;
  const float size = std::max(cols_.cell_size(), 5.0f);
  const float x = cols_.at(static_cast<float>(cursor_col_)) + cols_.cell_size() / 2,
              y = rows_.at(static_cast<float>(cursor_row_)) + rows_.cell_size() / 2;
  canvas.clip({cols_.origin, rows_.origin, cols_.length, rows_.length}, [&] {
    canvas.frame({x - size / 2 - 2, y - size / 2 - 2, size + 4, size + 4}, c.background, 2, 2);
    canvas.frame({x - size / 2 - 1, y - size / 2 - 1, size + 2, size + 2}, c.text, 1, 1);
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
  reading_ = pair + percent(w) + " of its row, " + times(w * given.map.tokens()) + " uniform";
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

void MapCanvas::draw_legend(ui::Ui& ui) const {
  const float width = std::min(ui.available_width(), 300.0f);
  const bool log = scale_.scale == WeightScale::log;
  const auto text_of = [](float value) {
    char text[24];
    if (value >= 1 || value == 0) {
      std::snprintf(text, sizeof text, "%.0f\u00D7", static_cast<double>(value));
    } else {
      std::snprintf(text, sizeof text, "1/%.0f\u00D7", static_cast<double>(1 / value));
    }
    return std::string(text);
  };
  const std::string description = "Colours run from " + text_of(scale_.low) + " to " + text_of(scale_.high) +
                                  " the uniform weight" + (log ? ", in octaves." : ".");
  ui.canvas({.label = "Colour scale", .description = description, .width = width, .height = 34},
            [&](ui::Canvas& canvas) {
              const int cells = 64;
              const float w = canvas.width() / cells;
              for (int i = 0; i < cells; ++i) {
                canvas.rect({w * static_cast<float>(i), 0, w + 0.6f, 10},
                            ui::sample(ui::ColorMap::sequential, ui.theme(), (static_cast<float>(i) + 0.5f) / cells));
              }
              canvas.frame({0, 0, canvas.width(), 10}, ui.theme().colors.line);
              float free_from = -100;
              const float octaves = log ? std::log2(scale_.high / scale_.low) : 4;
              const float step = std::max(1.0f, std::ceil(octaves / (canvas.width() / 48)));
              for (float o = 0; o <= octaves + 0.01f; o += step) {
                const float value = log ? scale_.low * std::exp2(o) : scale_.high * o / 4;
                const std::string text = text_of(value);
                const float half = canvas.measure(text, ui::Type::small).x / 2, at = canvas.width() * o / octaves;
                const float x = std::clamp(at, half, canvas.width() - half);
                canvas.line({std::min(at, canvas.width() - 1), 10}, {std::min(at, canvas.width() - 1), 14},
                            ui.theme().colors.control);
                if (x - half < free_from) continue;
                canvas.text({x, 16}, text, value == 1 ? ui.theme().colors.text : ui.theme().colors.muted,
                            {.type = ui::Type::small, .align = ui::Align::center, .record = false});
                free_from = x + half + 6;
              }
            });
}

}  // namespace lesson
