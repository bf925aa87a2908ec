#include "shell/web/left_out.h"

#include <emscripten/em_js.h>

// clang-format off
EM_JS_DEPS(lesson_left_out, "$UTF8ToString")
EM_JS(void, lesson_left_out, (const char* name), {
  throw new Error(UTF8ToString(name) + " was called, and is left out of this module (shell/web/quiet_*.cpp)");
})
// clang-format on

namespace lesson {

void left_out(const char* name) {
  lesson_left_out(name);
  __builtin_trap();
}

}  // namespace lesson
