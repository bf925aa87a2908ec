#include "widgets/block/draw.h"

#include <algorithm>
#include <cmath>

#include "core/text_format.h"

namespace lesson {

namespace {

constexpr float kGutter = 22, kStrip = 12, kTextKey = 24;
constexpr int kTextKeys = 8;

float largest(const std::vector<float>& numbers) {
  float size = 0;
  for (const float x : numbers) size = std::max(size, std::fabs(x));
  return size;
}

/// As many bands as there is room for: of the numbers under one band the largest is seen.
void draw_strip(ui::Canvas& canvas, const ui::Theme& theme, const PathStage& stage, std::size_t of, ui::Rect to,
                float limit) {
  const std::vector<float>& numbers = stage.numbers[of];
  const auto bands = std::min(numbers.size(), static_cast<std::size_t>(std::max(to.w, 1.0f)));
  for (std::size_t band = 0; band < bands; ++band) {
    float shown = 0;
    for (std::size_t i = band * numbers.size() / bands; i < (band + 1) * numbers.size() / bands; ++i) {
      if (std::fabs(numbers[i]) > std::fabs(shown)) shown = numbers[i];
    }
    const float t = limit > 0 ? shown / limit : 0;
    const ui::Color color = stage.weights ? ui::sample(ui::ColorMap::sequential, theme, std::sqrt(t))
                                          : ui::sample(ui::ColorMap::diverging, theme, 0.5f + 0.5f * t);
    const float w = to.w / static_cast<float>(bands);
    canvas.rect({to.x + w * static_cast<float>(band), to.y, w + 0.6f, to.h}, color);
  }
  canvas.frame(to, theme.colors.line);
}

/// Of all rows from the first to the last: the residual line, with a + where something is added to it.
void draw_residual(ui::Canvas& canvas, const ui::Theme& theme, const BlockView& view, float top, float high) {
  const auto middle = [&](std::size_t i) { return top + high * (static_cast<float>(i) + 0.5f); };
  const ui::Color color = theme.colors.control;
  canvas.arrow({6, middle(0)}, {6, middle(view.path.size() - 1) + 6}, color);
  for (std::size_t i = 1; i + 1 < view.path.size(); ++i) {
    const bool writes = i == 7 || i == 11;
    if (writes && !(view.at.single && i == 7)) {
      canvas.circle({6, middle(i)}, 6, theme.colors.background);
      canvas.ring({6, middle(i)}, 6, color);
      canvas.line({3, middle(i)}, {9, middle(i)}, color);
      canvas.line({6, middle(i) - 3}, {6, middle(i) + 3}, color);
      canvas.line({12, middle(i)}, {kGutter - 4, middle(i)}, color);
    }
  }
}

void draw_names(ui::Canvas& canvas, const ui::Theme& theme, const BlockView& view, float column) {
  for (std::size_t of = 0; of < 2; ++of) {
    const std::string name = view.at.names[of].empty() ? (of == 0 ? "word" : "patch") : view.at.names[of];
    canvas.text({kGutter + static_cast<float>(of) * (column + 8), 0}, name,
                of == 0 ? theme.colors.text_token : theme.colors.image_token,
                {.type = ui::Type::strong, .max_width = column});
  }
}

/// Numbers as one map, a row a head where they are columns of heads.
void draw_numbers(ui::Ui& ui, const std::string& label, const std::vector<float>& numbers, int dim, float limit = 0) {
  const int count = static_cast<int>(numbers.size()), cols = dim > 1 && count % dim == 0 ? dim : count;
  ui.heat_map({.label = label,
               .description = "Rows of " + std::to_string(cols) + " numbers; blue below and red above 0.",
               .rows = count / cols,
               .cols = cols,
               .values = numbers,
               .min = -limit,
               .max = limit,
               .map = ui::ColorMap::diverging,
               .width = std::min(ui.available_width(), 320.0f),
               .height = std::clamp(14.0f * static_cast<float>(count / cols), 28.0f, 168.0f),
               .decimals = 3});
}

}  // namespace

void draw_path(ui::Ui& ui, const BlockView& view, int& chosen) {
  const ui::Theme& theme = ui.theme();
  const float high = theme.touch ? theme.target() : 40, top = 24;
  ui.canvas({.label = "Path through the block",
             .description = "From top to bottom, the word left and the patch right, each strip coloured up to its own "
                            "largest number. Choose a stage to see its numbers.",
             .height = top + high * static_cast<float>(view.path.size()),
             .role = ui::Role::group},
            [&](ui::Canvas& canvas) {
              const float column = (canvas.width() - kGutter - 8) / 2;
              draw_names(canvas, theme, view, column);
              for (std::size_t i = 0; i < view.path.size(); ++i) {
                const PathStage& stage = view.path[i];
                const float y = top + high * static_cast<float>(i);
                const ui::Rect row{kGutter - 4, y, canvas.width() - kGutter + 4, high};
                const bool is_chosen = chosen == static_cast<int>(i);
                if (canvas.spot(std::to_string(i + 1) + ". " + stage.title, row, is_chosen))
                  chosen = static_cast<int>(i);
                if (is_chosen) canvas.rect(row, theme.colors.surface, 4);
                canvas.text({kGutter, y + 1}, stage.title, is_chosen ? theme.colors.text : theme.colors.muted,
                            {.type = ui::Type::small, .record = false, .max_width = canvas.width() - kGutter});
                for (std::size_t of = 0; of < 2; ++of) {
                  const ui::Rect strip{kGutter + static_cast<float>(of) * (column + 8), y + high - 8 - kStrip, column,
                                       kStrip};
                  if (stage.ends[of])
                    canvas.hatch(strip, theme.colors.line);
                  else if (stage.numbers[of].empty())
                    canvas.frame(strip, theme.colors.line);
                  else
                    draw_strip(canvas, theme, stage, of, strip, largest(stage.numbers[of]));
                }
              }
              draw_residual(canvas, theme, view, top, high);
            });
}

void draw_stage(ui::Ui& ui, const BlockView& view, int chosen) {
  const PathStage& stage = view.path[static_cast<std::size_t>(chosen)];
  ui.heading(std::to_string(chosen + 1) + ". " + stage.title, 3);
  ui.text(stage.note);
  ui.columns({{200, 1}, {200, 1}}, [&](int column) {
    const auto of = static_cast<std::size_t>(column);
    const std::string name = view.at.names[of].empty() ? (of == 0 ? "Word" : "Patch") : view.at.names[of];
    if (stage.ends[of]) {
      ui.muted(name + ": " +
               (view.at.single
                    ? "a single-stream block has no such stage."
                    : "the last block has none: its text is read here and then dropped (context_pre_only)."));
    } else if (stage.numbers[of].empty()) {
      ui.muted(name + ": its numbers come with a trace.");
    } else {
      ui.reading(name,
                 shape_text(std::array{static_cast<std::int64_t>(stage.numbers[of].size())}) + ", " +
                     (stage.weights
                          ? "largest " + fixed_number(100 * static_cast<double>(largest(stage.numbers[of])), 1) + " %"
                          : "length " + short_number(length_of(stage.numbers[of]), 4)));
      if (!stage.weights) draw_numbers(ui, name + ", numbers", stage.numbers[of], view.at.dim);
    }
  });
  if (stage.weights) ui.muted("One number a row of text and image; press one in the part on one weight.");
}

int draw_text_keys(ui::Ui& ui, const BlockView& view) {
  const std::vector<float>& weights = view.weight.text;
  std::vector<int> order(weights.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  const auto weight = [&](int key) { return weights[static_cast<std::size_t>(key)]; };
  const auto shown = order.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(order.size(), kTextKeys));
  std::partial_sort(order.begin(), shown, order.end(), [&](int a, int b) { return weight(a) > weight(b); });
  order.erase(shown, order.end());
  if (order.empty()) return -1;
  const float most = std::max(weight(order[0]), 1e-9f), high = ui.theme().touch ? ui.theme().target() : kTextKey;
  std::ranges::sort(order);
  int pressed = -1;
  ui.canvas({.label = "Text keys",
             .description = "The text rows that get most of this row. Press one.",
             .height = high * static_cast<float>(order.size()),
             .role = ui::Role::group},
            [&](ui::Canvas& canvas) {
              const ui::Palette& c = ui.theme().colors;
              for (std::size_t i = 0; i < order.size(); ++i) {
                const float y = high * static_cast<float>(i), text = y + (high - 16) / 2;
                const std::string& label = view.at.labels[static_cast<std::size_t>(order[i])];
                const std::string percent = fixed_number(100 * static_cast<double>(weight(order[i])), 2) + " %";
                const bool is_key = view.weight.key == order[i];
                const ui::Rect row{0, y, canvas.width(), high};
                if (canvas.spot(label + ", row " + std::to_string(order[i] + 1) + ": " + percent, row, is_key))
                  pressed = order[i];
                if (is_key) canvas.rect(row, c.surface, 3);
                canvas.text({4, text}, label + " " + std::to_string(order[i] + 1), c.text_token,
                            {.type = ui::Type::small, .record = false, .max_width = 84});
                const float room = std::max(canvas.width() - 160, 10.0f);
                canvas.rect({92, y + high / 2 - 5, std::max(room * weight(order[i]) / most, 1.0f), 10},
                            is_key ? c.accent : c.control, 2);
                canvas.text({canvas.width() - 4, text}, percent, c.text,
                            {.type = ui::Type::small, .align = ui::Align::right, .record = false});
              }
            });
  return pressed;
}

void draw_product(ui::Ui& ui, const BlockView& view) {
  const WeightView& weight = view.weight;
  if (weight.q.empty()) return;
  const float limit = std::max(largest(weight.q), largest(weight.k));
  const auto map = [&](const char* label, const std::vector<float>& numbers, float high) {
    ui.muted(label);
    ui.heat_map({.label = label,
                 .rows = 1,
                 .cols = static_cast<int>(numbers.size()),
                 .values = numbers,
                 .min = -high,
                 .max = high,
                 .map = ui::ColorMap::diverging,
                 .width = std::min(ui.available_width(), 360.0f),
                 .height = 24,
                 .decimals = 3});
  };
  map("Query", weight.q, limit);
  map("Key pressed", weight.k, limit);
  map("Query \u00D7 key, number by number", weight.product, largest(weight.product));
  ui.reading("Sum", fixed_number(weight.dot, 3));
  ui.reading("\u00F7 root of " + std::to_string(view.at.dim), fixed_number(weight.score, 3));
  ui.reading("Share of the row", fixed_number(100 * weight.weight, 3) + " %");
}

void draw_gates(ui::Ui& ui, const BlockView& view) {
  const ui::Palette& colors = ui.theme().colors;
  ui::PlotOptions plot{
      .label = "Gates over the steps", .description = "Mean size of the gate at every step.", .height = 180};
  plot.x = {.label = "step, from noise to picture"};
  plot.y = {.label = "mean of |gate|"};
  for (const GateView& gate : view.gates) {
    if (gate.values.empty()) continue;
    const int steps = static_cast<int>(gate.sizes.size());
    ui.muted(std::string(gate.name) + ": a row a step, a column a number of the row");
    ui.heat_map({.label = std::string("Gate strips, ") + gate.name,
                 .rows = steps,
                 .cols = static_cast<int>(gate.values.size()) / steps,
                 .values = gate.values,
                 .map = ui::ColorMap::diverging,
                 .width = std::min(ui.available_width(), 520.0f),
                 .height = std::clamp(5.0f * static_cast<float>(steps), 40.0f, 160.0f),
                 .decimals = 3,
                 .mark_row = view.at.step});
    ui::Series series{.name = gate.name, .color = &gate == &view.gates[0] ? colors.text_token : colors.image_token};
    for (int i = 0; i < steps; ++i) series.x.push_back(i + 1);
    series.y = gate.sizes;
    series.markers = steps == 1;
    plot.series.push_back(std::move(series));
  }
  if (view.gates[0].values.empty()) ui.muted("Text: the last block\u2019s text has no gate.");
  plot.marks = {view.at.step + 1.0};
  ui.plot(plot);
}

void draw_identity(ui::Ui& ui, const BlockView& view) {
  const IdentityView& identity = view.identity;
  const ui::Palette& colors = ui.theme().colors;
  ui.text(identity.sentence, ui::Type::strong);
  ui::PlotOptions plot{.label = "How far the block moves a row", .description = identity.sentence, .height = 180};
  plot.x = {.label = "all gates times", .min = 0, .max = 1};
  plot.y = {.label = "moved, % of its length"};
  for (std::size_t of = 0; of < 2; ++of) {
    ui::Series series{.name = view.at.names[of], .color = of == 0 ? colors.text_token : colors.image_token};
    for (std::size_t i = 0; i < identity.distances[of].size(); ++i) {
      series.x.push_back(static_cast<double>(i) / (kGateFactors - 1));
      series.y.push_back(100 * identity.distances[of][i]);
    }
    plot.series.push_back(std::move(series));
  }
  plot.marks = {static_cast<double>(identity.factor) / (kGateFactors - 1)};
  ui.plot(plot);
  ui.columns({{200, 1}, {200, 1}}, [&](int of) {
    const auto at = static_cast<std::size_t>(of);
    ui.muted("What leaves minus what enters, " + view.at.names[at]);
    draw_numbers(ui, "Change of " + view.at.names[at], identity.change[at], view.at.dim, identity.limits[at]);
  });
}

}  // namespace lesson
