#include "widgets/conditioning/draw.h"

#include <algorithm>
#include <cmath>

#include "core/text_format.h"

namespace lesson {

namespace {

using ui::Color;
using ui::Point;
using ui::Rect;

/// Colours of text, image, a reference picture, and what belongs to text and image alike.
struct Colors {
  Color text, image, reference, both, background, ink, line;

  Colors(const ui::Palette& palette, float shared)
      : text(palette.text_token),
        image(palette.image_token),
        reference(palette.data[5]),
        both(ui::mix(palette.text_token, palette.image_token, 0.5f)),
        background(palette.background),
        ink(palette.text),
        line(palette.muted),
        shared_(shared) {}

  Color of(SceneBox box) const {
    switch (box) {
      case SceneBox::words_in:
      case SceneBox::words_out:
      case SceneBox::pooled:
      case SceneBox::condition:
      case SceneBox::text_reads_text: return text;
      case SceneBox::text_projection:
      case SceneBox::text_mlp: return ui::mix(text, both, shared_);
      case SceneBox::image_projection:
      case SceneBox::image_mlp: return ui::mix(image, both, shared_);
      case SceneBox::text_reads_image: return ui::mix(text, background, 0.45f);
      case SceneBox::image_reads_text: return ui::mix(image, background, 0.45f);
      case SceneBox::reference_in:
      case SceneBox::reference_projection:
      case SceneBox::image_reads_reference: return reference;
      default: return image;
    }
  }

 private:
  float shared_;
};

/// A box grows out of its middle.
Rect grown(const Placed& box) {
  const float t = std::min(1.0f, 0.4f + 0.6f * box.there);
  return {box.rect.x + box.rect.w * (1 - t) / 2, box.rect.y + box.rect.h * (1 - t) / 2, box.rect.w * t, box.rect.h * t};
}

void draw_rows(ui::Canvas& canvas, const Placed& box, int count, Color color, bool named) {
  const Rect place = grown(box);
  const float high = place.h / static_cast<float>(count);
  for (int i = 0; i < count; ++i) {
    const Rect row{place.x, place.y + high * static_cast<float>(i), place.w, high - 1.5f};
    canvas.rect(row, ui::with_alpha(color, box.there), 2);
    if (named && box.there > 0.9f)
      canvas.text({row.x + 4, row.y - 0.5f}, kEntryWords[static_cast<std::size_t>(i)], ui::readable_on(color),
                  {.type = ui::Type::small, .record = false, .max_width = row.w - 6});
  }
}

void draw_cells(ui::Canvas& canvas, const Placed& box, float cell, Color color, Color gap) {
  const Rect place = grown(box);
  canvas.rect(place, ui::with_alpha(color, box.there));
  if (cell < 3) return;
  const Color line = ui::with_alpha(gap, 0.6f * box.there);
  for (float x = cell; x < place.w - 1; x += cell)
    canvas.line({place.x + x, place.y}, {place.x + x, place.y + place.h}, line, 0.7f);
  for (float y = cell; y < place.h - 1; y += cell)
    canvas.line({place.x, place.y + y}, {place.x + place.w, place.y + y}, line, 0.7f);
}

void draw_labelled(ui::Canvas& canvas, const Placed& box, Color color) {
  const Rect place = grown(box);
  canvas.rect(place, ui::with_alpha(color, box.there), 4);
  if (box.there < 0.6f) return;
  const std::string label = box.label;
  const std::size_t end = label.find('\n');
  const float line = canvas.measure(label.substr(0, end), ui::Type::small).y;
  const float high = end == label.npos ? line : 2 * line;
  const auto draw = [&](float y, const std::string& text) {
    canvas.text({place.x + place.w / 2, y}, text, ui::readable_on(color),
                {.type = ui::Type::small, .align = ui::Align::center, .record = false, .max_width = place.w});
  };
  const float y = place.y + (place.h - high) / 2;
  draw(y, label.substr(0, end));
  if (end != label.npos) draw(y + line, label.substr(end + 1));
}

constexpr SceneBox kLabelled[] = {
    SceneBox::text_projection, SceneBox::image_projection, SceneBox::pooled,   SceneBox::reference_projection,
    SceneBox::text_mlp,        SceneBox::image_mlp,        SceneBox::condition};
constexpr SceneBox kMatrices[] = {SceneBox::text_reads_text, SceneBox::text_reads_image, SceneBox::image_reads_text,
                                  SceneBox::image_reads_image, SceneBox::image_reads_reference};
constexpr SceneBox kFrames[] = {SceneBox::softmax_first, SceneBox::softmax_second, SceneBox::softmax_third};

void draw_boxes(ui::Canvas& canvas, const Scene& scene, const Colors& colors) {
  const float cell = scene.at(SceneBox::image_reads_image).rect.w / 16;
  for (const SceneBox box : kMatrices)
    if (scene.at(box).there > 0.02f) draw_cells(canvas, scene.at(box), cell, colors.of(box), colors.background);
  for (const SceneBox box : kFrames)
    if (scene.at(box).there > 0.02f)
      canvas.frame(scene.at(box).rect, ui::with_alpha(colors.ink, scene.at(box).there), 1.5f, 3);
  for (const SceneBox box : kLabelled)
    if (scene.at(box).there > 0.02f) draw_labelled(canvas, scene.at(box), colors.of(box));
  draw_rows(canvas, scene.at(SceneBox::words_in), 5, colors.text, true);
  draw_rows(canvas, scene.at(SceneBox::patches_in), 16, colors.image, false);
  draw_rows(canvas, scene.at(SceneBox::reference_in), 4, colors.reference, false);
  draw_rows(canvas, scene.at(SceneBox::words_out), 5, colors.text, true);
  draw_rows(canvas, scene.at(SceneBox::patches_out), 16, colors.image, false);
}

std::string cell_name(const ConditioningView& view, int index, bool row) {
  if (index < view.words)
    return std::string("\u201C") + kEntryWords[static_cast<std::size_t>(index)] + "\u201D (word " +
           std::to_string(index + 1) + ")";
  if (index < view.rows) return "patch " + std::to_string(index - view.words + 1);
  return (row ? "row " : "reference row ") + std::to_string(index - view.rows + 1);
}

/// What the pointer is over, in words.
std::string hovered(const ConditioningView& view, Point at, float cell, float left, float top) {
  const int column = static_cast<int>(std::floor((at.x - left) / cell)),
            row = static_cast<int>(std::floor((at.y - top) / cell));
  if (column < 0 || row < 0 || column >= view.sources || row >= view.rows) return {};
  if (row < view.words && !view.text_rows) return "words have no rows here";
  const auto moved = static_cast<double>(view.moved(row, column));
  return cell_name(view, column, false) + " nudged: " + cell_name(view, row, true) + " moves by " +
         (moved == 0 ? "nothing at all" : short_number(moved, 2) + " of that");
}

}  // namespace

void draw_scene(ui::Ui& ui, const Scene& scene, const std::string& title, const std::string& description) {
  ui.canvas({.label = "How the text comes in: " + title, .description = description, .height = kSceneHeight},
            [&](ui::Canvas& canvas) {
              const Colors colors(ui.theme().colors, scene.shared);
              const auto name = [&](float x, float y, const char* text, ui::Align align) {
                canvas.text({x, y}, text, colors.line, {.type = ui::Type::small, .align = align, .record = false});
              };
              for (const PlacedArrow& arrow : scene.arrows)
                if (arrow.there > 0.02f)
                  canvas.arrow(arrow.from, arrow.to, ui::with_alpha(colors.line, arrow.there), 1.5f);
              draw_boxes(canvas, scene, colors);
              const Rect &words = scene.at(SceneBox::words_in).rect, &patches = scene.at(SceneBox::patches_in).rect;
              name(0, words.y - 18, "5 words", ui::Align::left);
              name(0, patches.y - 18, "16 patches", ui::Align::left);
              name(canvas.width(), patches.y - 18, "16 patches", ui::Align::right);
              if (scene.at(SceneBox::words_out).there > 0.5f)
                name(canvas.width(), words.y - 18, "5 words", ui::Align::right);
            });
  const Colors colors(ui.theme().colors, scene.shared);
  std::vector<ui::LegendEntry> entries = {{"text", colors.text}, {"image", colors.image}};
  if (scene.shared > 0.5f) entries.push_back({"weights of both", colors.both});
  if (scene.at(SceneBox::reference_in).there > 0.5f) entries.push_back({"reference picture", colors.reference});
  entries.push_back({"a frame: one softmax", colors.ink});
  ui.legend(entries);
}

void draw_influence(ui::Ui& ui, const ConditioningView& view) {
  const float left = 62, top = 22;
  const float cell =
      std::min(15.0f, (std::min(ui.available_width(), 460.0f) - left - 4) / static_cast<float>(view.sources));
  float most = 1e-6f;
  for (Eigen::Index i = 0; i < view.moved.size(); ++i) most = std::max(most, view.moved.data()[i]);
  std::string pointed;
  ui.canvas({.label = "Who moves whom",
             .description = view.influence_sentence + " Columns are nudged, rows are moved.",
             .width = left + cell * static_cast<float>(view.sources) + 4,
             .height = top + cell * static_cast<float>(view.rows) + 2},
            [&](ui::Canvas& canvas) {
              const ui::Palette& colors = ui.theme().colors;
              const Rect map{left, top, cell * static_cast<float>(view.sources), cell * static_cast<float>(view.rows)};
              canvas.rect(map, colors.surface);
              for (int row = 0; row < view.rows; ++row)
                for (int source = 0; source < view.sources; ++source) {
                  const float value = view.moved(row, source);
                  if (value <= 0) continue;
                  const float shade = std::clamp(1 + std::log10(value / most) / 3, 0.08f, 1.0f);
                  canvas.rect({left + cell * static_cast<float>(source), top + cell * static_cast<float>(row),
                               cell - 0.7f, cell - 0.7f},
                              ui::sample(ui::ColorMap::sequential, ui.theme(), shade));
                }
              const float words = cell * static_cast<float>(view.words), all = cell * static_cast<float>(view.rows);
              if (!view.text_rows) canvas.hatch({left, top, map.w, words}, colors.control);
              const auto rule = [&](Point a, Point b) { canvas.line(a, b, colors.text, 1); };
              rule({left, top + words}, {left + map.w, top + words});
              rule({left + words, top}, {left + words, top + map.h});
              if (view.sources > view.rows) rule({left + all, top}, {left + all, top + map.h});
              canvas.frame(map, colors.text);
              const auto name = [&](Point at, const char* text, ui::Align align, Color color) {
                canvas.text(at, text, color, {.type = ui::Type::small, .align = align, .record = false});
              };
              name({left - 6, top + words / 2 - 9}, "words", ui::Align::right, colors.text_token);
              name({left - 6, top + (words + map.h) / 2 - 9}, "patches", ui::Align::right, colors.image_token);
              name({left + words / 2, 2}, "words", ui::Align::center, colors.text_token);
              name({left + (words + all) / 2, 2}, "patches nudged", ui::Align::center, colors.image_token);
              if (canvas.input().hovered) pointed = hovered(view, canvas.input().pointer, cell, left, top);
              canvas.set_value(pointed);
            });
  ui.status(!pointed.empty()
                ? pointed
                : std::string(ui.theme().dark ? "Light moves far, dark hardly, an empty place not at all."
                                              : "Dark moves far, light hardly, an empty place not at all."));
}

void draw_drift(ui::Ui& ui, const ConditioningView& view) {
  const ui::Palette& colors = ui.theme().colors;
  ui::PlotOptions plot{
      .label = "How far each word\u2019s row has come", .description = view.drift_sentence, .height = 200};
  const auto last = static_cast<double>(view.drift.cols() - 1);
  plot.x = {.label = "after so many blocks", .min = 0, .max = last, .ticks = {}};
  plot.y = {.label = "in its own length", .min = 0, .max = std::max(1.0, static_cast<double>(view.drift.maxCoeff()))};
  for (Eigen::Index word = 0; word < view.drift.rows(); ++word) {
    ui::Series series{.name = std::string(kEntryWords[static_cast<std::size_t>(word)]) + " " + std::to_string(word + 1),
                      .color = colors.data[static_cast<std::size_t>(word)],
                      .markers = true};
    for (Eigen::Index block = 0; block < view.drift.cols(); ++block) {
      series.x.push_back(static_cast<double>(block));
      series.y.push_back(static_cast<double>(view.drift(word, block)));
    }
    plot.series.push_back(std::move(series));
  }
  plot.direct_labels = false;
  ui.plot(plot);
}

}  // namespace lesson
