// Writes pictures of widgets without GL, for looking at: widget_snapshot ID OUT.png [width] [light|dark] [dpr]
// [state.json] [verb:id[:value]]...   e.g. widget_snapshot step-count a.png 320 dark 2 '{}' set:Steps:50 "gallery"
// shows every control.

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "shell/native/files.h"
#include "shell/native/png.h"
#include "tests/widgets/gallery.h"
#include "tests/widgets/software_renderer.h"
#include "widgets/registry.h"

using namespace lesson;
using namespace lesson::testing;

int main(int argc, char** argv) {
  if (argc < 3)
    return std::fprintf(stderr, "widget_snapshot ID OUT.png [width] [light|dark] [dpr] [state] [verb:id[:value]]...\n"),
           2;
  PageState page;
  const std::string id = argv[1];
  const WidgetInfo* info = find_widget(id);
  if (!info && id != "gallery") return std::fprintf(stderr, "no widget %s\n", argv[1]), 2;
  std::unique_ptr<Widget> widget = info ? info->make(page) : std::make_unique<Gallery>();
  ui::FontAtlas fonts;
  SoftwareTextures textures;
  ui::WidgetFrame frame(*widget, page, fonts, textures);
  ui::FrameInput input{.width = argc > 3 ? std::strtof(argv[3], nullptr) : 760,
                       .height = 600,
                       .dpr = argc > 5 ? std::strtof(argv[5], nullptr) : 1};
  ui::Theme theme = argc > 4 && std::string(argv[4]).starts_with("dark") ? ui::dark_theme() : ui::light_theme();
  theme.touch = argc > 4 && std::string(argv[4]).ends_with("touch");
  frame.set_theme(theme);
  const auto settle = [&] {
    for (int i = 0; i < 60; ++i) {
      input.now += 1.0 / 60;
      const ui::FrameResult result = frame.draw(input);
      if (fonts.changed()) textures.upload_fonts(fonts);
      input.height = frame.height();
      if (!result.again && !result.height_changed && i > 1) break;
    }
  };
  if (argc > 6) {
    if (const auto done = fields_from_json(widget->fields(), argv[6]); !done)
      return std::fprintf(stderr, "%s\n", done.error().message().c_str()), 2;
    widget->state_changed();
  }
  settle();
  for (int i = 7; i < argc; ++i) {
    const std::string text = argv[i];
    const std::size_t first = text.find(':'), second = text.find(':', first + 1);
    const std::string verb = text.substr(0, first),
                      target = text.substr(first + 1, second == std::string::npos ? second : second - first - 1);
    const std::string value = second == std::string::npos ? "" : text.substr(second + 1);
    if (verb == "focus")
      frame.focus_control(target);
    else if (verb == "hover") {
      for (const ui::Node& node : frame.semantics()) {
        if (node.id == target)
          frame.pointer({.x = node.rect.x + node.rect.w * std::strtof(value.c_str(), nullptr),
                         .y = node.rect.y + node.rect.h * 0.4f});
      }
    } else if (verb == "open") {
      std::ifstream file(target, std::ios::binary);
      const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
      if (const auto done = widget->open_file(target, bytes); !done)
        std::fprintf(stderr, "%s\n", done.error().message().c_str());
      frame.invalidate();
    } else
      frame.act({target, verb, value});
    settle();
  }
  const Bitmap picture = render(*frame.draw_data(), textures);
  const auto png = encode_png(picture.rgba, picture.w, picture.h, 4);
  const auto written = png ? write_file(argv[2], png.value()) : Result<void>(png.error());
  return written ? 0 : (std::fprintf(stderr, "%s\n", written.error().message().c_str()), 1);
}
