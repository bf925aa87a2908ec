// Replaces functions of Dear ImGui and of the C library that a lesson page never needs: each __wrap_X here stands for
// X (linked with --wrap, see Web.cmake, which reads the names from this file).
//
// 1. ImGui's own typeface: 10 KB that do not compress. The page's is always there (widgets/ui/frame/fonts.cpp).
// 2. Its settings file, which no host of ours writes or reads.
// 3. Reading numbers: the browser's own parser is as exact as the C library's, whose way through 128-bit floats takes
//    8 KB of the download.

#include <emscripten/em_js.h>

#include <cstdarg>
#include <cstdlib>
#include <cstring>

struct ImFont;
struct ImFontConfig;
struct ImGuiWindowSettings;

// clang-format off
EM_JS_DEPS(lesson_numbers, "$UTF8ToString")
// As strtod for decimal numbers: after spaces, the longest prefix that is a number. Gives its end's distance.
EM_JS(int, lesson_read_number, (const char* text, double* value), {
  const found = /^ *[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?/.exec(UTF8ToString(text));
  HEAPF64[value >> 3] = found ? Number(found[0]) : 0;
  return found ? found[0].length : 0;
})
// clang-format on

extern "C" {

// --- 1 ---
ImFont* __wrap__ZN11ImFontAtlas14AddFontDefaultEPK12ImFontConfig(void*, const ImFontConfig*) { return nullptr; }

// --- 2 ---
void __wrap__ZN5ImGui28TableSettingsAddSettingsHandlerEv() {}
void __wrap__ZN5ImGui20SaveIniSettingsToDiskEPKc(const char*) {}
const char* __wrap__ZN5ImGui22SaveIniSettingsToMemoryEPm(unsigned long*) { return ""; }
void __wrap__ZN5ImGui23LoadIniSettingsFromDiskEPKc(const char*) {}
ImGuiWindowSettings* __wrap__ZN5ImGui23CreateNewWindowSettingsEPKc(const char*) { return nullptr; }

// --- 3 ---
double __wrap_strtod(const char* text, char** end) {
  double value;
  const int length = lesson_read_number(text, &value);
  if (end) *end = const_cast<char*>(text) + length;
  return value;
}
/// Only what the OpenGL backend asks, a word and one whole number ("#version %d"); all else is of the settings file.
int __wrap_sscanf(const char* text, const char* format, ...) {
  while (*format != '%' && *format == *text && *text) {
    ++format;
    ++text;
  }
  if (std::strcmp(format, "%d") != 0 || *text < '0' || *text > '9') return 0;
  std::va_list values;
  va_start(values, format);
  *va_arg(values, int*) = std::atoi(text);
  va_end(values);
  return 1;
}

}  // extern "C"
