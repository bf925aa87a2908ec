#pragma once
// The widget on show: made when first opened, drawn on a picture of its own when something changed.

#include <array>
#include <map>
#include <string>
#include <vector>

#include "shell/app.h"
#include "shell/desktop/surface.h"

namespace lesson::desktop {

/// How a widget is shown, in the page's terms.
struct View {
  float width = 760;  ///< CSS pixels
  float scale = 1;    ///< device pixel ratio
  bool operator==(const View&) const = default;
};

/// Times of the last frames, oldest first from `next`.
struct Timings {
  static constexpr std::size_t kKept = 120;
  std::array<float, kKept> draw_ms{}, render_ms{};
  std::size_t next = 0;
  unsigned frames = 0;

  void add(FrameTimes times);
  float last(const std::array<float, kKept>& times) const { return times[(next + kKept - 1) % kKept]; }
  float worst(const std::array<float, kKept>& times) const;
};

class Stage {
 public:
  explicit Stage(App& app) : app_(app) {}

  /// Shows the widget of that id; others keep their state.
  Result<void> open(std::string_view id);
  int widget() const { return widget_; }
  const char* id() const { return app_.id_of(widget_); }

  void set_view(View view);
  View view() const { return view_; }
  float height() const { return height_; }  ///< CSS pixels

  /// True when update() would draw.
  bool waiting() const;
  /// Draws if there is a reason to. `now`: seconds.
  void update(double now);
  /// Draws until nothing moves any more, or `limit` seconds have gone by. False when cut off.
  bool settle(double limit);

  const Surface& picture() const { return surface_; }
  Result<std::vector<std::byte>> png() const;
  const Timings& timings() const { return timings_; }
  /// What the learner asked to export since the last call.
  std::vector<ui::Export> take_exports();

 private:
  void draw(double now);

  App& app_;
  std::map<std::string, int, std::less<>> made_;
  int widget_ = 0;
  View view_;
  float height_ = 480;
  bool again_ = true;
  Surface surface_;
  Timings timings_;
  std::vector<ui::Export> exports_;
};

}  // namespace lesson::desktop
