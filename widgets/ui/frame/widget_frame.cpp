#include "widgets/ui/frame/widget_frame.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/page/run_desk.h"
#include "widgets/ui/frame/impl.h"

namespace lesson::ui {

namespace {

constexpr float kScrollBar = 8;

/// Makes a context the current one for a while.
class Current {
 public:
  explicit Current(ImGuiContext* context) : before_(ImGui::GetCurrentContext()) { ImGui::SetCurrentContext(context); }
  ~Current() { ImGui::SetCurrentContext(before_); }
  Current(const Current&) = delete;
  Current& operator=(const Current&) = delete;

 private:
  ImGuiContext* before_;
};

ImVec4 to_vec4(Color c, float alpha = 1) {
  return {static_cast<float>(c.r) / 255, static_cast<float>(c.g) / 255, static_cast<float>(c.b) / 255, alpha};
}

/// What of ImGui's own drawing is still seen: text fields and popups.
void apply_style(const Theme& theme, float dpr) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = style.FramePadding = style.ItemSpacing = {0, 0};
  style.WindowBorderSize = 0;
  style.WindowMinSize = {1, 1};
  style.PopupBorderSize = std::max(1.0f, std::round(dpr));
  style.PopupRounding = theme.radius() * dpr;
  style.ScrollbarSize = kScrollBar * dpr;
  const Palette& c = theme.colors;
  style.Colors[ImGuiCol_Text] = to_vec4(c.text);
  style.Colors[ImGuiCol_TextDisabled] = to_vec4(c.muted);
  style.Colors[ImGuiCol_PopupBg] = to_vec4(c.surface);
  style.Colors[ImGuiCol_Border] = to_vec4(c.control);
  style.Colors[ImGuiCol_FrameBg] = to_vec4(c.surface, 0);
  style.Colors[ImGuiCol_TextSelectedBg] = to_vec4(c.accent, 0.35f);
  style.Colors[ImGuiCol_ScrollbarBg] = to_vec4(c.surface, 0);
  style.Colors[ImGuiCol_ScrollbarGrab] = to_vec4(c.control);
}

/// A frame of ImGui's, from beginning to end: where something is thrown on the way it is ended all the same, since the
/// next one could not begin otherwise, and another one is due. What asks for another while it is drawn is heard, too.
class ImGuiFrame {
 public:
  explicit ImGuiFrame(bool& due) : due_(due) {
    due_ = false;
    ImGui::NewFrame();
  }
  ~ImGuiFrame() {
    if (whole_) return;
    due_ = true;
    ImGui::ErrorCheckEndFrameRecover(nullptr);
    ImGui::EndFrame();
  }
  ImGuiFrame(const ImGuiFrame&) = delete;
  ImGuiFrame& operator=(const ImGuiFrame&) = delete;

  void render() {
    whole_ = true;
    ImGui::Render();
  }

 private:
  bool& due_;
  bool whole_ = false;
};

/// Stretches of the content's edge: narrower pages get narrower margins.
float margin_for(float width) { return width < 480 ? 8.0f : 14.0f; }

void draw_scroll_bar(const Ui::Impl& ui, float width, float shown, float height, float scroll) {
  if (height <= shown + 0.5f) return;
  const float length = std::max(24.0f, shown * shown / height), top = (shown - length) * scroll / (height - shown);
  ui.paint.rect({width - kScrollBar + 2, top + scroll, kScrollBar - 4, length}, with_alpha(ui.colors().control, 0.7f),
                2);
}

}  // namespace

WidgetFrame::WidgetFrame(Widget& widget, const PageState& shared, FontAtlas& fonts, TextureBackend& textures,
                         FrameOptions options)
    : impl_(std::make_unique<Impl>(widget, shared, fonts, textures, options)) {
  ImGuiContext* before = ImGui::GetCurrentContext();
  impl_->context = ImGui::CreateContext(fonts.imgui());
  const Current current(impl_->context);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = io.LogFilename = nullptr;
  io.ConfigInputTrickleEventQueue = false;  // feed() spreads clicks over frames itself
  io.ConfigInputTextCursorBlink = false;    // nothing is redrawn while nothing happens
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  ImGui::SetCurrentContext(before);
  Ui::Impl& ui = impl_->inner();
  ui.images = &impl_->images;
  ui.inputs = options.inputs;
}

WidgetFrame::~WidgetFrame() {
  ImGuiContext* before = ImGui::GetCurrentContext();
  ImGui::DestroyContext(impl_->context);
  ImGui::SetCurrentContext(before == impl_->context ? nullptr : before);
}

void WidgetFrame::Impl::prepare(const FrameInput& input) {
  Ui::Impl& state = inner();
  fonts.prepare(input.dpr, state.theme.text_px);
  apply_style(state.theme, input.dpr);
  const float width = std::max(input.width, 1.0f);
  shown_height = std::max(input.height, 1.0f);
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {std::round(width * input.dpr), std::round(shown_height * input.dpr)};
  const double passed = last_input ? input.now - last_input->now : 0;
  io.DeltaTime = static_cast<float>(std::clamp(passed, 1e-4, 0.1));
  state.now = input.now;
  state.dt = static_cast<float>(std::clamp(passed, 0.0, 0.1));
  last_input = input;
  seen_revision = shared.revision;
  seen_desk = shared.desk ? shared.desk->revision() : 0;
  settle = std::max(0, settle - 1);
}

void WidgetFrame::Impl::pass(const FrameInput& input) {
  prepare(input);
  Ui::Impl& state = inner();
  state.begin_frame();
  state.paint = {.scale = input.dpr, .scroll = scroll, .fonts = &fonts};
  state.parts = widget.parts();
  state.on_show = &widget.shown();
  feed(ImGui::GetIO(), input.dpr);
  const Fields fields = widget.fields();
  const std::string before = field_values(fields);

  ImGuiFrame frame(invalid);
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
  ImGui::Begin("widget", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  const float width = std::max(input.width, 1.0f), margin = margin_for(width);
  state.paint.rect({0, scroll, width, shown_height}, state.colors().background);
  state.stack.push_back({.x = margin, .y = margin, .w = width - 2 * margin});
  widget.draw(ui);
  height = std::ceil(state.stack.front().y + margin);
  if (options.scroll) draw_scroll_bar(state, width, shown_height, height, scroll);
  ImGui::End();
  frame.render();
  typing = ImGui::GetIO().WantTextInput;
  cursor = state.cursor;
  state.end_frame();
  images.end_frame();
  scroll_by(0);

  const bool changed = field_values(fields) != before;
  state_changed |= changed;
  exports.insert(exports.end(), state.exports.begin(), state.exports.end());
  if (changed) settle = std::max(settle, 1);  // readings drawn before the control follow
  if (state.again) invalid = true;
}

/// As many passes as what has happened takes; what is left after too many waits for the next frame.
void WidgetFrame::Impl::pass_all(const FrameInput& input) {
  constexpr int kMost = 64;
  const Current current(context);
  int passes = 0;
  do pass(input);
  while (!events.empty() && ++passes < kMost);
}

void WidgetFrame::catch_up() {
  Impl& f = *impl_;
  if (f.events.empty() || !f.last_input) return;
  f.pass_all(*f.last_input);
  f.invalid = true;  // to be shown
}

FrameResult WidgetFrame::draw(const FrameInput& input) {
  Impl& f = *impl_;
  f.pass_all(input);
  const Ui::Impl& ui = f.inner();
  FrameResult result;
  result.state_changed = std::exchange(f.state_changed, false);
  result.exports = std::exchange(f.exports, {});
  result.semantics_changed = ui.nodes != f.last_nodes;
  f.last_nodes = ui.nodes;
  result.height_changed = std::fabs(f.height - input.height) > 0.5f;
  result.again = dirty();
  return result;
}

bool WidgetFrame::dirty() const {
  const Impl& f = *impl_;
  return f.invalid || f.settle > 0 || !f.events.empty() || f.shared.revision != f.seen_revision ||
         (f.shared.desk && f.shared.desk->revision() != f.seen_desk) || f.widget.animating();
}

void WidgetFrame::invalidate() { impl_->invalid = true; }
void WidgetFrame::context_lost() {
  impl_->images.forget();
  impl_->invalid = true;
}

void WidgetFrame::set_theme(const Theme& theme) {
  impl_->inner().theme = theme;
  impl_->invalid = true;
}

const Theme& WidgetFrame::theme() const { return impl_->inner().theme; }

const Node* WidgetFrame::Impl::node(std::string_view id) const {
  for (const Node& node : inner().nodes) {
    if (node.id == id) return &node;
  }
  return nullptr;
}

bool WidgetFrame::entered() const { return impl_->inner().entered; }
ImDrawData* WidgetFrame::draw_data() const {
  const Current current(impl_->context);
  return ImGui::GetDrawData();
}
float WidgetFrame::height() const { return impl_->height; }
const std::vector<Node>& WidgetFrame::semantics() const { return impl_->inner().nodes; }
std::string WidgetFrame::semantics_json() const { return semantics_to_json(semantics()); }
const char* WidgetFrame::cursor() const { return impl_->cursor; }
ImGuiContext* WidgetFrame::context() const { return impl_->context; }
Widget& WidgetFrame::widget() const { return impl_->widget; }

}  // namespace lesson::ui
