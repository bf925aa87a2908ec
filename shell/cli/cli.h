#pragma once
// lesson-cli: the runtime without a window. Every command prints its result on `out` and what went wrong on
// `err`; with --json, `out` gets exactly one JSON object, or nothing at all when the command fails.

#include <ostream>
#include <span>
#include <string>

namespace lesson::cli {

/// Runs the command line (without the program's name) and returns an ExitCode. Nothing is written to `out`
/// unless the command succeeds.
int run(std::span<const std::string> arguments, std::ostream& out, std::ostream& err);

}  // namespace lesson::cli
