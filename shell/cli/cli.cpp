#include "shell/cli/cli.h"

#include <exception>
#include <functional>
#include <new>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "shell/cli/arguments.h"
#include "shell/cli/attention_command.h"
#include "shell/cli/bench_command.h"
#include "shell/cli/checkpoint_commands.h"
#include "shell/cli/describe_command.h"
#include "shell/cli/exit_code.h"
#include "shell/cli/generate_command.h"
#include "shell/cli/later_models_command.h"
#include "shell/cli/shapes_command.h"
#include "shell/cli/trace_command.h"
#include "shell/cli/widgets.h"
#include "shell/version.h"

namespace lesson::cli {

namespace {

/// What the chosen subcommand will do, once the whole command line is known to be right.
using Command = std::function<int(std::ostream& out, std::ostream& err)>;

CLI::App* subcommand(CLI::App& app, const char* name, const char* summary, Command body, Command& chosen) {
  CLI::App* command = app.add_subcommand(name, summary);
  command->callback([&chosen, body = std::move(body)] { chosen = body; });
  return command;
}

CLI::Option* add_json_flag(CLI::App* command, bool& json) {
  return add_flag(command, "--json", json, "Print one JSON object");
}

/// The options of every command; they outlive parsing and running.
struct Options {
  ShapesOptions shapes;
  LaterModelsOptions later_models;
  AttentionCommandOptions attention;
  WidgetsOptions widgets;
  DescribeOptions describe;
  TraceOptions trace;
  GenerateOptions generate;
  BenchOptions bench;
  ExportOptions exported;
  ImportOptions imported;
};

void add_shapes(CLI::App& app, ShapesOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "shapes", "Print every shape and count of a model",
      [&options](auto& out, auto& err) { return run_shapes(options, out, err); }, chosen);
  add_text(command, "--model", options.model, "Model of the catalogue, e.g. sd3-medium", "NAME")->required();
  add_number(command, "--size", options.size, "Side of the square image; default: the model's own", "PX");
  add_number(command, "--text-tokens", options.text_tokens, "Rows of text the denoiser sees", "T");
  add_json_flag(command, options.json);
}

void add_later_models(CLI::App& app, LaterModelsOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "later-models", "Print what models after SD3 and FLUX kept of them",
      [&options](auto& out, auto&) { return run_later_models(options, out); }, chosen);
  add_json_flag(command, options.json);
}

void add_attention(CLI::App& app, AttentionCommandOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "attention", "Compute joint attention of a capture (safetensors with q, k, v)",
      [&options](auto& out, auto& err) { return run_attention(options, out, err); }, chosen);
  add_path(command, "--input", options.input, "Capture to read", "FILE")->required();
  add_path(command, "--output", options.output, "Result to write: out, weights, quadrant_mass", "FILE")->required();
  add_flag(command, "--no-weights", options.no_weights,
           "Leave the weights out; memory then grows with the tokens, not their square");
  add_json_flag(command, options.json);
}

void add_widgets(CLI::App& app, WidgetsOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "widgets", "List the widgets, their states and ranges",
      [&options](auto& out, auto& err) { return run_widgets(options, out, err); }, chosen);
  add_json_flag(command, options.json);
}

void add_describe(CLI::App& app, DescribeOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "describe", "Say in words what a widget shows in a state",
      [&options](auto& out, auto& err) { return run_describe(options, out, err); }, chosen);
  add_text(command, "--widget", options.widget, "Widget, see `lesson-cli widgets`", "ID")->required();
  add_text(command, "--parts", options.parts, "Parts of it, e.g. \"map token\"; default: all", "LIST");
  add_text(command, "--state", options.state, "State as a JSON object; what is left out keeps its default", "JSON");
  add_path(command, "--file", options.file, "A file to open in the widget first", "FILE");
  add_flag(command, "--run", options.run, "Press the widget's Run first, and wait for it");
  add_path(command, "--weights", options.weights, "Folder of the weights", "FOLDER");
  add_json_flag(command, options.json);
  add_flag(command, "--csv", options.csv, "Print the numbers behind the picture as CSV")->excludes("--json");
}

void add_cut_options(CLI::App* command, RunOptions& options) {
  CLI::Option* cut =
      add_text(command, "--cut", options.cut, "Quadrants taken out of the attention, e.g. image_reads_text", "LIST");
  add_text(command, "--cut-blocks", options.cut_blocks, "Blocks that --cut works in, from 0; default: all", "LIST")
      ->needs(cut);
  add_text(command, "--cut-steps", options.cut_steps, "Steps that --cut works in, from 0; default: all", "FIRST-LAST")
      ->needs(cut);
}

void add_run_options(CLI::App* command, RunOptions& options) {
  const std::string guidance = fmt::format("guidance_scale, 0 to {}; 1 is the prompt alone, 0 no prompt", kMaxGuidance);
  const std::string shift = fmt::format("Shift of the times towards noise, {} to {}", kMinShift, kMaxShift);
  add_text(command, "--prompt", options.prompt, "What to paint, in words of the small world", "TEXT")->required();
  add_number(command, "--seed", options.seed, "Of the noise, 0 (the default) to 2^64 - 1", "N");
  add_number(command, "--steps", options.steps, fmt::format("Denoising steps, 1 to {}", kMaxRunSteps), "N");
  add_number(command, "--guidance", options.guidance, guidance, "G");
  add_number(command, "--shift", options.shift, shift, "S");
  add_text(command, "--model", options.model,
           "flow (the default), an arm (flow_cross, noise, noise_cross, v_diffusion, flow_shared, flow_small), or a "
           "weights file "
           "or checkpoint "
           "folder",
           "NAME|PATH");
  add_text(command, "--sampler", options.sampler, "euler, heun, ddim for a velocity; ddim, ancestral for the others",
           "NAME");
  add_text(command, "--levels", options.levels,
           "Noise levels that a velocity is asked at: own (the default) or scaled_linear, Stable Diffusion v1's",
           "NAME");
  add_cut_options(command, options);
  add_text(
      command, "--drop-encoders", options.drop_encoders,
      "Text encoders switched off: clip_l, clip_g, t5, or halves of them: clip_l_rows, clip_l_pooled, clip_g_rows, "
      "clip_g_pooled",
      "LIST");
  add_path(command, "--image", options.image, "A picture to start from, its middle square scaled", "FILE.png");
  add_number(command, "--strength", options.strength,
             fmt::format("How much of the way to noise it is taken, {} to 1; default: 0.6", kMinStrength), "S");
  add_path(command, "--weights", options.weights, "Folder of the weights", "FOLDER");
}

void add_trace(CLI::App& app, TraceOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "trace", "Follow a prompt through the tiny SD3's 13 stages",
      [&options](auto& out, auto& err) { return run_trace(options, out, err); }, chosen);
  add_run_options(command, options.run);
  add_path(command, "--output", options.output, "The stages' tensors, as safetensors", "FILE");
  CLI::Option* json = add_json_flag(command, options.json);
  add_text(command, "--reads", options.reads, "What each patch reads of each word in one head, from 0, e.g. 1:2",
           "BLOCK:HEAD")
      ->needs(json);
}

void add_generate(CLI::App& app, GenerateOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "generate", "Paint a prompt with the tiny SD3",
      [&options](auto& out, auto& err) { return run_generate(options, out, err); }, chosen);
  add_run_options(command, options.run);
  add_path(command, "--output", options.output, "Picture to write", "FILE.png");
  add_path(command, "--film", options.film, "How it formed: pictures after some steps, side by side", "FILE.png");
  add_path(command, "--save-noise", options.noise, "The noise it begins with, as safetensors", "FILE");
  add_json_flag(command, options.json);
}

void add_bench(CLI::App& app, BenchOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "bench", "Time the core on this machine, one thread",
      [&options](auto& out, auto& err) { return run_bench(options, out, err); }, chosen);
  add_text(command, "--only", options.only, "Only scenes whose name contains this", "TEXT");
  add_number(command, "--seconds", options.seconds, "Time spent on each scene, 0.01 to 60; default: 0.5", "SECONDS");
  add_json_flag(command, options.json);
}

void add_export(CLI::App& app, ExportOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "export", "Write the tiny SD3 as a checkpoint folder that diffusers reads",
      [&options](auto& out, auto& err) { return run_export(options, out, err); }, chosen);
  add_path(command, "--output", options.output, "Folder to write", "FOLDER")->required();
  add_path(command, "--model", options.model, "Weights file or checkpoint folder; default: the tiny SD3's", "PATH");
  add_json_flag(command, options.json);
}

void add_import(CLI::App& app, ImportOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "import", "Make a weights file of a Stable Diffusion 3 checkpoint folder",
      [&options](auto& out, auto& err) { return run_import(options, out, err); }, chosen);
  add_path(command, "folder", options.folder, "Checkpoint folder, as diffusers writes it", "FOLDER")->required();
  add_path(command, "--output", options.output, "Weights file to write", "FILE")->required();
  add_flag(command, "--float", options.exact_floats, "Keep every weight as it is (F32) instead of 8 bits");
  add_json_flag(command, options.json);
}

/// CLI11 only says "a subcommand is required", also for a misspelt one.
Error no_command(const CLI::App& app) {
  Error error = {.what = "a command is required", .where = {}, .expected = {}, .got = {}, .next = {}};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    error.expected += (error.expected.empty() ? "one of " : ", ") + command->get_name();
  }
  if (const auto rest = app.remaining(); !rest.empty()) error.got = "'" + rest.front() + "'";
  return error;
}

/// Whatever was printed has arrived, or it is said that it has not.
int written(std::ostream& out, std::ostream& err) {
  if (out.flush()) return exit_ok;
  return fail(
      err,
      {.what = "the result could not be written", .where = "standard output", .expected = {}, .got = {}, .next = {}},
      exit_internal);
}

int parse_failed(const CLI::App& app, const CLI::ParseError& error, std::ostream& out, std::ostream& err) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    const int code = app.exit(error, out, err);  // --help and --version
    return code == exit_ok ? written(out, err) : code;
  }
  const auto chosen = app.get_subcommands();
  Error said = {.what = error.what(), .where = {}, .expected = {}, .got = {}, .next = {}};
  if (chosen.empty()) said = no_command(app);
  said.next = fmt::format("`lesson-cli{}{} --help` says what it takes.", chosen.empty() ? "" : " ",
                          chosen.empty() ? "" : chosen.front()->get_name());
  return fail(err, said);
}

/// Runs the command against a buffer, so that a failure leaves `out` empty.
int run_command(const Command& command, std::ostream& out, std::ostream& err) {
  std::ostringstream text;
  const int code = command(text, err);
  if (code != exit_ok) return code;
  if (!text) throw std::bad_alloc();  // a stream without memory keeps quiet and drops what it was given
  out << text.view();
  return written(out, err);
}

}  // namespace

int run(std::span<const std::string> arguments, std::ostream& out, std::ostream& err) try {
  Options options;
  Command chosen;
  CLI::App app("The lesson's numbers without a window: shapes, attention, widgets in words.", "lesson-cli");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  add_shapes(app, options.shapes, chosen);
  add_later_models(app, options.later_models, chosen);
  add_attention(app, options.attention, chosen);
  add_widgets(app, options.widgets, chosen);
  add_describe(app, options.describe, chosen);
  add_trace(app, options.trace, chosen);
  add_generate(app, options.generate, chosen);
  add_bench(app, options.bench, chosen);
  add_export(app, options.exported, chosen);
  add_import(app, options.imported, chosen);

  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them last first
  } catch (const CLI::ParseError& error) {
    return parse_failed(app, error, out, err);
  }
  return run_command(chosen, out, err);
} catch (const std::bad_alloc&) {
  return fail(err,
              {.what = "there is not enough memory",
               .where = {},
               .expected = {},
               .got = {},
               .next = "Ask for less (fewer steps, tokens or heads; --no-weights), or close other programs."},
              exit_internal);
} catch (const std::exception& error) {
  return fail(err,
              {.what = error.what(),
               .where = "internal error",
               .expected = {},
               .got = {},
               .next = "Please report this with the command line."},
              exit_internal);
}

}  // namespace lesson::cli
