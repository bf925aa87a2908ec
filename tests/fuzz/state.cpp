// A widget's state: all of it is taken or nothing, and what was taken can be told and read again.
//
//   one byte, which widget; JSON
#include "core/io/utf8.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/widgets.h"

namespace lesson::fuzz {

void state(Bytes bytes) {
  if (bytes.empty()) return;
  App& app = widgets().app;
  const int widget = widgets().fresh(bytes[0]);
  const std::string before = app.state(widget);
  const auto set = app.set_state(widget, text_of(bytes.subspan(1)));
  const std::string after = app.state(widget);
  if (!set) {
    expect(after == before);
    return expect_words(set.error());
  }
  expect(is_utf8(after) && app.set_state(widget, after) && app.state(widget) == after);
  widgets().tell_and_draw(widget);
}

}  // namespace lesson::fuzz
