#include "shell/native/app_files.h"

#include "shell/native/files.h"

namespace lesson {

Result<void> open_from_disk(App& app, int widget, const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.value().data());
  return app.open_file(widget, path, {data, bytes.value().size()});
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
