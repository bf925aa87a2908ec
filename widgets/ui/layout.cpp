// Where things go: columns, rows that wrap, panels.

#include <imgui_internal.h>
#include <algorithm>

#include "widgets/ui/impl.h"

namespace lesson::ui {

namespace {
constexpr float kColumnGap = 24;
constexpr float kControlGap = 12;
}  // namespace

float Ui::Impl::available() const { return stack.back().w; }

/// The height of a row's line is known at its end; a taller control that has gone must not leave its room behind.
void Ui::Impl::end_line(std::vector<float>& heights) {
  const Layout& l = layout();
  if (l.line >= heights.size() || heights[l.line] <= l.line_h) return;
  heights[l.line] = l.line_h;
  again = true;
}

Rect Ui::Impl::place(float w, float h) {
  Layout& l = layout();
  if (w <= 0 || w > l.w) w = l.w;
  if (!l.row) {
    if (!l.first) l.y += kControlGap;
    l.first = false;
    const Rect r{l.x, l.y, w, h};
    l.y += h;
    return r;
  }
  std::vector<float>& heights = lines[l.key];
  if (!l.first && l.line_x + w > l.x + l.w + 0.5f) {  // no room: a new line
    end_line(heights);
    l.y += l.line_h + theme.gap();
    l.line_x = l.x;
    l.line_h = 0;
    ++l.line;
  }
  l.first = false;
  if (heights.size() <= l.line) heights.resize(l.line + 1, 0.0f);
  const float planned = std::max(heights[l.line], h);  // bottoms meet at the tallest of the last frame
  const Rect r{l.line_x, l.y + planned - h, w, h};
  l.line_x += w + kControlGap;
  if (h > l.line_h) l.line_h = h;
  if (heights[l.line] < h) {
    if (heights[l.line] > 0 || l.line_x > l.x + w + kControlGap) again = true;
    heights[l.line] = h;
  }
  return r;
}

void Ui::row(Content<> content) {
  Impl& ui = *impl_;
  if (ui.layout().row) return content();
  Layout& outer = ui.layout();
  if (!outer.first) outer.y += kControlGap;
  Layout row{.x = outer.x, .y = outer.y, .w = outer.w, .row = true, .line_x = outer.x};
  row.key = ui.path + "#" + std::to_string(ui.seen["#row " + ui.path]++);
  ui.stack.push_back(row);
  content();
  const Layout done = ui.stack.back();
  std::vector<float>& heights = ui.lines[row.key];
  heights.resize(done.first ? 0 : done.line + 1);
  ui.end_line(heights);
  ui.stack.pop_back();
  ui.layout().y = done.y + (done.first ? 0 : done.line_h);
  ui.layout().first = ui.layout().first && done.first;
}

void Ui::columns(std::initializer_list<Column> columns, Content<int> content) {
  this->columns(std::span<const Column>(columns.begin(), columns.size()), content);
}

void Ui::columns(std::span<const Column> declared, Content<int> content) {
  Impl& ui = *impl_;
  std::vector<Column> columns;
  std::vector<int> places;  // among those declared
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!declared[i].parts.empty() && !shows(declared[i].parts)) continue;
    columns.push_back(declared[i]);
    places.push_back(static_cast<int>(i));
  }
  if (columns.empty()) return;
  const Layout outer = ui.layout();
  float y = outer.y + (outer.first ? 0.0f : kControlGap), bottom = y;
  std::size_t first = 0;
  while (first < columns.size()) {
    // As many columns as fit beside one another; at least one.
    float least = columns[first].min_width, weight = columns[first].weight;
    std::size_t last = first + 1;
    while (last < columns.size() && least + kColumnGap + columns[last].min_width <= outer.w) {
      least += kColumnGap + columns[last].min_width;
      weight += columns[last].weight;
      ++last;
    }
    const float spare = std::max(0.0f, outer.w - least);
    float x = outer.x;
    for (std::size_t i = first; i < last; ++i) {
      const float w =
          std::min(outer.w, columns[i].min_width + (weight > 0 ? spare * columns[i].weight / weight : 0.0f));
      ui.stack.push_back({.x = x, .y = y, .w = last - first == 1 ? outer.w : w});
      const auto column = [&] { content(places[i]); };
      if (columns[i].parts.empty()) column();
      if (!columns[i].parts.empty()) ui.in_part(columns[i].parts, column);
      bottom = std::max(bottom, ui.stack.back().y);
      ui.stack.pop_back();
      x += w + kColumnGap;
    }
    first = last;
    y = bottom + (first < columns.size() ? kControlGap + theme().gap() : 0.0f);
  }
  ui.layout().y = bottom;
  ui.layout().first = false;
}

void Ui::group(std::string_view label, Content<> content) {
  Impl& ui = *impl_;
  const std::string id = ui.id_of(label);
  const std::size_t node = ui.nodes.size();
  ui.record(id, Role::group, label, {});
  const std::string outer = ui.path;
  const float top = ui.layout().y;
  ui.path = id + "/";
  content();
  ui.path = outer;
  ui.nodes[node].rect = {ui.layout().x, top - ui.paint.scroll, ui.layout().w, ui.layout().y - top};
}

void Ui::panel(Content<> content) {
  Impl& ui = *impl_;
  Layout& outer = ui.layout();
  const float pad = narrow() ? 10.0f : 14.0f;
  if (!outer.first) outer.y += kControlGap;
  const float top = outer.y;
  ui.stack.push_back({.x = outer.x + pad, .y = top + pad, .w = outer.w - 2 * pad});
  ImDrawListSplitter layers;  // the background is drawn last, once its height is known, but below
  ImDrawList* list = ImGui::GetWindowDrawList();
  layers.Split(list, 2);
  layers.SetCurrentChannel(list, 1);
  content();
  const float bottom = ui.stack.back().y + pad;
  ui.stack.pop_back();
  layers.SetCurrentChannel(list, 0);
  const Rect box{ui.layout().x, top, ui.layout().w, bottom - top};
  ui.paint.rect(box, ui.colors().surface, ui.theme.radius() + 2);
  layers.Merge(list);
  ui.layout().y = bottom;
  ui.layout().first = false;
}

void Ui::space(float height) {
  Layout& l = impl_->layout();
  if (l.row) {
    l.line_x += height;
  } else {
    l.y += height;
  }
}

void Ui::separator() {
  Impl& ui = *impl_;
  const Rect r = ui.place(0, 1);
  ui.paint.rect(r, ui.colors().line);
}

float Ui::available_width() const { return impl_->available(); }

}  // namespace lesson::ui
