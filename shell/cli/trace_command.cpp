#include "shell/cli/trace_command.h"

#include <algorithm>
#include <iomanip>

#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/text_format.h"
#include "shell/cli/arguments.h"
#include "shell/cli/exit_code.h"
#include "shell/cli/generate_command.h"
#include "shell/native/files.h"
#include "shell/native/two_threads.h"

namespace lesson::cli {

namespace {

std::vector<std::uint64_t> file_shape(const RunStage& stage) { return {stage.shape.begin(), stage.shape.end()}; }

const Stage& words_of(const RunStage& left, const Run& run) { return stage(left.number, run.shape().joint()); }

Result<void> write_tensors(const std::string& path, const Run& run) {
  SafetensorsWriter writer;
  writer.set_metadata("request", print_json(to_json(run.request())));
  for (const RunStage& stage : run.stages()) {
    const std::string name = std::string(stage.number < 10 ? "stage.0" : "stage.") + std::to_string(stage.number) +
                             "." + words_of(stage, run).id;
    writer.add(name, file_shape(stage), {stage.tensor.data(), static_cast<std::size_t>(stage.tensor.size())});
  }
  const auto bytes = writer.finish();
  if (!bytes) return bytes.error();
  return write_file(path, bytes.value());
}

Json stage_json(const RunStage& stage, const Stage& words) {
  return {{"step", stage.number},          {"id", words.id},         {"name", words.name},
          {"shape", stage.shape},          {"lesson", words.lesson}, {"ms", stage.ms},
          {"parameters", stage.parameters}};
}

struct HeadPlace {
  int block = 0, head = 0;
};

Result<HeadPlace> read_head(std::string_view text, const DenoiserShape& shape) {
  const auto colon = std::min(text.find(':'), text.size());
  const auto block = read_number<int>(text.substr(0, colon));
  const auto head = colon < text.size() ? read_number<int>(text.substr(colon + 1)) : std::nullopt;
  const auto within = [](std::optional<int> n, int count) { return n && *n >= 0 && *n < count; };
  if (!shape.joint()) return Error{"this model has no joint attention", "--reads", "a model that has", "", ""};
  if (within(block, shape.blocks) && within(head, shape.heads)) return HeadPlace{*block, *head};
  return Error{"there is no such head", "--reads",
               "BLOCK:HEAD from 0:0 to " + std::to_string(shape.blocks - 1) + ":" + std::to_string(shape.heads - 1),
               "'" + std::string(text) + "'", ""};
}

/// What each patch reads of each word of the prompt, in one head at the last step.
Json reads_json(const Run& run, HeadPlace place) {
  const DenoiserShape& shape = run.shape();
  const MatrixRM rows = run.record().rows(run.steps() - 1, place.block, place.head, AttentionKind::joint, shape.context,
                                          shape.image_tokens());
  Json reads = Json::array();
  for (int word = 1; word <= run.prompt().words; ++word) {  // after BOS
    const Eigen::VectorXf column = rows.col(word);
    reads.push_back({{"word", run.prompt().labels[static_cast<std::size_t>(word)]},
                     {"patches", std::vector<float>(column.begin(), column.end())}});
  }
  return reads;
}

void print_table(const Run& run, std::ostream& out) {
  for (const RunStage& stage : run.stages()) {
    const Stage& words = words_of(stage, run);
    out << std::setw(2) << stage.number << "  " << std::left << std::setw(56) << words.name << std::setw(14)
        << shape_text(stage.shape) << std::right << std::fixed << std::setprecision(1) << std::setw(9) << stage.ms
        << " ms  lesson " << words.lesson << '\n';
  }
  out << "picture SHA-256 " << run.picture_sha256() << '\n';
  print_prompt_remarks(run, out);
}

}  // namespace

int run_trace(const TraceOptions& options, std::ostream& out, std::ostream& err) {
  if (!options.output.empty()) {
    if (auto writable = check_writable(options.output); !writable) return fail(err, writable.error());
  }
  const auto prepared = prepare_run(options.run, /*record=*/!options.reads.empty());
  if (!prepared) return fail(err, prepared.error());
  const ModelKind kind = prepared.value().request.model;
  const auto place = options.reads.empty() ? Result<HeadPlace>(HeadPlace{})
                                           : read_head(options.reads, prepared.value().model.denoiser(kind)->net.shape);
  if (!place) return fail(err, place.error());
  const auto run =
      run_to_end(prepared.value().model, prepared.value().request, {.take_step = advance_in_two_threads()});
  if (!run) return fail(err, run.error());
  if (!options.output.empty()) {
    if (auto written = write_tensors(options.output, run.value()); !written) return fail(err, written.error());
  }
  if (!options.json) {
    print_table(run.value(), out);
    return exit_ok;
  }
  Json summary = run_summary(prepared.value().model, run.value());
  summary["stages"] = Json::array();
  for (const RunStage& stage : run.value().stages()) {
    summary["stages"].push_back(stage_json(stage, words_of(stage, run.value())));
  }
  if (!options.reads.empty()) summary["reads"] = reads_json(run.value(), place.value());
  out << print_json(summary, 2) << '\n';
  return exit_ok;
}

}  // namespace lesson::cli
