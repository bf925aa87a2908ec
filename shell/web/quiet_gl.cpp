// Answers Dear ImGui's questions about OpenGL's state without asking: __wrap_X here stands for X (see Web.cmake).
// Its backend saves and restores the state of whoever else draws in the context, before and after every frame. In
// the page nobody else does; and there each question waits until the graphics process has drawn everything asked
// of it so far, up to a fifth of a second in which the page could answer nothing. The backend gets back the state
// that a new context has, and "restores" that: every frame sets all it needs (gl_renderer.cpp clears, ImGui's
// backend sets up its own). What else is asked, of the context's limits, goes through, and so does whatever is asked
// outside the backend, which alone works in a context of ImGui's that has a renderer (gl_renderer.cpp).

#include <SDL_opengles2.h>
#include <imgui.h>

namespace {

constexpr GLenum sampler_binding = 0x8919;  // of OpenGL ES 3, which this header does not know
constexpr GLenum vertex_array_binding = 0x85B5;

/// How many numbers a new context has for a piece of state, and which (all the same); none if it is not state.
struct Fresh {
  int count;
  GLint value;
};

Fresh fresh(GLenum name) {
  switch (name) {
    case GL_ACTIVE_TEXTURE: return {1, GL_TEXTURE0};
    case GL_CURRENT_PROGRAM:
    case GL_TEXTURE_BINDING_2D:
    case GL_ARRAY_BUFFER_BINDING:
    case GL_ELEMENT_ARRAY_BUFFER_BINDING:
    case sampler_binding:
    case vertex_array_binding: return {1, 0};
    case GL_VIEWPORT:
    case GL_SCISSOR_BOX: return {4, 0};
    case GL_BLEND_SRC_RGB:
    case GL_BLEND_SRC_ALPHA: return {1, GL_ONE};
    case GL_BLEND_DST_RGB:
    case GL_BLEND_DST_ALPHA: return {1, GL_ZERO};
    case GL_BLEND_EQUATION_RGB:
    case GL_BLEND_EQUATION_ALPHA: return {1, GL_FUNC_ADD};
    default: return {0, 0};
  }
}

bool in_backend() { return ImGui::GetCurrentContext() && ImGui::GetIO().BackendRendererUserData; }

}  // namespace

extern "C" {

void __real_glGetIntegerv(GLenum name, GLint* values);

void __wrap_glGetIntegerv(GLenum name, GLint* values) {
  const Fresh state = in_backend() ? fresh(name) : Fresh{0, 0};
  if (state.count == 0) __real_glGetIntegerv(name, values);
  for (int i = 0; i < state.count; ++i) values[i] = state.value;
}

GLboolean __real_glIsEnabled(GLenum name);

GLboolean __wrap_glIsEnabled(GLenum name) { return in_backend() ? GL_FALSE : __real_glIsEnabled(name); }

}  // extern "C"
