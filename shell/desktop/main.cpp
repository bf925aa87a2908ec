// Options of lesson-desktop.

#include <exception>
#include <iostream>
#include <new>
#include <string>

#include <CLI/CLI.hpp>

#include "shell/desktop/desktop.h"
#include "shell/native/last_words.h"
#include "shell/version.h"

int main(int argc, char** argv) try {
  lesson::end_in_words("lesson-desktop");
  lesson::desktop::Options options;
  std::string theme = "light";
  CLI::App app("The lesson's widgets in a window.", "lesson-desktop");
  app.set_version_flag("--version", lesson::version_text());
  app.add_option("--widget", options.widget, "Widget to show first")->type_name("ID");
  app.add_option("--parts", options.parts, "Parts of it, e.g. \"map token\"; default: all")->type_name("LIST");
  app.add_option("--state", options.state, "Its state as a JSON object")->type_name("JSON");
  app.add_option("--file", options.file, "A file to open in it")->type_name("FILE");
  app.add_option("--screenshot", options.screenshot, "Write the widget's picture as PNG and end")->type_name("FILE");
  app.add_flag("--run", options.run, "Press the widget's Run first, and wait for it");
  app.add_flag("--whole-window", options.whole_window, "Screenshot of the window instead of the widget alone");
  app.add_option("--theme", theme, "light or dark")->check(CLI::IsMember({"light", "dark"}))->type_name("NAME");
  app.add_option("--width", options.width, "Width of the widget, CSS pixels")
      ->check(CLI::Range(160, 4000))
      ->type_name("PX");
  app.add_option("--scale", options.scale, "Device pixels in a CSS pixel")
      ->check(CLI::Range(0.5, 4.0))
      ->type_name("RATIO");
  app.add_option("--window-width", options.window_width, "Window, screen units")
      ->check(CLI::Range(480, 8000))
      ->type_name("PX");
  app.add_option("--window-height", options.window_height, "Window, screen units")
      ->check(CLI::Range(360, 8000))
      ->type_name("PX");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help and --version
      app.exit(error);
      if (std::cout.flush()) return 0;
      std::cerr << "lesson-desktop: standard output: the result could not be written.\n";
      return 1;
    }
    std::cerr << "lesson-desktop: " << error.what() << "\nRun `lesson-desktop --help` for what it takes.\n";
    return 2;
  }
  options.dark = theme == "dark";
  return lesson::desktop::run(options, std::cerr);
} catch (const std::bad_alloc&) {
  std::cerr << "lesson-desktop: there is not enough memory. Close other programs, or open a smaller file.\n";
  return 1;
} catch (const std::exception& error) {
  std::cerr << "lesson-desktop: internal error: " << error.what() << ".\n";
  return 1;
}
