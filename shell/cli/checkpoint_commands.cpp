#include "shell/cli/checkpoint_commands.h"

#include "core/io/json.h"
#include "core/io/sha256.h"
#include "shell/cli/exit_code.h"
#include "shell/native/checkpoint_folder.h"
#include "shell/native/files.h"
#include "shell/native/tiny_sd3_files.h"

namespace lesson::cli {

int run_export(const ExportOptions& options, std::ostream& out, std::ostream& err) {
  const auto model = find_weights_file(options.model);
  if (!model) return fail(err, model.error());
  const auto bytes = read_weights_file(model.value());
  if (!bytes) return fail(err, bytes.error());
  const auto files = export_checkpoint(bytes.value());
  if (!files) return fail(err, in_file(model.value(), files.error()));
  if (auto written = write_checkpoint_folder(options.output, files.value()); !written)
    return fail(err, written.error());
  if (!options.json) {
    out << files.value().size() << " files written to " << options.output << '\n';
    return exit_ok;
  }
  Json list = Json::array();
  for (const auto& [path, content] : files.value()) list.push_back({{"path", path}, {"bytes", content.size()}});
  out << print_json({{"model", model.value().string()}, {"output", options.output}, {"files", list}}, 2) << '\n';
  return exit_ok;
}

int run_import(const ImportOptions& options, std::ostream& out, std::ostream& err) {
  if (auto writable = check_writable(options.output); !writable) return fail(err, writable.error());
  const auto files = read_checkpoint_folder(options.folder);
  if (!files) return fail(err, files.error());
  const auto file =
      import_checkpoint(files.value(), options.exact_floats ? StoredWeights::exact : StoredWeights::eight_bits);
  if (!file) return fail(err, in_file(options.folder, file.error()));
  if (auto written = write_file(options.output, std::span<const std::byte>(file.value())); !written) {
    return fail(err, written.error());
  }
  if (!options.json) {
    out << file.value().size() << " bytes written to " << options.output << '\n';
    return exit_ok;
  }
  out << print_json({{"input", options.folder},
                     {"output", options.output},
                     {"weights", options.exact_floats ? "F32" : "I8"},
                     {"bytes", file.value().size()},
                     {"sha256", sha256_hex(file.value())}},
                    2)
      << '\n';
  return exit_ok;
}

}  // namespace lesson::cli
