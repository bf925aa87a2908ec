#include "core/result.h"

namespace lesson {

std::string Error::message() const {
  std::string line = where.empty() ? what : where + ": " + what;
  if (!expected.empty() || !got.empty()) {
    line += " (";
    if (!expected.empty()) line += "expected " + expected;
    if (!expected.empty() && !got.empty()) line += ", ";
    if (!got.empty()) line += "got " + got;
    line += ")";
  }
  line += ".";
  if (!next.empty()) line += " " + next;
  return line;
}

}  // namespace lesson
