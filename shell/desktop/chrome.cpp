#include "shell/desktop/chrome.h"

#include <SDL_events.h>
#include <SDL_opengl.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl2.h>

namespace lesson::desktop {

namespace {

ImVec4 color(ui::Color c) {
  return {static_cast<float>(c.r) / 255, static_cast<float>(c.g) / 255, static_cast<float>(c.b) / 255,
          static_cast<float>(c.a) / 255};
}

void set_colors(ImGuiStyle& style, const ui::Theme& theme) {
  const ui::Palette& p = theme.colors;
  theme.dark ? ImGui::StyleColorsDark(&style) : ImGui::StyleColorsLight(&style);
  const auto set = [&style](ImGuiCol which, ui::Color value) { style.Colors[which] = color(value); };
  set(ImGuiCol_WindowBg, p.surface);
  set(ImGuiCol_ChildBg, p.surface);
  set(ImGuiCol_PopupBg, p.surface);
  set(ImGuiCol_Text, p.text);
  set(ImGuiCol_TextDisabled, p.muted);
  set(ImGuiCol_Border, p.line);
  set(ImGuiCol_Separator, p.line);
  set(ImGuiCol_FrameBg, p.background);
  set(ImGuiCol_FrameBgHovered, ui::mix(p.background, p.accent, 0.15f));
  set(ImGuiCol_FrameBgActive, ui::mix(p.background, p.accent, 0.25f));
  set(ImGuiCol_Button, ui::mix(p.surface, p.accent, 0.12f));
  set(ImGuiCol_ButtonHovered, ui::mix(p.surface, p.accent, 0.25f));
  set(ImGuiCol_ButtonActive, ui::mix(p.surface, p.accent, 0.4f));
  set(ImGuiCol_Header, ui::mix(p.surface, p.accent, 0.22f));
  set(ImGuiCol_HeaderHovered, ui::mix(p.surface, p.accent, 0.15f));
  set(ImGuiCol_HeaderActive, ui::mix(p.surface, p.accent, 0.3f));
  set(ImGuiCol_CheckMark, p.accent);
  set(ImGuiCol_PlotLines, p.accent);
  set(ImGuiCol_NavHighlight, p.focus);
}

}  // namespace

Chrome::Chrome(Window& window) : window_(window) {
  fonts_.prepare(window.ratio(), theme_.text_px);
  ImGuiContext* before = ImGui::GetCurrentContext();
  context_ = ImGui::CreateContext(fonts_.imgui());
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;  // nothing is left on the learner's disk
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  ImGui_ImplSDL2_InitForOpenGL(window.sdl(), window.gl());
  ImGui_ImplOpenGL3_Init(kGlsl);
  set_theme(ui::light_theme());
  ImGui::SetCurrentContext(before);
}

Chrome::~Chrome() {
  ImGui::SetCurrentContext(context_);
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  ImGui::DestroyContext(context_);
}

void Chrome::set_theme(const ui::Theme& theme) {
  theme_ = theme;
  ImGuiContext* before = ImGui::GetCurrentContext();
  ImGui::SetCurrentContext(context_);
  ImGuiStyle style;
  set_colors(style, theme);
  style.WindowRounding = style.ChildRounding = 0;
  style.FrameRounding = theme.radius();
  style.FramePadding = ImVec2(theme.gap(), theme.gap() * 0.6f);
  style.ItemSpacing = ImVec2(theme.gap(), theme.gap());
  style.WindowPadding = ImVec2(theme.gap() * 1.5f, theme.gap() * 1.5f);
  style.WindowBorderSize = style.ChildBorderSize = 0;
  style.FrameBorderSize = 1;
  ImGui::GetStyle() = style;
  ImGui::SetCurrentContext(before);
}

void Chrome::event(const SDL_Event& event) {
  ImGui::SetCurrentContext(context_);
  ImGui_ImplSDL2_ProcessEvent(&event);
}

bool Chrome::wants_text() const {
  ImGui::SetCurrentContext(context_);
  return ImGui::GetIO().WantTextInput;
}

void Chrome::begin() {
  ImGui::SetCurrentContext(context_);
  fonts_.prepare(window_.ratio(), theme_.text_px);
  if (fonts_.changed()) {
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_NewFrame();
    if (!fonts_.imgui()->TexID) ImGui_ImplOpenGL3_CreateFontsTexture();
    fonts_.uploaded(reinterpret_cast<ui::TextureId>(fonts_.imgui()->TexID));
  }
  ImGuiIO& io = ImGui::GetIO();
  io.FontDefault = fonts_.font(ui::Type::body);
  io.FontGlobalScale = 1.0f / window_.ratio();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
  ImGui::NewFrame();
}

void Chrome::end(Target target) {
  ImGui::SetCurrentContext(context_);
  ImGui::Render();
  glDisable(GL_SCISSOR_TEST);
  glViewport(0, 0, target.width, target.height);
  const ImVec4 back = color(theme_.colors.background);
  glClearColor(back.x, back.y, back.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

}  // namespace lesson::desktop
