#include "tests/fuzz/widgets.h"

#include "core/io/utf8.h"
#include "tests/fuzz/target.h"

namespace lesson::fuzz {

Widgets::Widgets() {
  app.desk().set_available(true);
  for (const WidgetInfo& info : widget_registry()) {
    const auto made = app.create(info.id);
    expect(static_cast<bool>(made));
    handles_.push_back(made.value());
  }
}

int Widgets::fresh(std::uint8_t first) {
  const int widget = handles_[first % handles_.size()];
  expect(static_cast<bool>(app.set_state(widget, app.defaults(widget))));
  while (app.desk().take_order()) {
  }
  return widget;
}

void Widgets::tell_and_draw(int widget) {
  Widget& shown = app.find(widget)->widget();
  const std::string words = shown.describe();
  expect(!words.empty() && is_utf8(words) && words.find('\0') == std::string::npos);
  const Table table = shown.table();
  for (const auto& row : table.rows) expect(row.size() == table.columns.size());
  app.frame(widget, {.width = 600, .height = 900, .dpr = 1, .now = now_ += 0.02}, {600, 900});
  expect(is_utf8(app.find(widget)->semantics_json()));
}

Widgets& widgets() {
  static Widgets& only = *new Widgets;
  return only;
}

}  // namespace lesson::fuzz
