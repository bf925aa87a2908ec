#pragma once
// The build this is, as said by --version, the debug panel and links.

#include <string>

#ifndef LESSON_VERSION
#define LESSON_VERSION "0.0.0"
#endif

namespace lesson {

inline std::string version_text() { return "lesson " LESSON_VERSION; }

}  // namespace lesson
