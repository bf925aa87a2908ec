// A theme: refused in words, or colours that can be written and a size that can be read.
#include "widgets/ui/theme.h"

#include "tests/fuzz/target.h"

namespace lesson::fuzz {

namespace {

void color(std::string_view css) {
  const auto read = ui::parse_color(css);
  if (!read) return expect_words(read.error());
  const auto again = ui::parse_color(ui::to_hex(read.value()));
  expect(again && again.value() == read.value());
}

}  // namespace

void theme(Bytes bytes) {
  const std::string_view text = text_of(bytes);
  color(text);
  const auto read = ui::theme_from_json(text);
  if (!read) return expect_words(read.error());
  const ui::Theme& theme = read.value();
  expect(theme.text_px >= 12 && theme.text_px <= 24);
  expect(theme.colors.background.a == 255 && theme.colors.text.a == 255);
  color(ui::to_hex(theme.colors.accent));
}

}  // namespace lesson::fuzz
