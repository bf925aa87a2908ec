#include "shell/desktop/stage.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include <SDL_clipboard.h>
#include <SDL_stdinc.h>
#include <imgui.h>

#include "shell/native/png.h"

namespace lesson::desktop {

namespace {

constexpr float kTallest = 16384;  // device pixels, the least that any OpenGL 3 card allows

void set_clipboard(void*, const char* text) { SDL_SetClipboardText(text); }

const char* get_clipboard(void*) {
  static std::string held;
  char* text = SDL_GetClipboardText();
  held = text ? text : "";
  SDL_free(text);
  return held.c_str();
}

void share_clipboard(ImGuiContext* context) {
  ImGuiContext* before = ImGui::GetCurrentContext();
  ImGui::SetCurrentContext(context);
  ImGui::GetIO().SetClipboardTextFn = set_clipboard;
  ImGui::GetIO().GetClipboardTextFn = get_clipboard;
  ImGui::SetCurrentContext(before);
}

int device_pixels(float css, float scale) {
  return static_cast<int>(std::lround(std::clamp(css * scale, 1.0f, kTallest)));
}

}  // namespace

void Timings::add(FrameTimes times) {
  draw_ms[next] = static_cast<float>(times.draw);
  render_ms[next] = static_cast<float>(times.render);
  next = (next + 1) % kKept;
  ++frames;
}

float Timings::worst(const std::array<float, kKept>& times) const {
  return *std::max_element(times.begin(), times.end());
}

Result<void> Stage::open(std::string_view id) {
  auto found = made_.find(id);
  if (found == made_.end()) {
    auto made = app_.create(id);
    if (!made) return made.error();
    found = made_.emplace(std::string(id), made.value()).first;
    share_clipboard(app_.find(made.value())->context());
  }
  if (widget_ != found->second) app_.event(widget_, FocusEvent{false});
  widget_ = found->second;
  again_ = true;
  timings_ = {};
  return {};
}

void Stage::set_view(View view) {
  if (view == view_) return;
  view_ = view;
  again_ = true;
}

bool Stage::waiting() const {
  const ui::WidgetFrame* frame = app_.find(widget_);
  return frame && (again_ || frame->dirty());
}

void Stage::draw(double now) {
  const ui::FrameInput input = {.width = view_.width, .height = height_, .dpr = view_.scale, .now = now};
  const Target size = {device_pixels(view_.width, view_.scale), device_pixels(height_, view_.scale)};
  surface_.begin(size);
  ui::FrameResult result = app_.frame(widget_, input, size);
  surface_.end();
  timings_.add(app_.last_times());
  exports_.insert(exports_.end(), result.exports.begin(), result.exports.end());
  height_ = app_.find(widget_)->height();
  again_ = result.again || result.height_changed;
}

void Stage::update(double now) {
  if (!waiting()) return;
  const float before = height_;
  draw(now);
  if (height_ != before) draw(now);  // at once in the right height: no frame shows a cut picture
}

bool Stage::settle(double limit) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  for (int frame = 0; waiting(); ++frame) {
    update(frame / 60.0);
    if (std::chrono::duration<double>(Clock::now() - begin).count() > limit) return false;
  }
  return true;
}

Result<std::vector<std::byte>> Stage::png() const {
  return encode_png(surface_.read(), surface_.size().width, surface_.size().height, 4);
}

std::vector<ui::Export> Stage::take_exports() { return std::exchange(exports_, {}); }

}  // namespace lesson::desktop
