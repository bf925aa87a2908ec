#include "shell/desktop/desktop.h"

#include "shell/desktop/session.h"
#include "shell/native/files.h"

namespace lesson::desktop {

namespace {

int fail(std::ostream& err, const Error& error, int code) {
  err << "lesson-desktop: " << error.message() << '\n';
  return code;
}

}  // namespace

int run(const Options& options, std::ostream& err) {
  const bool shown = options.screenshot.empty();
  if (!shown) {
    if (auto writable = check_writable(options.screenshot); !writable) return fail(err, writable.error(), 2);
  }
  auto window = Window::open(options.window_width, options.window_height, shown);
  if (!window) return fail(err, window.error(), 1);
  Session session(std::move(window).value(), options);
  if (auto prepared = session.prepare(); !prepared) return fail(err, prepared.error(), 2);
  if (shown) {
    session.loop();
    return 0;
  }
  auto written = session.screenshot();
  return written ? 0 : fail(err, written.error(), 1);
}

}  // namespace lesson::desktop
