#include "shell/desktop/session.h"

#include <cmath>

#include <fmt/format.h>
#include <imgui.h>

#include "shell/desktop/surface.h"
#include "shell/native/app_files.h"
#include "shell/native/files.h"
#include "shell/native/png.h"
#include "shell/native/press_run.h"

namespace lesson::desktop {

namespace {

constexpr int kSettleFrames = 3;        // ImGui needs these after an event until hovering and sizes are right
constexpr double kSettleSeconds = 20;   // a screenshot does not wait longer for work in progress
constexpr int kFrameMilliseconds = 16;  // pace where the display does not give one

double seconds() { return static_cast<double>(SDL_GetTicks64()) / 1000; }

}  // namespace

void wake_loop() {
  SDL_Event news = {};
  news.type = SDL_USEREVENT;
  SDL_PushEvent(&news);
}

Session::Session(std::unique_ptr<Window> window, const Options& options)
    : window_(std::move(window)), options_(options), chrome_(*window_) {}

Result<void> Session::prepare() {
  set_dark(options_.dark);
  panels_.fit_width = options_.width <= 0 && (options_.screenshot.empty() || options_.whole_window);
  stage_.set_view(
      {options_.width > 0 ? options_.width : 760.0f, options_.scale > 0 ? options_.scale : window_->ratio()});
  std::string id = options_.widget;
  if (id.empty() && !widget_registry().empty()) id = widget_registry().front().id;
  if (id.empty()) return {};
  if (auto opened = stage_.open(id); !opened) return opened;
  if (options_.run) {
    if (auto turned = turn_to_run(app_, stage_.widget()); !turned) return turned;
  }
  if (auto begun = begin_with(app_, stage_.widget(), options_.file, options_.state); !begun) return begun;
  if (options_.run) run();  // of the whole widget: a part need not have the button
  auto shown = app_.show_parts(stage_.widget(), options_.parts);
  if (shown) return shown;
  Error error = shown.error();
  error.where = "--parts";
  return error;
}

/// A widget with nothing to run is shown as it is, and that is told.
void Session::run() {
  const auto ran = press_run(app_, stage_.widget(), model_, [this] { stage_.settle(kSettleSeconds); });
  if (ran) return;
  fmt::print(stderr, "lesson-desktop: {}\n", ran.error().message());
  failed(ran.error());
}

Result<void> Session::screenshot() {
  if (!options_.whole_window) {
    stage_.settle(kSettleSeconds);
    auto png = stage_.png();
    return png ? write_file(options_.screenshot, png.value()) : png.error();
  }
  Surface surface;
  const Target size = window_->pixels();
  const ui::Rect area = {0, 0, static_cast<float>(options_.window_width), static_cast<float>(options_.window_height)};
  for (int frame = 0; frame < 2 * kSettleFrames; ++frame) {
    fit();
    stage_.settle(kSettleSeconds);
    surface.begin(size);
    draw_window(size, area);
    surface.end();
  }
  auto png = encode_png(surface.read(), size.width, size.height, 4);
  return png ? write_file(options_.screenshot, png.value()) : png.error();
}

void Session::draw_window(Target target, const ui::Rect& area) {
  chrome_.begin();
  carry_out(panels_.draw(area.w, area.h));
  chrome_.end(target);
}

void Session::loop() {
  int settling = kSettleFrames;
  while (running_) {
    const bool busy = settling > 0 || stage_.waiting() || redraw_;
    SDL_Event next;
    const Uint64 begin = SDL_GetTicks64();
    // Nothing to draw: sleep until something happens.
    if (busy ? SDL_PollEvent(&next) : SDL_WaitEvent(&next)) {
      do {
        event(next);
      } while (SDL_PollEvent(&next));
      settling = kSettleFrames;
    } else {
      --settling;
    }
    redraw_ = false;
    fit();
    model_.update();
    stage_.update(seconds());
    int width = 0, height = 0;
    SDL_GetWindowSize(window_->sdl(), &width, &height);
    draw_window(window_->pixels(), {0, 0, static_cast<float>(width), static_cast<float>(height)});
    window_->swap();
    const auto spent = static_cast<int>(SDL_GetTicks64() - begin);
    if (busy && spent < kFrameMilliseconds) SDL_Delay(static_cast<Uint32>(kFrameMilliseconds - spent));
  }
}

/// As wide as there is room, where the learner has not chosen a width.
void Session::fit() {
  if (!panels_.fit_width || panels_.room() <= 0) return;
  View view = stage_.view();
  view.width = std::max(280.0f, std::floor(panels_.room() * window_->ratio() / view.scale));
  stage_.set_view(view);
}

void Session::open_dropped(char* path) {
  const std::string name = path;
  SDL_free(path);
  auto opened = open_from_disk(app_, stage_.widget(), name);
  opened ? done("Opened " + name + ".") : failed(opened.error());
}

void Session::set_dark(bool dark) {
  const ui::Theme theme = dark ? ui::dark_theme() : ui::light_theme();
  app_.set_theme(theme);
  chrome_.set_theme(theme);
}

void Session::save_picture() {
  const std::string path = fmt::format("{}.png", stage_.id());
  auto png = stage_.png();
  if (!png) return failed(png.error());
  auto written = write_file(path, png.value());
  written ? done("Saved " + path + ".") : failed(written.error());
}

void Session::save_numbers() {
  ui::WidgetFrame* frame = app_.find(stage_.widget());
  if (!frame) return;
  const std::string path = fmt::format("{}.csv", stage_.id());
  auto written = write_file(path, to_csv(frame->widget().table()));
  written ? done("Saved " + path + ".") : failed(written.error());
}

void Session::copy(const Result<std::string>& text, const char* what) {
  if (!text) return failed(text.error());
  SDL_SetClipboardText(text.value().c_str());
  done(fmt::format("Copied the {}.", what));
}

void Session::carry_out(const Requests& asked) {
  redraw_ = asked.open || asked.dark || asked.width || asked.scale || asked.state;
  if (asked.open) {
    if (auto opened = stage_.open(asked.open); !opened) failed(opened.error());
    panels_.status = {};
  }
  if (asked.dark) set_dark(*asked.dark);
  if (asked.width) {
    panels_.fit_width = *asked.width <= 0;
    if (*asked.width > 0) stage_.set_view({*asked.width, stage_.view().scale});
  }
  if (asked.scale) stage_.set_view({stage_.view().width, *asked.scale});
  if (asked.state) {
    auto set = app_.set_state(stage_.widget(), *asked.state);
    set ? done("Applied the state.") : failed(set.error());
  }
  if (asked.save_picture) save_picture();
  if (asked.save_numbers) save_numbers();
  if (asked.copy_link) copy(app_.link(stage_.widget()), "link");
  ui::WidgetFrame* frame = app_.find(stage_.widget());
  if (asked.copy_text && frame) copy(frame->widget().describe(), "description");
  for (ui::Export kind : stage_.take_exports()) {
    if (kind == ui::Export::png) save_picture();
    if (kind == ui::Export::csv) save_numbers();
    if (kind == ui::Export::link) copy(app_.link(stage_.widget()), "link");
    if (kind == ui::Export::file) done("Drop the file on this window, or start with --file.");
  }
  if (frame && panels_.over_widget()) {
    const std::string_view cursor = frame->cursor();
    ImGui::SetMouseCursor(cursor == "pointer"     ? ImGuiMouseCursor_Hand
                          : cursor == "text"      ? ImGuiMouseCursor_TextInput
                          : cursor == "grab"      ? ImGuiMouseCursor_ResizeAll
                          : cursor == "ew-resize" ? ImGuiMouseCursor_ResizeEW
                                                  : ImGuiMouseCursor_Arrow);
  }
}

}  // namespace lesson::desktop
