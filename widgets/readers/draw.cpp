#include "widgets/readers/draw.h"

#include <algorithm>

#include "core/text_format.h"

namespace lesson {

namespace {

constexpr float kBar = 26, kGap = 4, kLine = 24;
constexpr std::size_t kMostRows = 16;

std::string share_text(double share) {
  if (share == 0) return "0";
  const double percent = 100 * share;
  return percent < 0.005 ? "< 0.01 %" : fixed_number(percent, percent < 1 ? 2 : percent < 10 ? 1 : 0) + " %";
}

ui::Color color_of(GivenKind kind, const ui::Palette& colors) {
  const ui::Color clip = color_of(TextEncoder::clip_l, colors), t5 = color_of(TextEncoder::t5, colors);
  switch (kind) {
    case GivenKind::clip_words: return clip;
    case GivenKind::clip_rest: return ui::mix(clip, colors.background, 0.55f);
    case GivenKind::t5_words: return t5;
    case GivenKind::t5_rest: return ui::mix(t5, colors.background, 0.55f);
    case GivenKind::image: break;
  }
  return colors.image_token;
}

void draw_shares(ui::Canvas& canvas, const GivenShares& shares, ui::Rect place, const ui::Palette& colors) {
  float x = place.x;
  for (int kind = 0; kind < kGivenKinds; ++kind) {
    const double share = shares[static_cast<std::size_t>(kind)];
    const float w = place.w * static_cast<float>(share);
    if (share <= 0) continue;
    const ui::Color color = color_of(static_cast<GivenKind>(kind), colors);
    canvas.rect({x, place.y, std::max(1.0f, w - 1), place.h}, color);
    const std::string text = share_text(share);
    const ui::Point size = canvas.measure(text, ui::Type::small);
    if (size.x + 6 <= w)
      canvas.text({x + w / 2, place.y + (place.h - size.y) / 2}, text, ui::readable_on(color),
                  {.type = ui::Type::small, .align = ui::Align::center, .record = false});
    x += w;
  }
}

std::string spoken(const GivenShares& shares, bool split) {
  const auto sum = [&](std::size_t a, std::size_t b) { return share_text(shares[a] + shares[b]); };
  const std::string text = split ? "CLIP\u2019s rows " + sum(0, 1) + ", T5\u2019s " + sum(2, 3) : "text " + sum(0, 1);
  return text + ", patches " + share_text(shares[4]);
}

}  // namespace

ui::Color color_of(TextEncoder reader, const ui::Palette& colors) {
  return colors.data[reader == TextEncoder::clip_l ? 0 : reader == TextEncoder::clip_g ? 3 : 4];
}

int draw_given(ui::Ui& ui, const ReadersView& view, int chosen) {
  const ui::Palette& colors = ui.theme().colors;
  const float high = ui.theme().touch ? ui.theme().target() : kBar + kGap;
  const int count = static_cast<int>(view.blocks.size());
  int pressed = -1;
  ui.canvas({.label = "What patches read, block by block",
             .description = view.given_sentence + " The last bar: even reading.",
             .height = high * static_cast<float>(count + 1),
             .role = ui::Role::group},
            [&](ui::Canvas& canvas) {
              const float left = 60;
              for (int i = 0; i <= count; ++i) {
                const auto at = static_cast<std::size_t>(i);
                const ui::Rect line{0, high * static_cast<float>(i), canvas.width(), high};
                const ui::Rect place{left, line.y + (high - kBar) / 2, canvas.width() - left, kBar};
                const bool even = i == count, here = i == chosen && !even;
                const std::string name = even ? "even" : "block " + std::to_string(i + 1);
                const GivenShares* shares = even ? &view.even : view.blocks[at] ? &*view.blocks[at] : nullptr;
                const std::string said = shares ? ": " + spoken(*shares, view.rows.split) : "";
                if (!even && canvas.spot(name + said, line, here)) pressed = i;
                canvas.text({0, place.y + 5}, name, here ? colors.text : colors.muted,
                            {.type = here ? ui::Type::strong : ui::Type::small, .record = false});
                if (shares) draw_shares(canvas, *shares, place, colors);
                if (here) canvas.frame({place.x - 1, place.y - 1, place.w + 1, place.h + 2}, colors.accent, 2);
              }
            });
  std::vector<ui::LegendEntry> entries = {{"words", color_of(GivenKind::clip_words, colors)},
                                          {"other text rows", color_of(GivenKind::clip_rest, colors)}};
  if (view.rows.split)
    entries = {{"CLIP: words", color_of(GivenKind::clip_words, colors)},
               {"CLIP: start, end, filling", color_of(GivenKind::clip_rest, colors)},
               {"T5: words", color_of(GivenKind::t5_words, colors)},
               {"T5: end, filling", color_of(GivenKind::t5_rest, colors)}};
  entries.push_back({"patches", color_of(GivenKind::image, colors)});
  ui.legend(entries);
  return pressed;
}

void draw_word_bars(ui::Ui& ui, const std::vector<WordRow>& rows, const WordBars& bars) {
  const ui::Palette& colors = ui.theme().colors;
  const std::size_t shown = std::min(rows.size(), kMostRows);
  double most = 1e-9;
  for (const WordRow& row : rows)
    for (const int reader : bars.readers) most = std::max(most, row.values[static_cast<std::size_t>(reader)]);
  ui.canvas({.label = bars.label, .description = bars.description, .height = kLine * static_cast<float>(shown + 1)},
            [&](ui::Canvas& canvas) {
              const float left = std::min(110.0f, canvas.width() * 0.28f);
              const float column = (canvas.width() - left) / static_cast<float>(bars.readers.size());
              for (std::size_t r = 0; r < bars.readers.size(); ++r)
                canvas.text({left + column * static_cast<float>(r), 2}, bars.names[r], colors.text,
                            {.type = ui::Type::small, .record = false, .max_width = column - 4});
              for (std::size_t i = 0; i < shown; ++i) {
                const float y = kLine * static_cast<float>(i + 1);
                const bool marked = static_cast<int>(i) == bars.marked;
                if (marked) canvas.rect({0, y, canvas.width(), kLine}, colors.surface, 3);
                canvas.text({4, y + 3}, rows[i].word, colors.text,
                            {.type = marked ? ui::Type::strong : ui::Type::body, .max_width = left - 8});
                for (std::size_t r = 0; r < bars.readers.size(); ++r) {
                  const auto reader = static_cast<std::size_t>(bars.readers[r]);
                  const double value = rows[i].values[reader];
                  const std::string text = share_text(value);
                  const float x = left + column * static_cast<float>(r), room = column - 56;
                  const float w = room * static_cast<float>(value / most);
                  if (value > 0)
                    canvas.rect({x, y + 5, std::max(1.0f, w), kLine - 10},
                                color_of(static_cast<TextEncoder>(reader), colors), 2);
                  canvas.text({x + (value > 0 ? std::max(1.0f, w) + 4 : 0), y + 4}, text,
                              value > 0 ? colors.text : colors.muted, {.type = ui::Type::small});
                }
              }
            });
  if (shown < rows.size()) ui.muted("The first " + std::to_string(shown) + " words are shown; the numbers hold all.");
}

}  // namespace lesson
