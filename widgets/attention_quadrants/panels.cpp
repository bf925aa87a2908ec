#include "widgets/attention_quadrants/panels.h"

#include <algorithm>
#include <cmath>

#include "core/text_format.h"

namespace lesson {

namespace {

/// The colour of one side of a quadrant.
ui::Color side_color(const ui::Theme& theme, bool text) {
  return text ? theme.colors.text_token : theme.colors.image_token;
}

}  // namespace

// --- mass
// --------------------------------------------------------------------------------------------------------------

namespace {

void draw_bar(ui::Ui& ui, const QuadrantView& q, std::size_t index, float width, float longest) {
  const ui::Palette& c = ui.theme().colors;
  const std::string against = q.uniform > 0 && !q.cut
                                  ? "uniform " + fine_percent(q.uniform) + " \u00B7 " + times(q.share / q.uniform)
                              : q.cut ? "cut"
                                      : "";
  const std::string value = q.cut ? "0" : fine_percent(q.share);
  ui.canvas({.label = q.name,
             .description = "Share of this head's weight, with a line at the share of even attention.",
             .value = value + (against.empty() ? "" : ", " + against),
             .width = width,
             .height = 52},
            [&](ui::Canvas& canvas) {
              const float w = canvas.width();
              canvas.rect({0, 4, 7, 12}, side_color(ui.theme(), index < 2), 1);
              canvas.rect({8, 4, 7, 12}, side_color(ui.theme(), index % 2 == 0), 1);
              canvas.text({22, 0}, q.name, q.cut ? c.muted : c.text, {.max_width = w - 86});
              canvas.text({w, 0}, value, c.text, {.type = ui::Type::strong, .align = ui::Align::right});
              const float y = 22, full = w - 2, length = full * static_cast<float>(q.share) / longest;
              canvas.rect({0, y, w, 9}, c.surface, 2);
              canvas.rect({0, y, std::max(length, q.share > 0 ? 1.0f : 0.0f), 9}, c.accent, 2);
              if (q.cut) canvas.hatch({0, y, w, 9}, c.control, 6);
              if (q.uniform > 0) {
                const float x = full * static_cast<float>(q.uniform) / longest;
                canvas.rect({x - 1, y - 3, 4, 15}, c.background);
                canvas.rect({x, y - 3, 2, 15}, c.text);
              }
              canvas.text({0, y + 12}, against, c.muted, {.type = ui::Type::small, .max_width = w});
            });
}

}  // namespace

bool draw_mass(ui::Ui& ui, const AttentionView& view, QuadrantCut& cut) {
  bool changed = false;
  double longest = 0.01;
  for (const QuadrantView& q : view.quadrants) longest = std::max({longest, q.share, q.uniform});
  ui.group("Mass", [&] {
    for (std::size_t i = 0; i < view.quadrants.size(); ++i) {
      const QuadrantView& q = view.quadrants[i];
      const float button = 64;
      const float width = std::min(ui.available_width() - button - 12, 420.0f);
      ui.row([&] {
        draw_bar(ui, q, i, width, static_cast<float>(longest));
        ui.group(q.name + " switch", [&] {
          if (ui.toggle("Cut", cut.cut[i],
                        {.help = "Takes \u201C" + q.name + "\u201D out before the softmax.", .width = button}))
            changed = true;
        });
      });
    }
  });
  return changed;
}

void draw_text_bars(ui::Ui& ui, std::string_view label, const SourceInfo& info, std::span<const float> weights) {
  std::vector<int> order(weights.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  const std::size_t count = std::min<std::size_t>(6, order.size());
  if (count == 0) return;
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), [&](int a, int b) {
    return weights[static_cast<std::size_t>(a)] > weights[static_cast<std::size_t>(b)];
  });
  const ui::Palette& c = ui.theme().colors;
  const float line = 20, width = std::min(ui.available_width(), 240.0f);
  const float high = weights[static_cast<std::size_t>(order[0])];
  if (!(high > 0)) return;
  std::string spoken;
  for (std::size_t i = 0; i < count; ++i)
    spoken += (i ? ", " : "") + token_label(info, order[i]) + " " +
              fine_percent(static_cast<double>(weights[static_cast<std::size_t>(order[i])]));
  ui.canvas({.label = std::string(label),
             .description = "The text tokens with the largest values.",
             .value = spoken,
             .width = width,
             .height = line * static_cast<float>(count)},
            [&](ui::Canvas& canvas) {
              for (std::size_t i = 0; i < count; ++i) {
                const float y = line * static_cast<float>(i), weight = weights[static_cast<std::size_t>(order[i])];
                canvas.text({0, y + 2}, token_label(info, order[i]), c.text_token,
                            {.type = ui::Type::small, .max_width = 72});
                canvas.rect({78, y + 5, std::max(1.0f, (canvas.width() - 140) * weight / high), 9}, c.accent, 2);
                canvas.text({canvas.width(), y + 2}, fine_percent(static_cast<double>(weight)), c.text,
                            {.type = ui::Type::small, .align = ui::Align::right});
              }
            });
}

std::optional<int> draw_token_chips(ui::Ui& ui, const SourceInfo& info, int chosen) {
  std::optional<int> pressed;
  int shown = 0;
  ui.group("Tokens", [&] {
    ui.row([&] {
      for (std::size_t i = 0; i < info.text_labels.size() && shown < 24; ++i) {
        const int token = static_cast<int>(i);
        if (is_padding(info.text_labels[i])) continue;
        const std::vector<int> rows = rows_of_word(info, token);
        if (rows.front() < token) continue;  // its first reader's chip stands for all its rows
        bool on = std::ranges::find(rows, chosen) != rows.end();
        const std::string label = info.readers.size() > 1 ? word_label(info, token) : info.text_labels[i];
        if (ui.toggle(label, on)) pressed = on ? token : -1;
        ++shown;
      }
    });
  });
  return pressed;
}

// --- cutting
// -----------------------------------------------------------------------------------------------------------

void draw_change(ui::Ui& ui, const AttentionView& view) {
  if (!view.change.available) {
    ui.muted(view.change.why_not);
    return;
  }
  if (view.any_cut) {
    ui.reading("Change of this head's output", fine_percent(view.change.now.all));
    ui.reading("in text rows", fine_percent(view.change.now.text_rows));
    ui.reading("in image rows", fine_percent(view.change.now.image_rows));
  } else {
    ui.text(
        "Nothing is cut. Press \u201CCut\u201D beside a quadrant; the softmax then shares all weight among what is "
        "left.");
  }
  Table alone{{"cut alone", "output changes by"}, {}};
  for (std::size_t i = 0; i < view.quadrants.size(); ++i)
    alone.rows.push_back({view.quadrants[i].name, fine_percent(view.change.alone[i])});
  ui.table(alone, {.label = "Each quadrant cut alone"});
  ui.muted("Change: length of the difference over length of the output before, all rows of this head together.");
}

}  // namespace lesson
