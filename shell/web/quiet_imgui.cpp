// Replaces functions of Dear ImGui and of the C library that a lesson page never needs: each __wrap_X here stands for
// X (linked with --wrap, see Web.cmake, which reads the names from this file).
//
// 1. ImGui's own typeface: 10 KB that do not compress. The page's is always there (widgets/ui/frame/fonts.cpp).
// 2. Its settings file, which no host of ours writes or reads.
// 3. Reading decimal numbers: the browser's own parser is as exact as the C library's, whose way through 128-bit floats
//    takes 8 KB of the download.
//
// Nobody calls the first two; ImGui registers its settings once. Numbers are read by core/text_format.h and the JSON
// parser, which ask for decimals only. Any other call stops the module (left_out.h): code that relies on the real thing
// must not get an answer that looks like it.

#include "shell/web/left_out.h"

#include <emscripten/em_js.h>

#include <cstdarg>
#include <cstdlib>
#include <cstring>

struct ImFont;
struct ImFontConfig;
struct ImGuiWindowSettings;

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

// --- 1 ---
ImFont* __wrap__ZN11ImFontAtlas14AddFontDefaultEPK12ImFontConfig(void*, const ImFontConfig*) {
  lesson::left_out("ImFontAtlas::AddFontDefault");
}

// --- 2 ---
void __wrap__ZN5ImGui28TableSettingsAddSettingsHandlerEv() {}  // by ImGui::Initialize, for what follows
void __wrap__ZN5ImGui20SaveIniSettingsToDiskEPKc(const char*) { lesson::left_out("ImGui::SaveIniSettingsToDisk"); }
const char* __wrap__ZN5ImGui22SaveIniSettingsToMemoryEPm(unsigned long*) {
  lesson::left_out("ImGui::SaveIniSettingsToMemory");
}
void __wrap__ZN5ImGui23LoadIniSettingsFromDiskEPKc(const char*) { lesson::left_out("ImGui::LoadIniSettingsFromDisk"); }
ImGuiWindowSettings* __wrap__ZN5ImGui23CreateNewWindowSettingsEPKc(const char*) {
  lesson::left_out("ImGui::CreateNewWindowSettings");
}

// --- 3 ---
double __wrap_strtod(const char* text, char** end) {
  double value;
  const int length = lesson_read_number(text, &value);
  if (length < 0) lesson::left_out("strtod of what is no decimal number");
  if (end) *end = const_cast<char*>(text) + length;
  return value;
}
/// Only what ImGui's OpenGL backend asks of its own "#version 300 es".
int __wrap_sscanf(const char* text, const char* format, ...) {
  constexpr const char* kAsked = "#version %d";
  const std::size_t word = std::strlen("#version ");
  if (std::strcmp(format, kAsked) != 0 || std::strncmp(text, kAsked, word) != 0) lesson::left_out("sscanf");
  std::va_list values;
  va_start(values, format);
  *va_arg(values, int*) = std::atoi(text + word);
  va_end(values);
  return 1;
}

}  // extern "C"
