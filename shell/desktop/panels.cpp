#include "shell/desktop/panels.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include <fmt/format.h>
#include <imgui.h>

#include "core/io/json.h"
#include "shell/version.h"

namespace lesson::desktop {

namespace {

constexpr float kSidebar = 232, kDebug = 360;
constexpr ImGuiWindowFlags kFixed = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                    ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoBringToFrontOnFocus;

void begin_at(const char* name, float x, float y, float w, float h, ImGuiWindowFlags more = 0) {
  ImGui::SetNextWindowPos(ImVec2(x, y));
  ImGui::SetNextWindowSize(ImVec2(w, h));
  ImGui::Begin(name, nullptr, kFixed | more);
}

void title(ImFont* font, const char* text) {
  ImGui::PushFont(font);
  ImGui::TextUnformatted(text);
  ImGui::PopFont();
}

bool wide_button(const char* label) { return ImGui::Button(label, ImVec2(-1, 0)); }

std::string one_field_a_line(const std::string& json) { return print_json(parse_json(json), 1); }

int grow(ImGuiInputTextCallbackData* data) {
  if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
    auto& text = *static_cast<std::string*>(data->UserData);
    text.resize(static_cast<std::size_t>(data->BufTextLen));
    data->Buf = text.data();
  }
  return 0;
}

void edit_lines(const char* label, std::string& text, float height) {
  ImGui::InputTextMultiline(label, text.data(), text.capacity() + 1, ImVec2(-1, height),
                            ImGuiInputTextFlags_CallbackResize, grow, &text);
}

/// A row of choices of which one is on.
template <std::size_t N>
int segments(const char* label, const std::array<const char*, N>& names, int chosen) {
  ImGui::TextDisabled("%s", label);
  int pressed = -1;
  const float gap = ImGui::GetStyle().ItemInnerSpacing.x;
  const float width = (ImGui::GetContentRegionAvail().x - gap * (N - 1)) / N;
  ImGui::PushID(label);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(2, ImGui::GetStyle().FramePadding.y));
  for (int i = 0; i < static_cast<int>(N); ++i) {
    if (i) ImGui::SameLine(0, gap);
    const bool on = i == chosen;
    if (on) ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_ButtonActive));
    if (ImGui::Button(names[static_cast<std::size_t>(i)], ImVec2(width, 0))) pressed = i;
    if (on) ImGui::PopStyleColor();
  }
  ImGui::PopStyleVar();
  ImGui::PopID();
  return pressed;
}

template <std::size_t N>
int index_of(const std::array<float, N>& values, float value) {
  const auto found = std::find(values.begin(), values.end(), value);
  return found == values.end() ? -1 : static_cast<int>(found - values.begin());
}

}  // namespace

Requests Panels::draw(float window_width, float window_height) {
  Requests asked;
  const float debug_width = debug ? std::min(kDebug, window_width * 0.4f) : 0;
  begin_at("Widgets", 0, 0, kSidebar, window_height);
  sidebar(asked);
  ImGui::End();

  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ImVec4(0, 0, 0, 0));
  begin_at("Stage", kSidebar, 0, std::max(1.0f, window_width - kSidebar - debug_width), window_height,
           ImGuiWindowFlags_HorizontalScrollbar | ImGuiWindowFlags_NoNavInputs);
  stage();
  ImGui::End();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();

  if (debug) {
    begin_at("Debug", window_width - debug_width, 0, debug_width, window_height);
    debug_panel(asked);
    ImGui::End();
  }
  return asked;
}

void Panels::sidebar(Requests& asked) {
  title(chrome_.font(ui::Type::heading), "Lesson widgets");
  ImGui::Spacing();
  ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, ImVec2(0, 0.5f));
  for (const WidgetInfo& info : widget_registry()) {
    const bool chosen = info.id == std::string_view(stage_.id());
    if (ImGui::Selectable(info.title, chosen, 0, ImVec2(0, 26))) asked.open = info.id;
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_DelayNormal)) ImGui::SetTooltip("%s", info.summary);
  }
  ImGui::PopStyleVar();
  if (widget_registry().empty()) ImGui::TextDisabled("none in this build");
  ImGui::Separator();
  display_options(asked);
  ImGui::Separator();
  asked.save_picture = wide_button("Save picture (Ctrl+S)");
  asked.save_numbers = wide_button("Save numbers (Ctrl+E)");
  asked.copy_link = wide_button("Copy link");
  asked.copy_text = wide_button("Copy description");
  ImGui::PushTextWrapPos(0);
  ImGui::TextDisabled("Files can be dropped on a widget.");
  ImGui::PopTextWrapPos();
  if (!status.text.empty()) {
    ImGui::Separator();
    ImGui::PushTextWrapPos(0);
    const ui::Color color = status.error ? app_.theme().colors.error : app_.theme().colors.text;
    ImGui::TextColored(ImVec4(color.r / 255.0f, color.g / 255.0f, color.b / 255.0f, 1), "%s", status.text.c_str());
    ImGui::PopTextWrapPos();
  }
}

void Panels::display_options(Requests& asked) {
  static constexpr std::array<const char*, 4> kWidthNames = {"320", "480", "760", "all"};
  static constexpr std::array<float, 4> kWidths = {320, 480, 760, 0};
  static constexpr std::array<const char*, 5> kScaleNames = {"1", "1.25", "1.5", "2", "3"};
  static constexpr std::array<float, 5> kScales = {1, 1.25f, 1.5f, 2, 3};
  static constexpr std::array<const char*, 2> kThemes = {"light", "dark"};

  if (int i = segments("Theme", kThemes, app_.theme().dark ? 1 : 0); i >= 0) asked.dark = i == 1;
  const int width = fit_width ? 3 : index_of(kWidths, stage_.view().width);
  if (int i = segments("Width", kWidthNames, width); i >= 0) asked.width = kWidths[static_cast<std::size_t>(i)];
  const int scale = index_of(kScales, stage_.view().scale);
  if (int i = segments("Device pixels", kScaleNames, scale); i >= 0) asked.scale = kScales[static_cast<std::size_t>(i)];
  ImGui::Checkbox("Debug panel (Ctrl+D)", &debug);
}

float Panels::unit() const { return stage_.view().scale / ImGui::GetIO().DisplayFramebufferScale.x; }

void Panels::stage() {
  const ImVec2 corner = ImGui::GetWindowPos(), room = ImGui::GetContentRegionAvail();
  visible_ = {corner.x, corner.y, room.x, ImGui::GetWindowHeight()};
  const Target size = stage_.picture().size();
  if (!size.width) return;
  const float ratio = ImGui::GetIO().DisplayFramebufferScale.x;
  const ImVec2 shown(static_cast<float>(size.width) / ratio, static_cast<float>(size.height) / ratio);
  const float left = std::max(0.0f, (room.x - shown.x) / 2);
  ImGui::SetCursorPosX(ImGui::GetCursorPosX() + static_cast<float>(static_cast<int>(left)));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  origin_ = {at.x, at.y};
  ImGui::Image(reinterpret_cast<ImTextureID>(stage_.picture().texture()), shown, ImVec2(0, 1), ImVec2(1, 0));
  over_ = ImGui::IsItemHovered();
}

void Panels::debug_panel(Requests& asked) {
  title(chrome_.font(ui::Type::strong), "Debug");
  ImGui::SameLine();
  ImGui::TextDisabled("%s", version_text().c_str());
  if (ImGui::CollapsingHeader("Timings", ImGuiTreeNodeFlags_DefaultOpen)) timings();
  if (ImGui::CollapsingHeader("State", ImGuiTreeNodeFlags_DefaultOpen)) state_editor(asked);
  if (ImGui::CollapsingHeader("Semantics", ImGuiTreeNodeFlags_DefaultOpen)) semantics();
}

void Panels::timings() {
  const Timings& times = stage_.timings();
  const auto plot = [&times](const char* name, const std::array<float, Timings::kKept>& ms) {
    const std::string label = fmt::format("{}  {:.2f} ms, worst {:.2f}", name, static_cast<double>(times.last(ms)),
                                          static_cast<double>(times.worst(ms)));
    ImGui::TextUnformatted(label.c_str());
    ImGui::PushID(name);
    ImGui::PlotLines("##plot", ms.data(), static_cast<int>(ms.size()), static_cast<int>(times.next), nullptr, 0,
                     std::max(4.0f, times.worst(ms)), ImVec2(-1, 36));
    ImGui::PopID();
  };
  plot("widget", times.draw_ms);
  plot("OpenGL", times.render_ms);
  const Target size = stage_.picture().size();
  ImGui::TextDisabled("%u frames, %d x %d px", times.frames, size.width, size.height);
}

void Panels::state_editor(Requests& asked) {
  const std::string now = app_.state(stage_.widget());
  if (now != state_) {
    state_ = now;
    state_text_ = state_shown_ = one_field_a_line(now);
  }
  edit_lines("##state", state_text_, 140);
  ImGui::BeginDisabled(state_text_ == state_shown_);
  if (ImGui::Button("Apply")) asked.state = state_text_;
  ImGui::SameLine();
  if (ImGui::Button("Revert")) state_text_ = state_shown_;
  ImGui::EndDisabled();
  ImGui::SameLine();
  if (ImGui::Button("Defaults")) asked.state = app_.defaults(stage_.widget());
}

void Panels::semantics() {
  const ui::WidgetFrame* frame = app_.find(stage_.widget());
  if (!frame) return;
  for (const ui::Node& node : frame->semantics()) {
    ImGui::PushTextWrapPos(0);
    ImGui::TextDisabled("%s", ui::to_string(node.role));
    ImGui::SameLine();
    ImGui::Text("%s%s%s", node.name.c_str(), node.value.empty() ? "" : ": ", node.value.c_str());
    ImGui::PopTextWrapPos();
    if (ImGui::IsItemHovered()) {
      const auto& r = node.rect;
      ImGui::SetTooltip("%s\n%s\n%.0f, %.0f  %.0f x %.0f", node.id.c_str(), node.description.c_str(),
                        static_cast<double>(r.x), static_cast<double>(r.y), static_cast<double>(r.w),
                        static_cast<double>(r.h));
      const float k = unit();
      const ImVec2 a(origin_.x + r.x * k, origin_.y + r.y * k);
      ImGui::GetForegroundDrawList()->AddRect(a, ImVec2(a.x + r.w * k, a.y + r.h * k), IM_COL32(220, 60, 40, 255), 0, 0,
                                              2);
    }
  }
}

}  // namespace lesson::desktop
