#pragma once
// How a command ends, and how it says why.

#include <ostream>

#include "core/result.h"

namespace lesson::cli {

enum ExitCode : int {
  exit_ok = 0,
  exit_internal = 1,  ///< our fault, or the machine's (no memory, standard output closed)
  exit_bad_input =
      2  ///< an option, a file or a JSON text that is not as it should be, a file that cannot be read or written
};

/// Writes the error as one line and gives the exit code back.
inline int fail(std::ostream& err, const Error& error, ExitCode code = exit_bad_input) {
  err << "lesson-cli: " << error.message() << '\n';
  return code;
}

}  // namespace lesson::cli
