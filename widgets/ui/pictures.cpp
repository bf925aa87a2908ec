// Heat maps, images and tables.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "widgets/ui/impl.h"
#include "widgets/ui/ticks.h"
#include "widgets/widget.h"

namespace lesson::ui {

namespace {

struct Limits {
  float low, high;
  float fraction(float value) const { return high > low ? (value - low) / (high - low) : 0.0f; }
};

Limits limits_of(const HeatOptions& options) {
  if (options.max > options.min) return {options.min, options.max};
  float low = INFINITY, high = -INFINITY;
  for (const float value : options.values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) return {0, 1};
  if (options.map == ColorMap::diverging) {
    const float size = std::max({std::fabs(low), std::fabs(high), 1e-12f});
    return {-size, size};
  }
  return {low, high > low ? high : low + 1};
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) { return (hash ^ value) * 0x100000001b3ull; }

/// Pixels of a heat map, made anew only when numbers, limits or theme differ.
Pixels heat_pixels(Ui::Impl& ui, const std::string& id, const HeatOptions& options, const Limits& limits) {
  Ui::Impl::Picture& picture = ui.pictures[id];
  std::uint64_t hash =
      mixed(0xcbf29ce484222325ull, static_cast<std::uint64_t>(options.cols) * 2 + (ui.theme.dark ? 1 : 0));
  const auto bits = [](float value) {
    std::uint32_t out;
    static_assert(sizeof out == sizeof value);
    std::memcpy(&out, &value, sizeof out);
    return out;
  };
  hash = mixed(mixed(hash, bits(limits.low)), bits(limits.high));
  for (const float value : options.values) hash = mixed(hash, bits(value));
  if (hash != picture.hash || picture.rgba.size() != options.values.size() * 4) {
    picture.hash = hash;
    ++picture.revision;
    picture.rgba.resize(options.values.size() * 4);
    for (std::size_t i = 0; i < options.values.size(); ++i) {
      const Color c = sample(options.map, ui.theme, limits.fraction(options.values[i]));
      picture.rgba[4 * i] = c.r;
      picture.rgba[4 * i + 1] = c.g;
      picture.rgba[4 * i + 2] = c.b;
      picture.rgba[4 * i + 3] = 255;
    }
  }
  return {options.cols, options.rows, picture.rgba, picture.revision, false};
}

bool is_number(const std::string& cell) {
  if (cell.empty()) return true;
  const char first = cell[0];
  return (first >= '0' && first <= '9') || first == '-' || first == '+' || cell.compare(0, 3, "\u2212") == 0;
}

struct TableColumn {
  float x = 0, w = 0;
  bool numeric = true;
};

std::vector<TableColumn> table_columns(const Ui::Impl& ui, const Table& table, std::size_t rows, float width) {
  std::vector<TableColumn> columns(table.columns.size());
  float total = 0;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    columns[c].w = ui.paint.width(table.columns[c], Type::small);
    for (std::size_t r = 0; r < rows; ++r) {
      if (c >= table.rows[r].size()) continue;
      columns[c].w = std::max(columns[c].w, ui.paint.width(table.rows[r][c], Type::body));
      columns[c].numeric = columns[c].numeric && is_number(table.rows[r][c]);
    }
    total += columns[c].w;
  }
  // Spread over the width, but not so far that the eye loses the row.
  const float count = static_cast<float>(columns.size()), least = 16;
  const float factor = std::clamp((width - 16 - least * (count - 1)) / std::max(total, 1.0f), 0.05f, 1.0f);
  const float spare = (width - 16 - total * factor) / std::max(count - 1, 1.0f);
  const float gap = std::clamp(spare, least, 72.0f);
  float x = 8;
  for (TableColumn& column : columns) {
    column.w *= factor;
    column.x = x;
    x += column.w + gap;
  }
  return columns;
}

void table_row(Ui::Impl& ui, const std::string& id, const std::vector<TableColumn>& columns,
               const std::vector<std::string>& cells, Rect r, Type type, Color color) {
  for (std::size_t c = 0; c < std::min(columns.size(), cells.size()); ++c) {
    const Rect cell{r.x + columns[c].x, r.y, columns[c].w, r.h};
    ui.paint.text_in(cell, ui.paint.shortened(cells[c], type, cell.w), type, color,
                     columns[c].numeric ? Align::right : Align::left);
    ui.record_text(cells[c], cell, id + "/" + std::to_string(c + 1));
  }
}

}  // namespace

HeatHover Ui::heat_map(const HeatOptions& options) {
  Impl& ui = *impl_;
  const bool valid =
      options.rows > 0 && options.cols > 0 &&
      options.values.size() == static_cast<std::size_t>(options.rows) * static_cast<std::size_t>(options.cols);
  if (!valid) {
    error(options.label + ": nothing to show.");
    return {};
  }
  const float width = options.width > 0 ? std::min(options.width, ui.available()) : std::min(ui.available(), 360.0f);
  const float height =
      options.height > 0 ? options.height : width * static_cast<float>(options.rows) / static_cast<float>(options.cols);
  const Limits limits = limits_of(options);
  const std::string key = ui.path + options.label;
  int& row = ui.chosen.try_emplace(key + "/row", -1).first->second;
  int& col = ui.chosen.try_emplace(key + "/col", -1).first->second;
  const Pixels pixels = heat_pixels(ui, key, options, limits);
  const float cell_w = width / static_cast<float>(options.cols), cell_h = height / static_cast<float>(options.rows);
  const std::size_t node = ui.nodes.size();
  HeatHover hover;
  canvas({.label = options.label,
          .description = options.description,
          .width = width,
          .height = height,
          .interactive = true},
         [&](Canvas& area) {
           area.image("cells", pixels, {0, 0, width, height});
           if (options.mark_row >= 0 && options.mark_row < options.rows) {
             const float middle = cell_h * (static_cast<float>(options.mark_row) + 0.5f),
                         half = std::max(cell_h, 3.0f) / 2;
             area.frame({0, middle - half - 1, width, 2 * half + 2}, ui.colors().background, 1);
             area.frame({0, middle - half - 2, width, 2 * half + 4}, ui.colors().text, 1);
           }
           const CanvasInput& in = area.input();
           if (in.hovered && !in.by_key) {
             col = static_cast<int>(in.pointer.x / cell_w);
             row = static_cast<int>(in.pointer.y / cell_h);
           } else if (in.move_x != 0 || in.move_y != 0) {
             col = std::max(col, 0) + in.move_x;
             row = std::max(row, 0) + in.move_y;
           } else if (!in.focused) {
             col = row = -1;
           }
           hover.clicked = in.clicked;
           if (row < 0 || col < 0) return;
           row = std::clamp(row, 0, options.rows - 1);
           col = std::clamp(col, 0, options.cols - 1);
           hover.row = row;
           hover.col = col;
           const Rect cell{cell_w * static_cast<float>(col), cell_h * static_cast<float>(row), cell_w, cell_h};
           area.frame(inset(cell, -2), ui.colors().background, 2, 2);
           area.frame(inset(cell, -1), ui.colors().text, 1, 1);
         });
  if (hover.row >= 0) {
    const float value = options.values[static_cast<std::size_t>(hover.row) * static_cast<std::size_t>(options.cols) +
                                       static_cast<std::size_t>(hover.col)];
    ui.nodes[node].value = "row " + std::to_string(hover.row + 1) + ", column " + std::to_string(hover.col + 1) + ": " +
                           format_number(static_cast<double>(value), options.decimals);
  }
  return hover;
}

void Ui::image(std::string_view label, const Pixels& pixels, float width, float height, std::string_view description) {
  canvas({.label = std::string(label), .description = std::string(description), .width = width, .height = height},
         [&](Canvas& area) { area.image("pixels", pixels, {0, 0, area.width(), area.height()}); });
}

void Ui::table(const Table& table, const TableOptions& options) {
  Impl& ui = *impl_;
  const Palette& c = ui.colors();
  const std::size_t rows = std::min(table.rows.size(), static_cast<std::size_t>(std::max(options.max_rows, 0)));
  const float head = 24, line = 26;
  const std::string id = ui.id_of(options.label);
  const Rect all = ui.place(0, head + line * static_cast<float>(rows) + 2);
  ui.record(id, Role::grid, options.label, all);
  const auto columns = table_columns(ui, table, rows, all.w);
  table_row(ui, id + "/0", columns, table.columns, {all.x, all.y, all.w, head}, Type::small, c.muted);
  ui.paint.rect({all.x, all.y + head, all.w, 1}, c.control);
  for (std::size_t r = 0; r < rows; ++r) {
    const Rect at{all.x, all.y + head + 1 + line * static_cast<float>(r), all.w, line};
    const bool chosen = static_cast<int>(r) == options.highlight;
    if (chosen) ui.paint.rect(at, with_alpha(c.accent, 0.12f), 3);
    if (r > 0) ui.paint.rect({at.x, at.y, at.w, 1}, c.line);
    table_row(ui, id + "/" + std::to_string(r + 1), columns, table.rows[r], at, Type::body, c.text);
  }
  if (rows < table.rows.size())
    muted(std::to_string(table.rows.size() - rows) + " more rows; \u201CSave numbers\u201D has all of them.");
}

}  // namespace lesson::ui
