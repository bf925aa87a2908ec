// Identity, records, text and surroundings.

#include "widgets/ui/ui.h"

#include <algorithm>
#include <cstdio>

#include "widgets/ui/impl.h"
#include "widgets/widget.h"

namespace lesson::ui {

Ui::Ui() : impl_(std::make_unique<Impl>()) {}
Ui::~Ui() = default;

void Ui::Impl::begin_frame() {
  nodes.clear();
  seen.clear();
  path.clear();
  part.clear();
  stack.clear();
  wheel_areas.clear();
  exports.clear();
  again = wheel_used = false;
  cursor = "default";
}

void Ui::Impl::end_frame() {
  actions.clear();
  wheel = 0;
  focus_moved = false;
  const bool there =
      std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) { return node.id == focus && !node.disabled; });
  if (!there) focus.clear();
  if (!stack.empty()) stack.resize(1);
}

// --- ids and nodes -----------------------------------------------------------------------------------------------

std::string Ui::Impl::id_of(std::string_view label) {
  std::string id = path + std::string(label);
  const int again_there = seen[id]++;
  if (again_there > 0) id += " #" + std::to_string(again_there + 1);
  return id;
}

Node& Ui::Impl::record(std::string id, Role role, std::string_view name, Rect rect) {
  Node node;
  node.id = std::move(id);
  node.role = role;
  node.name = std::string(name);
  node.part = part;
  node.rect = {rect.x, rect.y - paint.scroll, rect.w, rect.h};
  nodes.push_back(std::move(node));
  return nodes.back();
}

void Ui::Impl::record_text(std::string_view text, Rect rect, std::string_view id) {
  if (text.empty()) return;
  record(id.empty() ? id_of("text") : std::string(id), Role::text, text, rect);
}

// --- text ----------------------------------------------------------------------------------------------------------

namespace {

/// Wrapped text in the layout; gives its rectangle.
Rect flow_text(Ui::Impl& ui, std::string_view text, Type type, Color color) {
  const Painter& paint = ui.paint;
  const float natural = paint.width(text, type);
  const bool in_row = ui.layout().row;
  if (in_row && natural <= ui.available() && text.find('\n') == std::string_view::npos) {
    const Rect r = ui.place(std::ceil(natural) + 1, ui.theme.target());
    paint.text_in(r, text, type, color, Align::left);
    return r;
  }
  const auto lines = paint.wrap(text, type, ui.available());
  const float step = paint.line_height(type);
  const Rect r = ui.place(0, step * static_cast<float>(lines.size()));
  float y = r.y + (step - paint.glyph_height(type)) / 2;
  for (const std::string_view line : lines) {
    paint.text({r.x, y}, line, type, color);
    y += step;
  }
  return r;
}

const char* word_of(Honesty honesty) {
  switch (honesty) {
    case Honesty::live: return "live";
    case Honesty::recorded: return "recorded";
    case Honesty::schematic: return "schematic";
    case Honesty::untrained: return "untrained";
  }
  return "";
}

}  // namespace

void Ui::heading(std::string_view text, int level) {
  Impl& ui = *impl_;
  if (!ui.layout().first && !ui.layout().row) space(level <= 2 ? 10.0f : 6.0f);
  const Rect r = flow_text(ui, text, level <= 2 ? Type::heading : Type::strong, ui.colors().text);
  Node& node = ui.record(ui.id_of(text), Role::heading, text, r);
  node.level = level;
}

void Ui::text(std::string_view text, Type type) {
  const Rect r = flow_text(*impl_, text, type, impl_->colors().text);
  impl_->record_text(text, r);
}

void Ui::muted(std::string_view text) {
  const Rect r = flow_text(*impl_, text, Type::small, impl_->colors().muted);
  impl_->record_text(text, r);
}

void Ui::status(std::string_view text, int lines) {
  Impl& ui = *impl_;
  const float step = ui.paint.line_height(Type::small);
  const auto pieces = ui.paint.wrap(text, Type::small, ui.available());
  const Rect r = ui.place(0, step * static_cast<float>(std::max(static_cast<std::size_t>(lines), pieces.size())));
  float y = r.y + (step - ui.paint.glyph_height(Type::small)) / 2;
  for (const std::string_view piece : pieces) {
    ui.paint.text({r.x, y}, piece, Type::small, ui.colors().muted);
    y += step;
  }
  ui.record_text(text, r);
}

void Ui::error(std::string_view text) {
  Impl& ui = *impl_;
  const auto lines = ui.paint.wrap(text, Type::body, ui.available() - 24);
  const float step = ui.paint.line_height(Type::body);
  const Rect r = ui.place(0, step * static_cast<float>(lines.size()) + 16);
  ui.paint.rect(r, ui.colors().surface, ui.theme.radius());
  ui.paint.rect({r.x, r.y, 3, r.h}, ui.colors().error);
  float y = r.y + 8;
  for (const std::string_view line : lines) {
    ui.paint.text({r.x + 12, y}, line, Type::body, ui.colors().error);
    y += step;
  }
  ui.record(ui.id_of("error"), Role::text, text, r).live = true;
}

void Ui::pill(std::string_view text, Color color) {
  Impl& ui = *impl_;
  const float w = ui.paint.width(text, Type::small) + 16, h = 22;
  const Rect r = ui.place(std::ceil(w), ui.layout().row ? ui.theme.target() : h);
  const Rect pill{r.x, r.y + (r.h - h) / 2, r.w, h};
  ui.paint.rect(pill, with_alpha(color, ui.theme.dark ? 0.16f : 0.10f), h / 2);
  ui.paint.frame(pill, with_alpha(color, 0.55f), 1, h / 2);
  ui.paint.text_in(pill, text, Type::small, color);
  ui.record_text(text, pill);
}

void Ui::badge(Honesty honesty, std::string_view detail) {
  const Palette& c = impl_->colors();
  const Color color = honesty == Honesty::live ? c.good : honesty == Honesty::recorded ? c.accent : c.warning;
  pill(word_of(honesty), color);
  if (!detail.empty()) impl_->nodes.back().description = std::string(detail);
}

void Ui::help(std::string_view about, std::string_view text) {
  Impl& ui = *impl_;
  const std::string label = "About " + std::string(about);
  const std::string id = ui.id_of(label);
  const float size = ui.theme.target();
  const Rect r = ui.place(size, size);
  bool& open = ui.open[id];
  const Touch touch = ui.touch(id, r);
  if (touch.pressed || ui.take(id, "press")) {
    open = !open;
    ui.again = true;
  }
  const Color color = open || touch.hovered ? ui.colors().accent : ui.colors().muted;
  ui.paint.ring(center(r), 9, color, 1.3f);
  ui.paint.text_in({r.x, r.y, r.w, r.h}, "?", Type::small, color);
  Node& node = ui.record(id, Role::button, label, r);
  node.pressable_toggle = true;
  node.checked = open;
  node.description = std::string(text);
  ui.focus_ring(id, inset(r, (r.w - 24) / 2), 12);
  if (open) muted(text);
}

void Ui::legend(std::span<const LegendEntry> entries) {
  Impl& ui = *impl_;
  row([&] {
    for (const LegendEntry& entry : entries) {
      const Rect r = ui.place(ui.paint.width(entry.name, Type::small) + 26, 20);
      const float y = r.y + r.h / 2;
      if (entry.dashed) {
        ui.paint.line({r.x, y}, {r.x + 7, y}, entry.color, 2);
        ui.paint.line({r.x + 11, y}, {r.x + 18, y}, entry.color, 2);
      } else {
        ui.paint.rect({r.x, y - 5, 18, 10}, entry.color, 2);
      }
      ui.paint.text_in({r.x + 24, r.y, r.w, r.h}, entry.name, Type::small, ui.colors().text, Align::left);
      ui.record_text(entry.name, r);
    }
  });
}

void Ui::reading(std::string_view name, std::string_view value) {
  Impl& ui = *impl_;
  const Painter& paint = ui.paint;
  const float h = paint.line_height(Type::body),
              wide = paint.width(name, Type::body) + paint.width(value, Type::strong);
  const bool in_row = ui.layout().row;
  const Rect r = ui.place(in_row ? std::ceil(wide) + 10 : 0, in_row ? ui.theme.target() : h);
  const bool fits = wide + 10 <= r.w;
  const std::string shown =
      fits ? std::string(name) : paint.shortened(name, Type::body, r.w - paint.width(value, Type::strong) - 10);
  paint.text_in(r, shown, Type::body, ui.colors().muted, Align::left);
  paint.text_in(r, value, Type::strong, ui.colors().text, Align::right);
  ui.record_text(std::string(name) + ": " + std::string(value), r);
}

// --- surroundings --------------------------------------------------------------------------------------------------

const Theme& Ui::theme() const { return impl_->theme; }

Point Ui::measure(std::string_view text, Type type, float wrap_width) const {
  const Painter& paint = impl_->paint;
  if (wrap_width <= 0) return {paint.width(text, type), paint.line_height(type)};
  const auto lines = paint.wrap(text, type, wrap_width);
  float widest = 0;
  for (const std::string_view line : lines) widest = std::max(widest, paint.width(line, type));
  return {widest, paint.line_height(type) * static_cast<float>(lines.size())};
}

double Ui::now() const { return impl_->now; }
float Ui::dt() const { return impl_->dt; }
bool Ui::motion() const { return !impl_->theme.reduced_motion; }
void Ui::request_frame() { impl_->again = true; }
bool Ui::wheel_used() const { return impl_->wheel_used; }
bool Ui::entered() const { return impl_->entered; }

std::string format_number(double value, int decimals) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  std::string out(text);
  if (!out.empty() && out[0] == '-') out.replace(0, 1, "\u2212");
  return out;
}

}  // namespace lesson::ui
