#pragma once
// What the application needs of a graphics interface: somewhere to keep pictures, and triangles on a target.

#include "widgets/ui/image.h"
#include "widgets/ui/theme.h"

struct ImDrawData;
struct ImFontAtlas;

namespace lesson {

/// The picture being drawn on, in device pixels. A widget is drawn into its top left corner.
struct Target {
  int width = 0, height = 0;
};

class Renderer {
 public:
  virtual ~Renderer() = default;

  virtual ui::TextureBackend& textures() = 0;
  /// Sends the atlas to the graphics card (again) and says where it is.
  virtual ui::TextureId upload(ImFontAtlas& atlas) = 0;
  /// Fills the target with `background` and draws one ImGui frame over it.
  virtual void draw(ImDrawData& data, Target target, ui::Color background) = 0;
  /// The graphics context was lost and is back: all that was on the card is gone.
  virtual void context_restored() = 0;
  /// The atlas is about to go: lets go of all that refers to it.
  virtual void stop() = 0;
};

/// Draws nothing and counts: for tests and for reading a widget's semantics without a window.
class NullRenderer final : public Renderer {
 public:
  ui::TextureBackend& textures() override { return textures_; }
  ui::TextureId upload(ImFontAtlas&) override { return static_cast<ui::TextureId>(++uploads); }
  void draw(ImDrawData&, Target, ui::Color background) override {
    ++draws;
    last_background = background;
  }
  void context_restored() override { ++restorations; }
  void stop() override {}

  int uploads = 0, draws = 0, restorations = 0;
  ui::Color last_background{};
  ui::NullTextures& counted() { return textures_; }

 private:
  ui::NullTextures textures_;
};

}  // namespace lesson
