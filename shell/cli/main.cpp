// The program around lesson::cli::run.

#include <iostream>
#include <string>
#include <vector>

#include "shell/cli/cli.h"
#include "shell/native/last_words.h"

int main(int argc, char** argv) {
  lesson::end_in_words("lesson-cli");
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return lesson::cli::run(arguments, std::cout, std::cerr);
}
