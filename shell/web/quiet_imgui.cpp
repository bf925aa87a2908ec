// Replaces functions of Dear ImGui that a lesson page never needs: each __wrap_X here stands for X (linked with --wrap,
// see Web.cmake, which reads the names from this file).
//
// 1. ImGui's own typeface: 10 KB that do not compress. The page's is always there (widgets/ui/frame/fonts.cpp).
// 2. Its settings file, which no host of ours writes or reads.
// 3. Reading formatted text, of which its backend for OpenGL needs one number.
//
// Nobody calls the first two; ImGui registers its settings once. Any other call stops the module (left_out.h): code
// that relies on the real thing must not get an answer that looks like it.

#include "shell/web/left_out.h"

#include <cstdarg>
#include <cstdlib>
#include <cstring>

struct ImFont;
struct ImFontConfig;
struct ImGuiWindowSettings;

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
