#include "shell/native/app_files.h"

#include "shell/native/files.h"
#include "shell/native/png.h"
#include "shell/native/start_picture.h"
#include "widgets/pipeline_tracer/start_pad.h"

namespace lesson {

Result<void> open_from_disk(App& app, int widget, const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  const auto open = [&](const std::vector<std::byte>& file) {
    return app.open_file(widget, path, {reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
  };
  auto opened = open(bytes.value());
  if (opened || !is_png(bytes.value())) return opened;
  // Widgets that take pictures take pixmaps.
  const auto pixmap = pixmap_of(path, bytes.value(), kPadSide);
  return pixmap && open(pixmap.value()) ? Result<void>() : opened;
}

Result<void> begin_with(App& app, int widget, const std::string& file, const std::string& state) {
  if (!file.empty()) {
    if (auto opened = open_from_disk(app, widget, file); !opened) return opened;
  }
  if (state.empty()) return {};
  auto set = app.set_state(widget, state);
  if (set) return set;
  Error error = set.error();
  error.where = "--state" + (error.where.empty() ? "" : ", " + error.where);
  return error;
}

}  // namespace lesson
