// The two programs as a user starts them.

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "shell/native/png.h"
#include "tests/shell/temporary_folder.h"
#include "widgets/registry.h"

using namespace lesson;
using namespace lesson::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Ran {
  int code;
  std::string out;
};

/// Runs a shell command; `out` is what it printed (redirect errors to see them).
Ran shell(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe);
  std::string out;
  std::array<char, 4096> chunk{};
  while (const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), pipe)) out.append(chunk.data(), count);
  const int status = ::pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, out};
}

bool have(const char* program) { return shell(std::string("command -v ") + program + " >/dev/null").code == 0; }

/// The desktop under a display that nobody sees. Its exit code is printed, since xvfb-run's own is 5 whenever it finds
/// its temporary folder still in use at the end.
Ran desktop(const std::string& options) {
  Ran ran =
      shell(std::string("LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s '-screen 0 1400x1000x24 +extension GLX' sh -c '") +
            LESSON_DESKTOP + " " + options + " 2>&1; echo exit:$?' 2>&1");
  if (const std::size_t at = ran.out.rfind("exit:"); at != std::string::npos)
    ran.code = std::stoi(ran.out.substr(at + 5));
  return ran;
}

int u32(const std::string& bytes, std::size_t at) {
  int value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return value;
}

/// Much more than what an empty picture of that size packs to.
void check_not_blank(const std::string& png) {
  REQUIRE(png.starts_with("\x89PNG"));
  const int width = u32(png, 16), height = u32(png, 20);
  const std::vector<std::uint8_t> empty(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, 255);
  CHECK(png.size() > encode_png(empty, width, height, 4).value().size() * 3 / 2);
}

}  // namespace

TEST_CASE("lesson-cli ends with the exit codes it promises") {
  const std::string cli = LESSON_CLI;
  CHECK(shell(cli + " --version").code == 0);
  CHECK(shell(cli + " widgets --json 2>/dev/null").code == 0);
  const Ran unknown = shell(cli + " widgets --fast 2>/dev/null");
  CHECK(unknown.code == 2);
  CHECK(unknown.out.empty());
  CHECK_THAT(shell(cli + " widgets --fast 2>&1").out, ContainsSubstring("--fast"));
}

TEST_CASE("no program says that all went well when its words were lost") {
  const std::string cli = LESSON_CLI, desktop = LESSON_DESKTOP;
  std::vector<std::string> lines = {cli + " --help",
                                    cli + " --version",
                                    cli + " widgets",
                                    cli + " widgets --json",
                                    cli + " shapes --model sd3-medium",
                                    cli + " describe --widget encoder-shapes",
                                    cli + " describe --widget encoder-shapes --csv",
                                    desktop + " --help",
                                    desktop + " --version"};
  for (const char* command : {"shapes", "attention", "widgets", "describe", "trace", "generate", "bench"})
    lines.push_back(cli + " " + command + " --help");
  for (const std::string& line : lines) {
    CAPTURE(line);
    const Ran full = shell(line + " 2>&1 >/dev/full");
    CHECK(full.code == 1);
    CHECK_THAT(full.out, ContainsSubstring("standard output"));
  }
}

TEST_CASE("lesson-desktop refuses what it cannot show") {
  const std::string program = LESSON_DESKTOP;
  CHECK(shell(program + " --version").code == 0);
  CHECK(shell(program + " --theme pink 2>&1").code == 2);
  CHECK(shell(program + " --scale 0 2>&1").code == 2);
  CHECK(shell(program + " --screenshot /no/such/folder/f.png 2>&1").code == 2);
  const Ran no_display = shell("env -u DISPLAY -u WAYLAND_DISPLAY SDL_VIDEODRIVER=x11 " + program + " 2>&1");
  CHECK(no_display.code == 1);
  CHECK_THAT(no_display.out, ContainsSubstring("xvfb-run"));
}

TEST_CASE("lesson-desktop takes screenshots of every widget", "[slow]") {
  if (!have("xvfb-run") || !have("Xvfb")) SKIP("needs xvfb-run, from the Debian packages xvfb and xauth");
  TemporaryFolder folder;
  const std::string light = folder / "light.png", dark = folder / "dark.png";
  for (const WidgetInfo& info : widget_registry()) {
    CAPTURE(info.id);
    const std::string widget = std::string("--widget ") + info.id;
    const Ran ran = desktop(widget + " --width 320 --scale 1.5 --screenshot " + light);
    CAPTURE(ran.out);
    REQUIRE(ran.code == 0);
    REQUIRE(desktop(widget + " --width 320 --scale 1.5 --theme dark --screenshot " + dark).code == 0);
    check_not_blank(contents(light));
    CHECK(u32(contents(light), 16) == 480);
    CHECK(contents(light) != contents(dark));
  }
  const Ran window = desktop("--whole-window --screenshot " + light);
  CAPTURE(window.out);
  REQUIRE(window.code == 0);
  check_not_blank(contents(light));

  const Ran nothing = desktop("--widget encoder-shapes --run --screenshot " + dark);
  CHECK(nothing.code == 0);
  CHECK_THAT(nothing.out, ContainsSubstring("there is nothing to run"));

  const Ran unknown = desktop("--widget no-such --screenshot " + dark);
  CHECK(unknown.code == 2);
  CHECK_THAT(unknown.out, ContainsSubstring("'no-such'"));
}
