#include "widgets/pipeline_tracer/start_panel.h"

#include <algorithm>

#include "core/text_format.h"
#include "widgets/pipeline_tracer/number_legend.h"

namespace lesson {

namespace {

constexpr float kPadShown = 224;
constexpr int kKeyStep = 2;  ///< pixels an arrow key moves
const std::vector<std::string> kStarts = {"Noise", "A picture"}, kColors = words_of(kPadColors, &PadColor::title),
                               kBrushes = words_of(kPadBrushes, &PadBrush::title);

}  // namespace

StartImage StartPanel::image(const StartState& state) const {
  if (state.start == 0) return {};
  return {pad_.picture().rgb, static_cast<double>(state.strength)};
}

Result<void> StartPanel::open(std::string_view name, std::span<const std::uint8_t> file, StartState& state) {
  auto read = pad_.read_pixmap(name, file);
  if (read) state.start = 1;
  return read;
}

std::string StartPanel::describe(const StartState& state) const {
  if (state.start == 0) return "The next run starts from noise.";
  return "The next run starts from the picture, " + fixed_number(100 * static_cast<double>(state.strength), 0) +
         " % of the way to noise.";
}

void StartPanel::draw_pad(ui::Ui& ui, const StartState& state) {
  const float side = std::min(ui.available_width(), kPadShown);
  ui.canvas({.label = "Picture to start from",
             .description = "64 times 64 pixels. Draw with the pointer, or move with the arrow keys and press Enter.",
             .value = "brush at " + std::to_string(static_cast<int>(x_)) + ", " + std::to_string(static_cast<int>(y_)),
             .width = side,
             .height = side,
             .interactive = true},
            [&](ui::Canvas& canvas) {
              const float scale = canvas.width() / kPadSide;
              const ui::CanvasInput& input = canvas.input();
              x_ = std::clamp(x_ + static_cast<float>(kKeyStep * input.move_x), 0.0f, static_cast<float>(kPadSide));
              y_ = std::clamp(y_ + static_cast<float>(kKeyStep * input.move_y), 0.0f, static_cast<float>(kPadSide));
              if (input.pressed) {
                if (!input.by_key) x_ = input.pointer.x / scale, y_ = input.pointer.y / scale;
                pad_.dab(x_, y_, state.color, state.brush);
              } else if (input.dragging && (input.drag_delta.x != 0 || input.drag_delta.y != 0)) {
                const float from_x = x_, from_y = y_;
                x_ = input.pointer.x / scale, y_ = input.pointer.y / scale;
                pad_.stroke(from_x, from_y, x_, y_, state.color, state.brush);
              }
              canvas.image("pad", drawn_.pixels(pad_.picture()), {0, 0, canvas.width(), canvas.height()});
              canvas.frame({0, 0, canvas.width(), canvas.height()}, ui.theme().colors.line);
              if (!input.focused) return;
              const auto radius = static_cast<float>(kPadBrushes[static_cast<std::size_t>(state.brush)].radius);
              canvas.ring({x_ * scale, y_ * scale}, radius * scale, ui.theme().colors.accent, 2);
            });
}

void StartPanel::draw_tools(ui::Ui& ui, const Fields& fields, StartState& state, const RunSlot* slot) {
  ui.row([&] {
    ui.combo("Colour", state.color, kColors, {.help = "Of the brush."});
    ui.choice("Brush", state.brush, kBrushes, {.help = "How broad it is."});
  });
  ui.row([&] {
    if (ui.button("Fill", {.help = "The whole picture in the chosen colour."})) pad_.fill(state.color);
    const RunLog* log = slot ? slot->log.get() : nullptr;
    const bool painted = log && log->finished();
    if (ui.button("Take the run's picture",
                  {.help = "The picture that the page's run has painted.", .disabled = !painted}))
      pad_.take(log->picture());
    ui.file_button("Open a picture",
                   {.help = "It is cut to a square and scaled to 64 times 64 pixels; it stays on your machine."});
  });
  ui.field(fields, "strength", {.marks = {0.25, 0.5, 0.75, 1}, .step = 0.05, .decimals = 2});
  ui.muted("At 1 nothing of the picture is left; near 0 nearly all of it.");
}

/// What the run's own picture became on its way in and out.
void StartPanel::draw_autoencoder(ui::Ui& ui, const RunLog& log) {
  ui.heading("Through the autoencoder", 4);
  const MatrixRM& latent = log.image_latent();
  const LatentShape& shape = log.shape().latent;
  const float limit = latent.row(0).cwiseAbs().maxCoeff();
  ui.muted("Left its latent, the first of " + std::to_string(shape.channels) +
           " channels: " + with_commas(latent.size()) + " numbers in all. Right the same decoded again.");
  ui.columns({{120, 1}, {120, 1}}, [&](int column) {
    const float side = std::min(ui.available_width(), 180.0f);
    if (column == 0) {
      ui.heat_map({.label = "Its latent",
                   .rows = shape.height,
                   .cols = shape.width,
                   .values = {latent.data(), static_cast<std::size_t>(shape.pixels())},
                   .min = -limit,
                   .max = limit,
                   .map = ui::ColorMap::diverging,
                   .width = side,
                   .height = side,
                   .decimals = 2});
    } else {
      ui.image("Decoded again", again_.pixels(log.image_again()), side, side,
               "What the autoencoder keeps of the picture.");
    }
  });
  draw_number_legend(ui, limit);
}

void StartPanel::draw(ui::Ui& ui, const Fields& fields, StartState& state, const RunSlot* slot) {
  ui.choice("Start from", state.start, kStarts, {.help = "Noise alone, or a picture with noise over it."});
  ui.columns({{kPadShown, 1}, {kPadShown, 1}},
             [&](int column) { column == 0 ? draw_pad(ui, state) : draw_tools(ui, fields, state, slot); });
  const RunLog* log = slot ? slot->log.get() : nullptr;
  if (log && log->image_latent().size() > 0) draw_autoencoder(ui, *log);
}

}  // namespace lesson
