// Buttons, switches, choices and tabs.

#include <algorithm>

#include "widgets/ui/impl.h"

namespace lesson::ui {

void Ui::Impl::label_line(const std::string& id, Rect rect, std::string_view label, std::string_view value) {
  const float value_width = value.empty() ? 0 : paint.width(value, Type::strong) + 8;
  const std::string shown = paint.shortened(label, Type::body, rect.w - value_width);
  paint.text_in(rect, shown, Type::body, colors().text, Align::left);
  record(id + ":label", Role::text, label, {rect.x, rect.y, rect.w - value_width, rect.h});
  if (value.empty()) return;
  paint.text_in(rect, value, Type::strong, colors().text, Align::right);
  record(id + ":value:label", Role::text, value, {rect.x + rect.w - value_width, rect.y, value_width, rect.h});
}

Rect Ui::Impl::place_field(const std::string& id, std::string_view label, std::string_view value, float width) {
  const float label_height = paint.line_height(Type::body);
  const Rect all = place(width, label_height + 4 + theme.target());
  label_line(id, {all.x, all.y, all.w, label_height}, label, value);
  return {all.x, all.y + label_height + 4, all.w, theme.target()};
}

namespace {

struct Look {
  Color fill, border, text;
};

Look button_look(const Ui::Impl& ui, const Touch& touch, bool chosen, bool primary, bool disabled) {
  const Palette& c = ui.colors();
  if (disabled) return {with_alpha(c.surface, 0), c.line, mix(c.muted, c.background, 0.35f)};
  if (primary || chosen) {
    const Color fill = touch.held      ? mix(c.accent, c.text, 0.25f)
                       : touch.hovered ? mix(c.accent, c.text, 0.12f)
                                       : c.accent;
    return {fill, fill, c.on_accent};
  }
  const Color fill = touch.held      ? mix(c.surface, c.control, 0.35f)
                     : touch.hovered ? mix(c.surface, c.control, 0.18f)
                                     : c.surface;
  return {fill, c.control, c.text};
}

void draw_button(Ui::Impl& ui, Rect r, std::string_view label, const Look& look) {
  ui.paint.rect(r, look.fill, ui.theme.radius());
  ui.paint.frame(r, look.border, 1, ui.theme.radius());
  ui.paint.text_in(r, ui.paint.shortened(label, Type::body, r.w - 12), Type::body, look.text);
}

bool button_of(Ui::Impl& ui, std::string_view label, bool* on, const ControlOptions& options) {
  const std::string id = ui.id_of(label);
  const float wanted =
      options.width > 0 ? options.width : std::max(ui.paint.width(label, Type::body) + 28, ui.theme.target());
  const Rect r = ui.place(std::ceil(wanted), ui.theme.target());
  const Touch touch = ui.touch(id, r, options.disabled);
  bool pressed = touch.pressed || (ui.take(id, "press") && !options.disabled);
  if (on) {
    while (const auto set = ui.take(id, "set")) pressed = !options.disabled && (set->value == "true") != *on;
    if (pressed) *on = !*on;
  }
  draw_button(ui, r, label, button_look(ui, touch, on && *on, options.primary, options.disabled));
  Node& node = ui.record(id, Role::button, label, r);
  node.description = options.help;
  node.disabled = options.disabled;
  node.pressable_toggle = on != nullptr;
  node.checked = on && *on;
  ui.focus_ring(id, r, ui.theme.radius());
  return pressed;
}

/// One of several buttons that touch one another. True when pressed.
bool segment(Ui::Impl& ui, const std::string& id, std::string_view label, Rect r, bool chosen, Role role) {
  const Palette& c = ui.colors();
  const Touch touch = ui.touch(id, r);
  const bool pressed = touch.pressed || ui.take(id, "press").has_value();
  if (role == Role::tab) {
    if (touch.hovered && !chosen) ui.paint.rect(r, mix(c.background, c.surface, 0.9f), ui.theme.radius());
    ui.paint.text_in(r, ui.paint.shortened(label, Type::body, r.w - 8), chosen ? Type::strong : Type::body,
                     chosen ? c.accent : c.muted);
    if (chosen) ui.paint.rect({r.x, r.y + r.h - 2, r.w, 2}, c.accent);
  } else {
    const Rect face = inset(r, 2);
    if (chosen) {
      ui.paint.rect(face, c.accent, ui.theme.radius() - 1);
    } else if (touch.hovered) {
      ui.paint.rect(face, mix(c.surface, c.control, 0.2f), ui.theme.radius() - 1);
    }
    ui.paint.text_in(r, ui.paint.shortened(label, Type::body, r.w - 8), Type::body, chosen ? c.on_accent : c.text);
  }
  Node& node = ui.record(id, role, label, r);
  node.checked = chosen;
  node.pressable_toggle = role == Role::button;
  ui.focus_ring(id, r, ui.theme.radius());
  return pressed;
}

/// An option asked for by its word or its number.
int option_of(std::string_view word, std::span<const std::string> options) {
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i] == word) return static_cast<int>(i);
  }
  return -1;
}

/// "set", "increment" and "decrement" on the whole of a choice.
int asked_choice(Ui::Impl& ui, const std::string& id, int index, std::span<const std::string> options) {
  const int last = static_cast<int>(options.size()) - 1;
  while (const auto set = ui.take(id, "set")) {
    const int asked = option_of(set->value, options);
    if (asked >= 0) index = asked;
  }
  while (ui.take(id, "increment")) index = std::min(index + 1, last);
  while (ui.take(id, "decrement")) index = std::max(index - 1, 0);
  return index;
}

float widest(const Ui::Impl& ui, std::span<const std::string> options, Type type) {
  float w = 0;
  for (const std::string& option : options) w = std::max(w, ui.paint.width(option, type));
  return w;
}

}  // namespace

bool Ui::button(std::string_view label, const ControlOptions& options) {
  return button_of(*impl_, label, nullptr, options);
}
bool Ui::toggle(std::string_view label, bool& on, const ControlOptions& options) {
  return button_of(*impl_, label, &on, options);
}

bool Ui::checkbox(std::string_view label, bool& on, const ControlOptions& options) {
  Impl& ui = *impl_;
  const Palette& c = ui.colors();
  const std::string id = ui.id_of(label);
  const Rect r = ui.place(std::ceil(ui.paint.width(label, Type::body)) + 30, ui.theme.target());
  const Touch touch = ui.touch(id, r, options.disabled);
  bool pressed = touch.pressed || (ui.take(id, "press") && !options.disabled);
  while (const auto set = ui.take(id, "set")) pressed = !options.disabled && (set->value == "true") != on;
  if (pressed) on = !on;
  const Rect box{r.x, r.y + (r.h - 18) / 2, 18, 18};
  ui.paint.rect(box, on ? c.accent : touch.hovered ? mix(c.surface, c.control, 0.2f) : c.surface, 3);
  ui.paint.frame(box, on ? c.accent : c.control, 1, 3);
  if (on) {
    const ImVec2 tick[3] = {ui.paint.at({box.x + 4, box.y + 9.5f}), ui.paint.at({box.x + 7.5f, box.y + 13}),
                            ui.paint.at({box.x + 14, box.y + 5.5f})};
    Painter::list()->AddPolyline(tick, 3, packed(c.on_accent), 0, 2 * ui.paint.scale);
  }
  const Color text = options.disabled ? mix(c.muted, c.background, 0.35f) : c.text;
  ui.paint.text_in({r.x + 26, r.y, r.w - 26, r.h}, ui.paint.shortened(label, Type::body, r.w - 26), Type::body, text,
                   Align::left);
  Node& node = ui.record(id, Role::checkbox, label, r);
  node.checked = on;
  node.disabled = options.disabled;
  node.description = options.help;
  ui.focus_ring(id, r, ui.theme.radius());
  return pressed;
}

bool Ui::choice(std::string_view label, int& index, std::span<const std::string> options, const ControlOptions& look) {
  Impl& ui = *impl_;
  const int count = static_cast<int>(options.size());
  const float each = std::max(widest(ui, options, Type::body) + 20, ui.theme.target());
  const float natural = each * static_cast<float>(count) + 4;
  const float room = look.width > 0 ? std::min(look.width, ui.available()) : ui.available();
  if (count == 0 || natural > room) return combo(label, index, options, look);

  const std::string id = ui.id_of(label);
  const int before = index;
  index = asked_choice(ui, id, index, options);
  const std::size_t node = ui.nodes.size();
  ui.record(id, Role::group, label, {});
  const Rect r =
      ui.place_field(id, label, {}, std::max(natural, std::min(room, ui.paint.width(label, Type::body) + 4)));
  const Rect bar{r.x, r.y, natural, r.h};
  ui.paint.rect(bar, ui.colors().surface, ui.theme.radius());
  ui.paint.frame(bar, ui.colors().control, 1, ui.theme.radius());
  for (int i = 0; i < count; ++i) {
    const std::string& option = options[static_cast<std::size_t>(i)];
    const Rect part{r.x + 2 + each * static_cast<float>(i), r.y, each, r.h};
    if (segment(ui, id + "/" + option, option, part, i == index, Role::button)) index = i;
  }
  ui.nodes[node].rect = {r.x, r.y - ui.paint.scroll, natural, r.h};
  ui.nodes[node].description = look.help;
  if (index >= 0 && index < count) ui.nodes[node].value = options[static_cast<std::size_t>(index)];
  return index != before;
}

bool Ui::tabs(std::string_view label, int& index, std::span<const std::string> options) {
  Impl& ui = *impl_;
  const std::string id = ui.id_of(label);
  const int before = index, count = static_cast<int>(options.size());
  index = asked_choice(ui, id, index, options);
  const Rect r = ui.place(0, ui.theme.target() + 4);
  ui.record(id, Role::group, label, r);
  float natural = 0;
  for (const std::string& option : options) natural += ui.paint.width(option, Type::strong) + 24;
  const float squeeze = std::min(1.0f, r.w / std::max(natural, 1.0f));
  ui.paint.rect({r.x, r.y + r.h - 1, r.w, 1}, ui.colors().line);
  float x = r.x;
  for (int i = 0; i < count; ++i) {
    const std::string& option = options[static_cast<std::size_t>(i)];
    const float w = (ui.paint.width(option, Type::strong) + 24) * squeeze;
    if (segment(ui, id + "/" + option, option, {x, r.y, w, r.h}, i == index, Role::tab)) index = i;
    x += w;
  }
  if (index >= 0 && index < count)
    ui.nodes[ui.nodes.size() - options.size() - 1].value = options[static_cast<std::size_t>(index)];
  return index != before;
}

bool Ui::combo(std::string_view label, int& index, std::span<const std::string> options, const ControlOptions& look) {
  Impl& ui = *impl_;
  const Palette& c = ui.colors();
  const std::string id = ui.id_of(label);
  const int before = index;
  index = asked_choice(ui, id, index, options);
  const float natural = std::max(widest(ui, options, Type::body) + 44, ui.paint.width(label, Type::body) + 4);
  const Rect r = ui.place_field(id, label, {}, look.width > 0 ? look.width : ui.layout().row ? natural : 0);
  const Touch touch = ui.touch(id, r, look.disabled);
  const bool valid = index >= 0 && index < static_cast<int>(options.size());
  const std::string value = valid ? options[static_cast<std::size_t>(index)] : "";
  ui.paint.rect(r, touch.hovered ? mix(c.surface, c.control, 0.15f) : c.surface, ui.theme.radius());
  ui.paint.frame(r, c.control, 1, ui.theme.radius());
  ui.paint.text_in({r.x + 10, r.y, r.w - 36, r.h}, ui.paint.shortened(value, Type::body, r.w - 40), Type::body, c.text,
                   Align::left);
  ui.paint.chevron({r.x + r.w - 16, r.y + r.h / 2}, 9, true, c.muted);
  Node& node = ui.record(id, Role::combobox, label, r);
  node.options.assign(options.begin(), options.end());
  node.selected = index;
  node.value = value;
  node.description = look.help;
  node.disabled = look.disabled;
  ui.focus_ring(id, r, ui.theme.radius());
  const bool asked = touch.pressed || (ui.take(id, "press") && !look.disabled);
  if (ui.inputs.list) ui.inputs.list(ui, id, r, asked, index, options);
  return index != before;
}

bool Ui::collapsible(std::string_view label, bool open_at_first, Content<> content) {
  Impl& ui = *impl_;
  const Palette& c = ui.colors();
  const std::string id = ui.id_of(label);
  bool& open = ui.open.try_emplace(id, open_at_first).first->second;
  const Rect r = ui.place(0, ui.theme.target());
  const Touch touch = ui.touch(id, r);
  if (touch.pressed || ui.take(id, "press")) {
    open = !open;
    ui.again = true;
  }
  ui.paint.chevron({r.x + 8, r.y + r.h / 2}, 9, open, touch.hovered ? c.accent : c.muted);
  ui.paint.text_in({r.x + 22, r.y, r.w - 22, r.h}, label, Type::strong, touch.hovered ? c.accent : c.text, Align::left);
  Node& node = ui.record(id, Role::button, label, r);
  node.pressable_toggle = true;
  node.checked = open;
  node.value = open ? "open" : "closed";
  ui.focus_ring(id, r, ui.theme.radius());
  const bool shown = open;
  if (shown) {
    const std::string outer = ui.path;
    ui.path = id + "/";
    content();
    ui.path = outer;
  }
  return shown;
}

void Ui::export_buttons() {
  row([&] {
    if (button("Save picture", {.help = "The picture as a PNG file."})) impl_->exports.push_back(Export::png);
    if (button("Save numbers", {.help = "The numbers behind the picture as a CSV file."}))
      impl_->exports.push_back(Export::csv);
    if (button("Copy link", {.help = "A link to exactly this state."})) impl_->exports.push_back(Export::link);
  });
}

void Ui::file_button(std::string_view label, const ControlOptions& options) {
  if (button(label, options)) impl_->exports.push_back(Export::file);
}

}  // namespace lesson::ui
