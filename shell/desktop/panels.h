#pragma once
// What surrounds a widget on the desktop: the list of widgets, how they are shown, and the debug panel.

#include <optional>
#include <string>

#include "shell/app.h"
#include "shell/desktop/chrome.h"
#include "shell/desktop/stage.h"

namespace lesson::desktop {

/// One line for the learner: what was done, or why it was not.
struct Status {
  std::string text;
  bool error = false;
};

/// What was asked for in the surroundings during a frame; the desktop carries it out.
struct Requests {
  const char* open = nullptr;  ///< a widget's id
  std::optional<bool> dark;
  std::optional<float> width;  ///< CSS pixels, 0: as wide as there is room
  std::optional<float> scale;
  std::optional<std::string> state;
  bool save_picture = false, save_numbers = false, copy_link = false, copy_text = false;
};

class Panels {
 public:
  Panels(App& app, Stage& stage, Chrome& chrome) : app_(app), stage_(stage), chrome_(chrome) {}

  /// Draws all of it, in window units. Call between Chrome::begin and Chrome::end.
  Requests draw(float window_width, float window_height);

  Status status;
  bool debug = true;
  bool fit_width = true;  ///< the widget is as wide as there is room

  /// Where the widget's top left corner is, and the part of the window that shows it.
  ui::Point origin() const { return origin_; }
  ui::Rect visible() const { return visible_; }
  float room() const { return visible_.w; }
  bool over_widget() const { return over_; }  ///< the pointer is on the widget and nothing covers it

 private:
  void sidebar(Requests& asked);
  void display_options(Requests& asked);
  void stage();
  void debug_panel(Requests& asked);
  void timings();
  void state_editor(Requests& asked);
  void semantics();
  float unit() const;  ///< window units in one CSS pixel of the widget

  App& app_;
  Stage& stage_;
  Chrome& chrome_;
  std::string state_, state_shown_, state_text_;  // as the widget says it, as shown, as edited
  ui::Point origin_;
  ui::Rect visible_;
  bool over_ = false;
};

}  // namespace lesson::desktop
