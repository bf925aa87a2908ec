#pragma once
// A widget that shows every control of widgets/ui once: for tests of the controls and for looking at them.

#include <cmath>
#include <vector>

#include "widgets/ui/ui.h"
#include "widgets/widget.h"

namespace lesson::testing {

struct GalleryState {
  int steps = 28;
  float shift = 3.0f;
  float rate = 0.01f;
  bool trails = true;
  int sampler = 0;
  int model = 4;
  int view = 0;
  int size = 1024;
  std::string prompt = "a cat on a beach";
  bool playing = false;
};

class Gallery final : public Widget {
 public:
  GalleryState state;
  int pressed = 0, files = 0;
  ui::CanvasInput canvas_input;
  std::string spot;
  std::vector<ui::CanvasInput> inputs;

  Fields fields() override {
    return {{"steps", "Steps", "How many times the denoiser is asked.", IntField{&state.steps, 1, 100}},
            {"shift", "Shift", "Moves the schedule towards noise.", NumberField{&state.shift, 1, 6}},
            {"rate", "Rate", "Learning rate.", NumberField{&state.rate, 1e-4f, 1}},
            {"trails", "Show trails", "Lines behind particles.", FlagField{&state.trails}},
            {"sampler", "Sampler", "How a step is taken.", ChoiceField{&state.sampler, {"euler", "heun", "ddim"}}},
            {"model", "Model", "Published model.",
             ChoiceField{&state.model,
                         {"sd1.5", "sdxl", "dit-xl/2", "sd3-medium", "sd3.5-large", "flux.1-dev", "flux.1-schnell",
                          "lesson-333"}}},
            {"size", "Image size", "Pixels on a side.", IntField{&state.size, 64, 4096}},
            {"prompt", "Prompt", "What to draw.", TextField{&state.prompt, 60}}};
  }

  void draw(ui::Ui& ui) override;
  std::string describe() override { return "All controls."; }
  Table table() override {
    return {{"model", "tokens", "share"},
            {{"lesson", "333", "0.231"}, {"sd3", "4429", "0.075"}, {"flux", "4608", "0.111"}}};
  }
  Result<void> open_file(std::string_view, std::span<const std::uint8_t>) override {
    ++files;
    return {};
  }
};

inline void Gallery::draw(ui::Ui& ui) {
  const Fields all = fields();
  ui.heading("Every control");
  ui.text(
      "Text runs on to the next line where the column ends; it is recorded so that it can be read out, found and "
      "copied.");
  ui.row([&] {
    ui.badge(ui::Honesty::live, "Computed in this page.");
    ui.badge(ui::Honesty::recorded);
    ui.badge(ui::Honesty::untrained);
    ui.muted("seed 1 \u00B7 28 steps");
  });
  ui.columns({{280, 1}, {280, 1}}, [&](int column) {
    if (column == 0) {
      ui.field(all, "steps", {.unit = "steps", .marks = {10, 20, 28, 50}});
      ui.field(all, "shift");
      ui.slider("Rate", state.rate, 1e-4f, 1, {.log = true, .decimals = 4});
      ui.field(all, "sampler");
    } else {
      ui.field(all, "model");
      ui.field(all, "size");
      ui.field(all, "prompt");
      ui.field(all, "trails");
    }
  });
  static const std::vector<std::string> views = {"Map", "Compare", "Cost"};
  ui.tabs("View", state.view, views);
  ui.row([&] {
    if (ui.button("Run", {.primary = true})) ++pressed;
    if (ui.button("Step")) ++pressed;
    ui.toggle("Play", state.playing);
    ui.button("Not yet", {.disabled = true});
    ui.help("samplers", "Euler asks the denoiser once a step; Heun asks it twice and averages.");
  });
  ui.panel([&] {
    ui.heading("Error against steps", 3);
    ui::Series a{.name = "Euler", .color = ui.theme().colors.data[0], .markers = true};
    ui::Series b{.name = "Heun", .color = ui.theme().colors.data[1]};
    ui::Series c{.name = "DDPM", .color = ui.theme().colors.data[2], .dashed = true};
    for (int n = 1; n <= 100; n += n < 10 ? 1 : 10) {
      a.x.push_back(n), a.y.push_back(0.8 / n);
      b.x.push_back(n), b.y.push_back(0.9 / (n * n));
      c.x.push_back(n), c.y.push_back(1.2 / std::sqrt(n));
    }
    ui.plot({.label = "Error",
             .description = "Error falls with steps.",
             .x = {.label = "steps", .log = true},
             .y = {.label = "mean distance to the exact sample", .log = true},
             .series = {a, b, c},
             .marks = {28}});
  });
  ui.columns({{220, 1}, {260, 1}}, [&](int column) {
    if (column == 0) {
      std::vector<float> values(64);
      for (int i = 0; i < 64; ++i) {
        const int across = i % 8 - 3, down = i / 8 - 4;
        values[static_cast<std::size_t>(i)] = std::exp(-0.1f * static_cast<float>(across * across + down * down));
      }
      ui.heat_map({.label = "Row of \u201Ccat\u201D", .rows = 8, .cols = 8, .values = values, .width = 200});
      for (float& value : values) value = value - 0.3f;
      ui.heat_map({.label = "Change",
                   .rows = 8,
                   .cols = 8,
                   .values = values,
                   .map = ui::ColorMap::diverging,
                   .width = 200,
                   .height = 60});
    } else {
      ui.reading("Joint tokens", "333");
      ui.reading("Entries per head", "110\u2009889");
      ui.table(table(), {.label = "Models", .highlight = 1});
    }
  });
  canvas_input =
      ui.canvas({.label = "Area", .description = "A drawing.", .height = 90, .interactive = true, .wheel_in = true},
                [&](ui::Canvas& area) {
                  const ui::Palette& c = ui.theme().colors;
                  area.frame({0, 0, area.width(), area.height()}, c.line);
                  area.arrow({20, 70}, {90, 20}, c.accent, 2);
                  area.circle({120, 45}, 12, c.text_token);
                  area.ring({160, 45}, 12, c.image_token);
                  area.hatch({190, 20, 60, 50}, c.muted);
                  area.dashed({260, 20}, {260, 70}, c.muted);
                  area.text_up({275, 80}, "upwards", c.text, {.type = ui::Type::small});
                  if (area.spot("cell", {320, 30, 20, 20}, spot == "cell")) spot = "cell";
                  area.frame({320, 30, 20, 20}, c.accent);
                });
  inputs.push_back(canvas_input);
  ui.error("This is how an error reads: tensor \u201Cq\u201D has shape [12], expected [333, 64].");
  ui.collapsible("More", false, [&] { ui.text("Hidden at first."); });
  ui.export_buttons();
}

}  // namespace lesson::testing
