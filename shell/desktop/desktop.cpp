#include "shell/desktop/desktop.h"

#include <cmath>
#include <memory>
#include <optional>
#include <tuple>

#include <SDL.h>
#include <fmt/format.h>
#include <imgui.h>

#include "core/io/png.h"
#include "shell/app.h"
#include "shell/desktop/chrome.h"
#include "shell/desktop/keys.h"
#include "shell/desktop/model.h"
#include "shell/desktop/panels.h"
#include "shell/desktop/stage.h"
#include "shell/desktop/surface.h"
#include "shell/desktop/window.h"
#include "shell/files.h"
#include "shell/gl_renderer.h"

namespace lesson::desktop {

namespace {

constexpr int kSettleFrames = 3;        // ImGui needs these after an event until hovering and sizes are right
constexpr double kSettleSeconds = 20;   // a screenshot does not wait longer for work in progress
constexpr int kFrameMilliseconds = 16;  // pace where the display does not give one

/// Ends SDL_WaitEvent; may be called from any thread.
void wake_loop() {
  SDL_Event news = {};
  news.type = SDL_USEREVENT;
  SDL_PushEvent(&news);
}

double seconds() { return static_cast<double>(SDL_GetTicks64()) / 1000; }

class Desktop {
 public:
  Desktop(std::unique_ptr<Window> window, const Options& options);

  Result<void> prepare();
  Result<void> screenshot();
  void loop();

 private:
  void event(const SDL_Event& event);
  bool pointer(const SDL_Event& event);
  void key(const SDL_KeyboardEvent& event);
  bool shortcut(const SDL_Keysym& key);
  bool wheel(const SDL_MouseWheelEvent& event);
  void open_dropped(char* path);
  void draw_window(Target target, const ui::Rect& area);
  void press_run();
  void carry_out(const Requests& asked);
  void save_picture();
  void save_numbers();
  void copy(const Result<std::string>& text, const char* what);
  void done(std::string text) { panels_.status = {std::move(text), false}; }
  void failed(const Error& error) { panels_.status = {error.message(), true}; }
  void set_dark(bool dark);
  void fit();
  std::pair<float, float> to_widget(int x, int y) const;

  std::unique_ptr<Window> window_;  // first: outlives all that lives on the graphics card
  Options options_;
  GlRenderer renderer_{kGlsl};
  App app_{renderer_};
  Model model_{app_, wake_loop};
  Stage stage_{app_};
  Chrome chrome_;
  Panels panels_{app_, stage_, chrome_};
  bool running_ = true;
  bool focused_ = false;   // keys go to the widget
  bool dragging_ = false;  // a button went down on the widget
  bool redraw_ = false;    // the surroundings ask for another frame
};

Desktop::Desktop(std::unique_ptr<Window> window, const Options& options)
    : window_(std::move(window)), options_(options), chrome_(*window_) {}

Result<void> Desktop::prepare() {
  set_dark(options_.dark);
  panels_.fit_width = options_.width <= 0 && (options_.screenshot.empty() || options_.whole_window);
  stage_.set_view(
      {options_.width > 0 ? options_.width : 760.0f, options_.scale > 0 ? options_.scale : window_->ratio()});
  std::string id = options_.widget;
  if (id.empty() && !widget_registry().empty()) id = widget_registry().front().id;
  if (id.empty()) return {};
  if (auto opened = stage_.open(id); !opened) return opened;
  if (!options_.file.empty()) {
    auto bytes = read_file(options_.file);
    if (!bytes) return bytes.error();
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.value().data());
    if (auto opened = app_.open_file(stage_.widget(), options_.file, {data, bytes.value().size()}); !opened)
      return opened;
  }
  if (!options_.state.empty()) {
    auto set = app_.set_state(stage_.widget(), options_.state);
    if (!set) {
      Error error = set.error();
      error.where = "--state" + (error.where.empty() ? "" : ", " + error.where);
      return error;
    }
  }
  if (options_.run) press_run();
  return {};
}

/// As if the learner had pressed the widget's Run and waited.
void Desktop::press_run() {
  stage_.settle(kSettleSeconds);
  app_.event(stage_.widget(), ui::Action{"Run", "press", ""});
  stage_.settle(kSettleSeconds);
  model_.finish();
}

Result<void> Desktop::screenshot() {
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

void Desktop::draw_window(Target target, const ui::Rect& area) {
  chrome_.begin();
  carry_out(panels_.draw(area.w, area.h));
  chrome_.end(target);
}

void Desktop::loop() {
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
void Desktop::fit() {
  if (!panels_.fit_width || panels_.room() <= 0) return;
  View view = stage_.view();
  view.width = std::max(280.0f, std::floor(panels_.room() * window_->ratio() / view.scale));
  stage_.set_view(view);
}

std::pair<float, float> Desktop::to_widget(int x, int y) const {
  const float unit = stage_.view().scale / window_->ratio();
  return {(static_cast<float>(x) - panels_.origin().x) / unit, (static_cast<float>(y) - panels_.origin().y) / unit};
}

void Desktop::event(const SDL_Event& event) {
  switch (event.type) {
    case SDL_QUIT: running_ = false; return;
    case SDL_DROPFILE: open_dropped(event.drop.file); return;
    case SDL_KEYDOWN:
      if (shortcut(event.key.keysym)) return;
      [[fallthrough]];
    case SDL_KEYUP:
      if (focused_ && !chrome_.wants_text()) return key(event.key);
      break;
    case SDL_TEXTINPUT:
      if (focused_ && !chrome_.wants_text()) {
        app_.event(stage_.widget(), TextEvent{event.text.text});
        return;
      }
      break;
    case SDL_MOUSEWHEEL:
      if (wheel(event.wheel)) return;
      break;
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: pointer(event); break;
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_LOST) app_.event(stage_.widget(), FocusEvent{false});
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_GAINED && focused_) app_.event(stage_.widget(), FocusEvent{true});
      if (event.window.event == SDL_WINDOWEVENT_LEAVE)
        app_.event(stage_.widget(), ui::PointerEvent{.type = ui::PointerType::leave});
      break;
    default: break;
  }
  chrome_.event(event);
}

bool Desktop::pointer(const SDL_Event& event) {
  ui::PointerEvent sent;
  int x = event.motion.x, y = event.motion.y;
  if (event.type != SDL_MOUSEMOTION) {
    x = event.button.x, y = event.button.y;
    sent.button = event.button.button == SDL_BUTTON_RIGHT ? 2 : event.button.button == SDL_BUTTON_MIDDLE ? 1 : 0;
    sent.type = event.type == SDL_MOUSEBUTTONDOWN ? ui::PointerType::down : ui::PointerType::up;
    sent.touch = event.button.which == SDL_TOUCH_MOUSEID;
  }
  const bool over = panels_.over_widget();
  if (sent.type == ui::PointerType::down) {
    if (over != focused_) app_.event(stage_.widget(), FocusEvent{over});
    focused_ = dragging_ = over;
  }
  if (!over && !dragging_) {
    app_.event(stage_.widget(), ui::PointerEvent{.type = ui::PointerType::leave});
    return false;
  }
  std::tie(sent.x, sent.y) = to_widget(x, y);
  app_.event(stage_.widget(), sent);
  if (sent.type == ui::PointerType::up) dragging_ = false;
  return true;
}

bool Desktop::wheel(const SDL_MouseWheelEvent& event) {
  if (!panels_.over_widget()) return false;
  constexpr float kNotch = 100;  // what browsers say for one
  WheelEvent sent;
  std::tie(sent.x, sent.y) = to_widget(event.mouseX, event.mouseY);
  sent.dx = event.preciseX * kNotch;
  sent.dy = -event.preciseY * kNotch;
  sent.ctrl = (SDL_GetModState() & KMOD_CTRL) != 0;
  return app_.event(stage_.widget(), sent);
}

void Desktop::key(const SDL_KeyboardEvent& event) {
  const std::string name = dom_key(event.keysym);
  if (name.empty()) return;
  app_.event(stage_.widget(), KeyEvent{name, event.type == SDL_KEYDOWN, dom_modifiers(event.keysym.mod), true});
}

bool Desktop::shortcut(const SDL_Keysym& key) {
  if (!(key.mod & KMOD_CTRL)) return false;
  switch (key.sym) {
    case SDLK_s: save_picture(); return true;
    case SDLK_e: save_numbers(); return true;
    case SDLK_d: panels_.debug = !panels_.debug; return true;
    case SDLK_q: running_ = false; return true;
    default: return false;
  }
}

void Desktop::open_dropped(char* path) {
  const std::string name = path;
  SDL_free(path);
  auto bytes = read_file(name);
  if (!bytes) return failed(bytes.error());
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.value().data());
  auto opened = app_.open_file(stage_.widget(), name, {data, bytes.value().size()});
  opened ? done("Opened " + name + ".") : failed(opened.error());
}

void Desktop::set_dark(bool dark) {
  const ui::Theme theme = dark ? ui::dark_theme() : ui::light_theme();
  app_.set_theme(theme);
  chrome_.set_theme(theme);
}

void Desktop::save_picture() {
  const std::string path = fmt::format("{}.png", stage_.id());
  auto png = stage_.png();
  if (!png) return failed(png.error());
  auto written = write_file(path, png.value());
  written ? done("Saved " + path + ".") : failed(written.error());
}

void Desktop::save_numbers() {
  ui::WidgetFrame* frame = app_.find(stage_.widget());
  if (!frame) return;
  const std::string path = fmt::format("{}.csv", stage_.id());
  auto written = write_file(path, to_csv(frame->widget().table()));
  written ? done("Saved " + path + ".") : failed(written.error());
}

void Desktop::copy(const Result<std::string>& text, const char* what) {
  if (!text) return failed(text.error());
  SDL_SetClipboardText(text.value().c_str());
  done(fmt::format("Copied the {}.", what));
}

void Desktop::carry_out(const Requests& asked) {
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
  Desktop desktop(std::move(window).value(), options);
  if (auto prepared = desktop.prepare(); !prepared) return fail(err, prepared.error(), 2);
  if (shown) {
    desktop.loop();
    return 0;
  }
  auto written = desktop.screenshot();
  return written ? 0 : fail(err, written.error(), 1);
}

}  // namespace lesson::desktop
