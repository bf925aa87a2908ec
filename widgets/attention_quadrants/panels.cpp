#include "widgets/attention_quadrants/panels.h"

#include <algorithm>
#include <cmath>

#include "widgets/attention_quadrants/map/legend.h"
#include "widgets/ui/ticks.h"

namespace lesson {

namespace {

/// The colour of one side of a quadrant.
ui::Color side_color(const ui::Theme& theme, bool text) {
  return text ? theme.colors.text_token : theme.colors.image_token;
}

}  // namespace

bool HeatPicture::fresh(unsigned stamp, const ui::Theme& theme, std::size_t size, bool flag) {
  if (revision_ > 0 && stamp == stamp_ && theme.dark == dark_ && rgba_.size() == size && flag == flag_) return true;
  stamp_ = stamp;
  dark_ = theme.dark;
  flag_ = flag;
  rgba_.resize(size);
  ++revision_;
  return false;
}

ui::Pixels HeatPicture::of(std::span<const float> values, int rows, int cols, float high, bool over_picture,
                           unsigned stamp, const ui::Theme& theme) {
  if (!fresh(stamp, theme, values.size() * 4, over_picture)) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float t = high > 0 ? std::clamp(values[i] / high, 0.0f, 1.0f) : 0.0f;
      const ui::Color c = ui::sample(ui::ColorMap::sequential, theme, t);
      const float alpha = over_picture ? std::min(1.0f, 0.35f + 0.65f * std::sqrt(t)) : 1.0f;
      const std::uint8_t pixel[4] = {c.r, c.g, c.b, static_cast<std::uint8_t>(alpha * 255)};
      std::copy_n(pixel, 4, &rgba_[4 * i]);
    }
  }
  return {cols, rows, rgba_, revision_, false};
}

ui::Pixels HeatPicture::of(const Thumbnail& map, const ColorScale& scale, unsigned stamp, const ui::Theme& theme) {
  if (!fresh(stamp, theme, map.values.size() * 4, false)) {
    for (std::size_t i = 0; i < map.values.size(); ++i) {
      const ui::Color c =
          ui::sample(ui::ColorMap::sequential, theme, std::clamp(scale.fraction(map.values[i]), 0.0f, 1.0f));
      const std::uint8_t pixel[4] = {c.r, c.g, c.b, 255};
      std::copy_n(pixel, 4, &rgba_[4 * i]);
    }
  }
  return {map.cols, map.rows, rgba_, revision_, false};
}

// --- mass
// --------------------------------------------------------------------------------------------------------------

namespace {

void draw_bar(ui::Ui& ui, const QuadrantView& q, std::size_t index, float width, float longest) {
  const ui::Palette& c = ui.theme().colors;
  const std::string against = q.uniform > 0 && !q.cut
                                  ? "uniform " + percent(q.uniform) + " \u00B7 " + times(q.share / q.uniform)
                              : q.cut ? "cut"
                                      : "";
  const std::string value = q.cut ? "0" : percent(q.share);
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

// --- pictures over the image
// -------------------------------------------------------------------------------------------

std::optional<int> draw_image_map(ui::Ui& ui, HeatPicture& heat, const ImageMap& map) {
  if (map.values.empty() || map.rows <= 0 || map.cols <= 0) return std::nullopt;
  const float width = std::min(ui.available_width(), 240.0f),
              height = width * static_cast<float>(map.rows) / static_cast<float>(map.cols);
  const float high = *std::max_element(map.values.begin(), map.values.end());
  if (!(high > 0)) {
    ui.muted("Nothing here: all of it is cut or unchanged.");
    return std::nullopt;
  }
  const bool over = map.picture.w > 0;
  const ui::Pixels cells = heat.of(map.values, map.rows, map.cols, high, over, map.stamp, ui.theme());
  const float cw = width / static_cast<float>(map.cols), ch = height / static_cast<float>(map.rows);
  std::optional<int> chosen;
  const std::string value = "strongest " + percent(static_cast<double>(high));
  ui.canvas({.label = map.label,
             .description = map.description,
             .value = value,
             .width = width,
             .height = height + kShareLegendHeight,
             .interactive = true},
            [&](ui::Canvas& canvas) {
              draw_share_legend(ui, canvas, height, percent(static_cast<double>(high)));
              // Half faded, so that the weights over it are what the eye sees first.
              if (over) canvas.image("picture", map.picture, {0, 0, width, height}, {0, 0, 1, 1}, {255, 255, 255, 150});
              canvas.image("cells", cells, {0, 0, width, height});
              const auto mark = [&](int token, ui::Color color) {
                const int column = token % map.cols, row = token / map.cols;
                const ui::Rect cell{cw * static_cast<float>(column), ch * static_cast<float>(row), cw, ch};
                canvas.frame({cell.x - 2, cell.y - 2, cell.w + 4, cell.h + 4}, ui.theme().colors.background, 2, 2);
                canvas.frame({cell.x - 1, cell.y - 1, cell.w + 2, cell.h + 2}, color, 1.5f, 1);
              };
              if (map.chosen >= 0) mark(map.chosen, ui.theme().colors.accent);
              const ui::CanvasInput& in = canvas.input();
              const auto pick = [&](int row, int col) {
                return std::clamp(row, 0, map.rows - 1) * map.cols + std::clamp(col, 0, map.cols - 1);
              };
              if (in.move_x != 0 || in.move_y != 0) {
                const int from = map.chosen >= 0 ? map.chosen : map.rows / 2 * map.cols + map.cols / 2;
                chosen = pick(from / map.cols + in.move_y, from % map.cols + in.move_x);
              }
              if (!in.hovered || in.pointer.y >= height) return;
              const int under = pick(static_cast<int>(in.pointer.y / ch), static_cast<int>(in.pointer.x / cw));
              mark(under, ui.theme().colors.text);
              if (in.clicked) chosen = under;
            });
  return chosen;
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
              percent(static_cast<double>(weights[static_cast<std::size_t>(order[i])]));
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
                canvas.text({canvas.width(), y + 2}, percent(static_cast<double>(weight)), c.text,
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
    ui.reading("Change of this head's output", percent(view.change.now.all));
    ui.reading("in text rows", percent(view.change.now.text_rows));
    ui.reading("in image rows", percent(view.change.now.image_rows));
  } else {
    ui.text(
        "Nothing is cut. Press \u201CCut\u201D beside a quadrant; the softmax then shares all weight among what is "
        "left.");
  }
  Table alone{{"cut alone", "output changes by"}, {}};
  for (std::size_t i = 0; i < view.quadrants.size(); ++i)
    alone.rows.push_back({view.quadrants[i].name, percent(view.change.alone[i])});
  ui.table(alone, {.label = "Each quadrant cut alone"});
  ui.muted("Change: length of the difference over length of the output before, all rows of this head together.");
}

}  // namespace lesson
