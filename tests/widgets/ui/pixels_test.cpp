// Real pixels, drawn in software: text is there and crisp, colours are the theme's, nothing is left blank.

#include "tests/widgets/gallery.h"
#include "tests/widgets/software_renderer.h"

#include <catch_amalgamated.hpp>
#include <set>

using namespace lesson;
using namespace lesson::testing;

namespace {

struct Shot {
  Bitmap bitmap;
  std::vector<ui::Node> nodes;
  float height = 0;

  const ui::Node& node(const std::string& id) const {
    for (const ui::Node& n : nodes) {
      if (n.id == id) return n;
    }
    FAIL("no node " << id);
    return nodes.front();
  }
};

Shot shoot(const ui::Theme& theme, float dpr, const std::string& focus = {}) {
  Gallery gallery;
  PageState page;
  ui::FontAtlas fonts;
  SoftwareTextures textures;
  ui::WidgetFrame frame(gallery, page, fonts, textures);
  frame.set_theme(theme);
  ui::FrameInput input{.width = 500, .height = 500, .dpr = dpr};
  for (int i = 0; i < 6; ++i) {
    if (i == 3) frame.focus_control(focus);
    frame.draw(input);
    if (fonts.changed()) textures.upload_fonts(fonts);
    input.height = frame.height();
  }
  return {render(*frame.draw_data(), textures), frame.semantics(), frame.height()};
}

/// Different colours within a rectangle of CSS pixels.
std::size_t colors_in(const Shot& shot, const ui::Rect& r, float dpr) {
  std::set<std::uint32_t> found;
  for (int y = static_cast<int>(r.y * dpr); y < static_cast<int>((r.y + r.h) * dpr); ++y) {
    for (int x = static_cast<int>(r.x * dpr); x < static_cast<int>((r.x + r.w) * dpr); ++x) {
      const ui::Color c = shot.bitmap.at(x, y);
      found.insert(static_cast<std::uint32_t>(c.r) << 16 | static_cast<std::uint32_t>(c.g) << 8 | c.b);
    }
  }
  return found.size();
}

}  // namespace

TEST_CASE("The picture is as large as CSS size times density") {
  for (const float dpr : {1.0f, 1.5f, 2.0f}) {
    const Shot shot = shoot(ui::light_theme(), dpr);
    CHECK(shot.bitmap.w == static_cast<int>(500 * dpr));
    CHECK(shot.bitmap.h == static_cast<int>(std::round(shot.height * dpr)));
  }
}

TEST_CASE("Paper is the theme's, ink is on it") {
  for (const ui::Theme& theme : {ui::light_theme(), ui::dark_theme()}) {
    const Shot shot = shoot(theme, 1);
    CHECK(shot.bitmap.at(2, 2) == theme.colors.background);
    int ink = 0, drawn = 0;
    for (const ui::Node& node : shot.nodes) {
      if (node.role != ui::Role::text && node.role != ui::Role::heading) continue;
      ++drawn;
      ink += colors_in(shot, node.rect, 1) > 2;
    }
    CHECK(drawn > 30);
    CHECK(ink == drawn);  // every recorded text has ink where it says it is
  }
}

TEST_CASE("Text is darker where it is denser: strokes reach the ink's full colour") {
  const ui::Theme theme = ui::light_theme();
  for (const float dpr : {1.0f, 1.25f, 2.0f}) {
    const Shot shot = shoot(theme, dpr);
    const ui::Rect r = shot.node("Every control").rect;
    float best = 1;
    for (int y = static_cast<int>(r.y * dpr); y < static_cast<int>((r.y + r.h) * dpr); ++y) {
      for (int x = static_cast<int>(r.x * dpr); x < static_cast<int>((r.x + r.w) * dpr); ++x)
        best = std::max(best, ui::contrast(shot.bitmap.at(x, y), theme.colors.background));
    }
    INFO(dpr);
    CHECK(best > 10);
  }
}

TEST_CASE("The focused control has a ring, others have none") {
  const ui::Theme theme = ui::light_theme();
  const Shot with = shoot(theme, 1, "Run"), without = shoot(theme, 1);
  const ui::Rect r = with.node("Run").rect;
  const int x = static_cast<int>(r.x + r.w / 2), y = static_cast<int>(r.y) - 3;
  CHECK(with.bitmap.at(x, y) == theme.colors.focus);
  CHECK(without.bitmap.at(x, y) == theme.colors.background);
}

TEST_CASE("A heat map's corners have their cells' colours") {
  const ui::Theme theme = ui::light_theme();
  const Shot shot = shoot(theme, 1);
  const ui::Rect r = shot.node("Row of \u201Ccat\u201D").rect;
  CHECK(shot.bitmap.at(static_cast<int>(r.x + r.w * 3.5f / 8), static_cast<int>(r.y + r.h * 4.5f / 8)) ==
        ui::sample(ui::ColorMap::sequential, theme, 1));
  CHECK(shot.bitmap.at(static_cast<int>(r.x + r.w) - 3, static_cast<int>(r.y) + 3) ==
        ui::sample(ui::ColorMap::sequential, theme, 0));
}
