#include "shell/gl_renderer.h"

#include <SDL_opengl.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

namespace lesson {

namespace {

/// Makes a context the current one for a scope.
class InContext {
 public:
  explicit InContext(ImGuiContext* context) : before_(ImGui::GetCurrentContext()) { ImGui::SetCurrentContext(context); }
  ~InContext() { ImGui::SetCurrentContext(before_); }
  InContext(const InContext&) = delete;
  InContext& operator=(const InContext&) = delete;

 private:
  ImGuiContext* before_;
};

GLuint gl_name(ui::TextureId texture) { return static_cast<GLuint>(texture); }

GLint largest_texture() {
  GLint largest = 0;
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &largest);
  return largest;
}

float unit(std::uint8_t channel) { return static_cast<float>(channel) / 255.0f; }

void clear(Target target, ui::Color color) {
  glDisable(GL_SCISSOR_TEST);
  glViewport(0, 0, target.width, target.height);
  glClearColor(unit(color.r), unit(color.g), unit(color.b), 1.0f);
  glClear(GL_COLOR_BUFFER_BIT);
}

}  // namespace

ui::TextureId GlTextures::update(ui::TextureId old, int w, int h, std::span<const std::uint8_t> rgba, bool smooth) {
  if (w <= 0 || h <= 0 || rgba.size() < std::size_t(w) * std::size_t(h) * 4) return old;
  static const GLint largest = largest_texture();
  if (w > largest || h > largest) return old;  // a pyramid keeps pictures below this

  GLuint name = gl_name(old);
  if (!name) glGenTextures(1, &name);
  if (!name) return 0;  // the context is lost
  glBindTexture(GL_TEXTURE_2D, name);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  const GLint filter = smooth ? GL_LINEAR : GL_NEAREST;
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);

  Size& size = sizes_[name];
  if (size.w == w && size.h == h) {
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, w, h, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
  } else {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, w, h, 0, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
    size = {w, h};
  }
  return name;
}

void GlTextures::destroy(ui::TextureId texture) {
  const GLuint name = gl_name(texture);
  glDeleteTextures(1, &name);
  sizes_.erase(texture);
}

GlRenderer::~GlRenderer() { stop(); }

void GlRenderer::start(ImFontAtlas& atlas) {
  ImGuiContext* before = ImGui::GetCurrentContext();
  context_ = ImGui::CreateContext(&atlas);
  ImGui::SetCurrentContext(context_);
  ImGui::GetIO().IniFilename = nullptr;
  ImGui_ImplOpenGL3_Init(glsl_);
  ImGui::SetCurrentContext(before);
}

void GlRenderer::stop() {
  if (!context_) return;
  {
    InContext in(context_);
    ImGui_ImplOpenGL3_Shutdown();
  }
  ImGui::DestroyContext(context_);
  context_ = nullptr;
}

ui::TextureId GlRenderer::upload(ImFontAtlas& atlas) {
  if (!context_) start(atlas);
  InContext in(context_);
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_NewFrame();  // makes shader and buffers where there are none, and then the texture too
  if (!atlas.TexID) ImGui_ImplOpenGL3_CreateFontsTexture();
  // The four-byte copy is only needed for the upload, and can be made again from the one-byte one.
  IM_FREE(atlas.TexPixelsRGBA32);
  atlas.TexPixelsRGBA32 = nullptr;
  return reinterpret_cast<ui::TextureId>(atlas.TexID);
}

void GlRenderer::draw(ImDrawData& data, Target target, ui::Color background) {
  clear(target, background);
  if (!context_) return;
  InContext in(context_);
  // The picture starts in the target's top left corner, also where the target is larger: GL counts from the bottom.
  data.DisplaySize = ImVec2(static_cast<float>(target.width), static_cast<float>(target.height));
  data.FramebufferScale = ImVec2(1, 1);
  ImGui_ImplOpenGL3_RenderDrawData(&data);
}

void GlRenderer::context_restored() {
  textures_.forget();
  if (!context_) return;
  InContext in(context_);
  // The backend's names belong to the lost context, and to delete them in the new one is an error: it starts anew
  // without its own shutdown. Its data is plain and was made with ImGui's allocator.
  ImGuiIO& io = ImGui::GetIO();
  ImGui::MemFree(io.BackendRendererUserData);
  io.BackendRendererUserData = nullptr;
  ImGui_ImplOpenGL3_Init(glsl_);
}

}  // namespace lesson
