// What stands on and beside the map: edges, tokens, the quadrants' names, the chosen token, the cursor.

#include <algorithm>
#include <cmath>

#include "widgets/attention_quadrants/map/canvas.h"
#include "widgets/attention_quadrants/view.h"

namespace lesson {

namespace {

constexpr float kTitle = 16, kStrip = 6;
constexpr float kSmallText = 15;  ///< height of a line of small text

/// As short as it can be beside an edge that says by its colour whether it is text or image.
std::string edge_label(const SourceInfo& info, int token) {
  const std::string label = token_label(info, token);
  return token < info.shape.text_tokens ? label : label.substr(label.find(' ') + 1);
}

/// A name on a plate, so that it can be read on any colour.
void plate(ui::Ui& ui, ui::Canvas& canvas, ui::Point center, std::string_view text) {
  const ui::Point size = canvas.measure(text, ui::Type::small);
  const ui::Rect box{center.x - size.x / 2 - 6, center.y - size.y / 2 - 2, size.x + 12, size.y + 4};
  canvas.rect(box, ui::with_alpha(ui.theme().colors.background, 0.86f), 4);
  canvas.text({box.x + 6, box.y + 2}, text, ui.theme().colors.text, {.type = ui::Type::small});
}

}  // namespace

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
      canvas.text({cols_.origin - kStrip - 7, y - kSmallText / 2}, edge_label(given.info, token), color,
                  {.type = ui::Type::small, .align = ui::Align::right, .max_width = room_left});
    });
  }
  if (col_labels) {
    each(cols_, [&](int token, float x, ui::Color color) {
      canvas.text_up({x - kSmallText / 2, rows_.origin - kStrip - 6}, edge_label(given.info, token), color,
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
  for (const int token : rows_of_word(given.info, given.token)) {
    if (token < given.map.tokens()) draw_chosen_row(ui, canvas, token);
  }
}

void MapCanvas::draw_chosen_row(ui::Ui& ui, ui::Canvas& canvas, int token) const {
  const ui::Palette& c = ui.theme().colors;
  const float t = static_cast<float>(token), size = std::max(cols_.cell_size(), 2.0f);
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

}  // namespace lesson
