#pragma once
// lesson-desktop: all widgets in one window, for learners without a browser and for whoever builds widgets.

#include <ostream>
#include <string>

namespace lesson::desktop {

struct Options {
  std::string widget;         ///< id shown first; "": the first of the registry
  std::string parts;          ///< those of its parts that are shown, "map token"; "": all
  std::string state;          ///< JSON object; "": defaults
  std::string file;           ///< opened in the widget
  std::string screenshot;     ///< PNG to write; "": open the window
  bool run = false;           ///< press the widget's Run and wait for the picture
  bool whole_window = false;  ///< screenshot of the window instead of the widget alone
  bool dark = false;
  float width = 0;  ///< CSS pixels; 0: 760 in a screenshot, else as wide as there is room
  float scale = 0;  ///< device pixel ratio; 0: the screen's
  int window_width = 1360, window_height = 860;
};

/// Runs until the window is closed, or the screenshot is written. 0, 2 for bad input, 1 for what the machine
/// does not give (a display, OpenGL); then a sentence is on `err`.
int run(const Options& options, std::ostream& err);

}  // namespace lesson::desktop
