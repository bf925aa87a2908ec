#pragma once
// How native hosts begin with a widget: a file from disk, a state from the command line.

#include <string>

#include "shell/app.h"

namespace lesson {

/// Reads the file and opens it in the widget. Error names the path or says what the widget refuses.
Result<void> open_from_disk(App& app, int widget, const std::string& path);

/// The options --file and --state of both programs; "" leaves either away.
Result<void> begin_with(App& app, int widget, const std::string& file, const std::string& state);

}  // namespace lesson
