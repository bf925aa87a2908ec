// Replaces the C library's way from decimal text to numbers in both modules (linked with --wrap, as quiet_imgui.cpp):
// the browser's own parser is as exact, and the library's, by way of 128-bit floats, takes 8 KB of the download.
//
// Numbers are read by core/text_format.h and the JSON parser, which ask for decimals only. Any other call stops the
// module (left_out.h).

#include <emscripten/em_js.h>

#include "shell/web/left_out.h"

// clang-format off
EM_JS_DEPS(lesson_numbers, "$UTF8ToString")
// As strtod for decimal numbers: after spaces, the longest prefix that is a number. Gives its end's distance; -1 where
// strtod might read something that is no decimal.
EM_JS(int, lesson_read_number, (const char* text, double* value), {
  const words = UTF8ToString(text);
  const found = /^ *[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?/.exec(words);
  HEAPF64[value >> 3] = found ? Number(found[0]) : 0;
  const first = words.replace(/^ */, "").charCodeAt(0);  // 9 to 13: tab to carriage return (no backslash may stand here)
  if ((first >= 9 && first <= 13) || /^ *[+-]?(?:0x|inf|nan)/i.test(words)) return -1;
  return found ? found[0].length : 0;
})
// clang-format on

extern "C" {

double __wrap_strtod(const char* text, char** end) {
  double value;
  const int length = lesson_read_number(text, &value);
  if (length < 0) lesson::left_out("strtod of what is no decimal number");
  if (end) *end = const_cast<char*>(text) + length;
  return value;
}

}  // extern "C"
