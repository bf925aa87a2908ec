#pragma once
// Drives a widget as a learner does, without window or GL: by the labels of its controls.
//
//   Driver driver("step-count");
//   driver.click("Play");
//   driver.drag("Steps", 0.5f);
//   REQUIRE(driver.node("Steps").now == 50);

#include <catch_amalgamated.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "widgets/registry.h"
#include "widgets/ui/frame/widget_frame.h"

namespace lesson::testing {

class Driver {
 public:
  /// A widget of the registry with a page of its own.
  explicit Driver(std::string_view id, ui::FrameOptions options = {});
  /// A widget of the test's own; it must outlive the driver.
  explicit Driver(Widget& widget, ui::FrameOptions options = {});

  /// Draws once. Sizes and theme may be changed between frames.
  ui::FrameResult frame();
  /// Draws until nothing more is wanted, at most `limit` times (an animation goes on for ever). Frames drawn.
  int settle(int limit = 40);

  bool has(std::string_view id) const;
  /// Fails the test with the list of ids when there is none.
  const ui::Node& node(std::string_view id) const;

  void click(std::string_view id, float fx = 0.5f, float fy = 0.5f);  ///< at that share of its rectangle
  void drag(std::string_view id, float to_fx, float from_fx = -1);    ///< along its middle; from: its value's place
  void drag_by(std::string_view id, float dx, float dy);              ///< from its centre
  void hover(std::string_view id, float fx = 0.5f, float fy = 0.5f);
  void act(std::string_view id, std::string_view verb, std::string_view value = {});
  bool key(std::string_view key, int mods = 0);  ///< pressed and released
  void tab(int times = 1);
  void type(std::string_view text);
  bool wheel(std::string_view id, float dy);
  std::string state() const;  ///< as JSON

  PageState page;
  ui::FontAtlas fonts;
  ui::NullTextures textures;
  ui::FrameInput input{.width = 760, .height = 600, .dpr = 1, .now = 0};
  ui::FrameResult last;
  std::unique_ptr<Widget> owned;
  std::unique_ptr<ui::WidgetFrame> frame_of;

 private:
  ui::Point point(std::string_view id, float fx, float fy) const;
};

}  // namespace lesson::testing
