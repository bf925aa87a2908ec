#include "shell/cli/arguments.h"

namespace lesson::cli {

CLI::Option* add_text(CLI::App* command, const char* name, std::string& value, const std::string& help,
                      const char* type) {
  const auto read = [command, name, &value](const std::string& text) {
    if (text.starts_with('-') && command->get_option_no_throw(text))
      throw CLI::ValidationError(name, fmt::format("its value is missing (got the option {})", text));
    value = text;
  };
  return command->add_option_function<std::string>(name, read, help)->type_name(type);
}

CLI::Option* add_path(CLI::App* command, const char* name, std::string& value, const std::string& help,
                      const char* type) {
  return add_text(command, name, value, help, type)->check([](const std::string& text) {
    return text.empty() ? std::string("is empty (expected the name of a file or folder)") : std::string();
  });
}

CLI::Option* add_flag(CLI::App* command, const char* name, bool& value, const std::string& help) {
  return command->add_flag(name, value, help)->disable_flag_override();
}

}  // namespace lesson::cli
