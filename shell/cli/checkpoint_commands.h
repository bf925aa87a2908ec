#pragma once
// `lesson-cli export` and `lesson-cli import`: the tiny SD3's weights file as a folder that diffusers'
// StableDiffusion3Pipeline.from_pretrained reads, and back.

#include <ostream>
#include <string>

namespace lesson::cli {

struct ExportOptions {
  std::string model;   ///< weights file or checkpoint folder; empty: the tiny SD3 that generate runs
  std::string output;  ///< folder to write
  bool json = false;   ///< print {"model","output","files":[{"path","bytes"}]}
};
/// Exit code 0, or 2 with a sentence on `err` that names the file.
int run_export(const ExportOptions& options, std::ostream& out, std::ostream& err);

struct ImportOptions {
  std::string folder;         ///< checkpoint folder
  std::string output;         ///< weights file to write
  bool exact_floats = false;  ///< every weight as it is, in F32, instead of 8 bits
  bool json = false;          ///< print {"input","output","weights","bytes","sha256"}
};
/// Exit code 0, or 2 with a sentence on `err` that names the file, setting or tensor that does not fit.
int run_import(const ImportOptions& options, std::ostream& out, std::ostream& err);

}  // namespace lesson::cli
