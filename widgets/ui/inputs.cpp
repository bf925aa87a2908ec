// Fields one types into and the control of a state's field. On the web the text and number fields are the page's own
// inputs laid over the framed gap drawn here: phones' keyboards, IME and undo work there.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include "core/io/utf8.h"
#include "core/text_format.h"
#include "widgets/ui/impl.h"

namespace lesson::ui {

void Ui::Impl::note_below(const std::string& id) {
  const auto note = notes.find(id);
  if (note == notes.end()) return;
  const auto pieces = paint.wrap(note->second, Type::small, available());
  const float step = paint.line_height(Type::small);
  const Rect r = place(layout().row ? std::min(available(), paint.width(note->second, Type::small) + 2) : 0,
                       step * static_cast<float>(pieces.size()));
  float y = r.y;
  for (const std::string_view piece : pieces) {
    paint.text({r.x, y}, piece, Type::small, colors().error);
    y += step;
  }
  record(id + ":note", Role::text, note->second, r).live = true;
}

namespace {

constexpr int kLongestNumber = 32;  ///< bytes

void draw_field(Ui::Impl& ui, const std::string& id, Rect r) {
  ui.paint.rect(r, ui.colors().surface, ui.theme.radius());
  ui.paint.frame(r, ui.notes.count(id) ? ui.colors().error : ui.colors().control, 1, ui.theme.radius());
}

/// The next text asked for; what is no text is passed over.
std::optional<std::string> take_text(Ui::Impl& ui, const std::string& id, int max_bytes) {
  while (const auto set = ui.take(id, "set")) {
    if (is_utf8(set->value)) return std::string(utf8_prefix(set->value, static_cast<std::size_t>(max_bytes)));
  }
  return std::nullopt;
}

/// One field: the text shown, and what was typed into it. True when `text` is a new final text.
bool typed(Ui::Impl& ui, const std::string& id, Rect r, std::string& text, int max_bytes, bool disabled) {
  draw_field(ui, id, r);
  if (!ui.inputs.text_field) return false;  // the page's input shows the text
  if (disabled) {
    ui.paint.text_in({r.x + 10, r.y, r.w - 20, r.h}, ui.paint.shortened(text, Type::body, r.w - 20), Type::body,
                     ui.colors().muted, Align::left);
    return false;
  }
  return ui.inputs.text_field(ui, id, r, text, max_bytes);
}

/// Reads a typed number; out of range or not a number leaves the value and says so.
bool read_number(Ui::Impl& ui, const std::string& id, const std::string& text, double min, double max, bool whole,
                 double& value) {
  const auto read = lesson::number_of(text);
  const std::string range = format_number(min, whole ? 0 : 2) + " to " + format_number(max, whole ? 0 : 2);
  if (!read || !std::isfinite(*read)) {
    ui.notes[id] = "\u201C" + text + "\u201D is not a number; give " + range + ".";
    return false;
  }
  const double asked = *read;
  if (whole && asked != std::floor(asked)) {
    ui.notes[id] = text + " is not a whole number; give " + range + ".";
    return false;
  }
  if (asked < min || asked > max) {
    ui.notes[id] = text + " is out of range; give " + range + ".";
    return false;
  }
  ui.notes.erase(id);
  value = asked;
  return true;
}

bool number_of(Ui::Impl& ui, std::string_view label, double& value, double min, double max, double step, bool whole,
               const ControlOptions& look) {
  const std::string id = ui.id_of(label);
  const double before = value;
  const auto tidy = [&](double v) { return std::clamp(whole ? std::round(v) : v, min, max); };
  while (const auto up = ui.take(id, "increment")) value = tidy(value + step * (up->value == "page" ? 10 : 1));
  while (const auto down = ui.take(id, "decrement")) value = tidy(value - step * (down->value == "page" ? 10 : 1));
  if (value != before) ui.notes.erase(id);
  const float width = look.width > 0    ? look.width
                      : ui.layout().row ? std::max(110.0f, ui.paint.width(label, Type::body) + 4)
                                        : 0.0f;
  const Rect r = ui.place_field(id, label, {}, width);
  while (const auto set = take_text(ui, id, kLongestNumber)) {
    if (look.disabled) continue;
    read_number(ui, id, *set, min, max, whole, value);
    ui.edits.erase(id);
  }
  char shown[40];
  std::snprintf(shown, sizeof shown, whole ? "%.0f" : "%g", value);
  std::string text = shown;
  if (typed(ui, id, r, text, kLongestNumber, look.disabled)) read_number(ui, id, text, min, max, whole, value);
  Node& node = ui.record(id, Role::spinbutton, label, r);
  node.now = value;
  node.min = min;
  node.max = max;
  node.step = step;
  node.value = shown;
  node.description = look.help;
  node.disabled = look.disabled;
  ui.focus_ring(id, r, ui.theme.radius());
  ui.note_below(id);
  return value != before;
}

struct DrawField {
  Ui& ui;
  const Field& field;
  const SliderOptions& options;
  static constexpr int kLongestSlider = 400;  ///< a wider range of whole numbers is typed

  SliderOptions with_help() const {
    SliderOptions all = options;
    if (all.help.empty()) all.help = field.help;
    return all;
  }
  ControlOptions look() const { return {.help = field.help, .width = options.width}; }

  bool operator()(const IntField& f) const {
    const bool slides = f.max - f.min <= kLongestSlider || options.log || !options.marks.empty();
    return slides ? ui.slider(field.label, *f.value, f.min, f.max, with_help())
                  : ui.number(field.label, *f.value, f.min, f.max, look());
  }
  bool operator()(const NumberField& f) const { return ui.slider(field.label, *f.value, f.min, f.max, with_help()); }
  bool operator()(const FlagField& f) const { return ui.checkbox(field.label, *f.value, look()); }
  bool operator()(const ChoiceField& f) const { return ui.choice(field.label, *f.value, f.options, look()); }
  bool operator()(const TextField& f) const { return ui.text_field(field.label, *f.value, f.max_bytes, look()); }
};

}  // namespace

bool Ui::number(std::string_view label, int& value, int min, int max, const ControlOptions& look) {
  double number = value;
  const bool changed = number_of(*impl_, label, number, min, max, 1, true, look);
  value = static_cast<int>(number);
  return changed;
}

bool Ui::number(std::string_view label, float& value, float min, float max, const ControlOptions& look) {
  const double low = static_cast<double>(min), high = static_cast<double>(max);
  double number = static_cast<double>(value);
  const bool changed = number_of(*impl_, label, number, low, high, (high - low) / 100, false, look);
  if (changed) value = std::clamp(static_cast<float>(number), min, max);
  return changed;
}

bool Ui::text_field(std::string_view label, std::string& value, int max_bytes, const ControlOptions& look) {
  Impl& ui = *impl_;
  const std::string id = ui.id_of(label);
  const Rect r = ui.place_field(id, label, {}, look.width > 0 ? look.width : ui.layout().row ? 280.0f : 0.0f);
  bool changed = false;
  while (auto set = take_text(ui, id, max_bytes)) {
    if (look.disabled) continue;
    value = std::move(*set);
    ui.edits.erase(id);
    changed = true;
  }
  changed |= typed(ui, id, r, value, max_bytes, look.disabled);
  Node& node = ui.record(id, Role::textbox, label, r);
  node.value = value;
  node.max_length = max_bytes;
  node.description = look.help;
  node.disabled = look.disabled;
  ui.focus_ring(id, r, ui.theme.radius());
  // Whoever cut it, the browser's field or this one: a cut between characters may leave three bytes unused.
  if (value.size() + 4 > static_cast<std::size_t>(max_bytes))
    ui.notes[id] = "No more fits: at most " + std::to_string(max_bytes) + " bytes.";
  else
    ui.notes.erase(id);
  ui.note_below(id);
  return changed;
}

bool Ui::field(const Fields& fields, std::string_view key) { return field(fields, key, SliderOptions{}); }

bool Ui::field(const Fields& fields, std::string_view key, const SliderOptions& options) {
  for (const Field& field : fields) {
    if (field.key == key) return std::visit(DrawField{*this, field, options}, field.value);
  }
  error("There is no field \u201C" + std::string(key) + "\u201D.");
  return false;
}

}  // namespace lesson::ui
