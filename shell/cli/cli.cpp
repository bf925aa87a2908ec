#include "shell/cli/cli.h"

#include <exception>
#include <functional>
#include <new>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "shell/cli/attention_command.h"
#include "shell/cli/bench_command.h"
#include "shell/cli/exit_code.h"
#include "shell/cli/generate_command.h"
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

void add_json_flag(CLI::App* command, bool& json) {
  command->add_flag("--json", json, "Print one JSON object")->disable_flag_override();
}

/// The options of every command; they outlive parsing and running.
struct Options {
  ShapesOptions shapes;
  AttentionCommandOptions attention;
  WidgetsOptions widgets;
  DescribeOptions describe;
  TraceOptions trace;
  GenerateOptions generate;
  BenchOptions bench;
};

void add_shapes(CLI::App& app, ShapesOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "shapes", "Print every shape and count of a model",
      [&options](auto& out, auto& err) { return run_shapes(options, out, err); }, chosen);
  command->add_option("--model", options.model, "Model of the catalogue, e.g. sd3-medium")
      ->required()
      ->type_name("NAME");
  command->add_option("--size", options.size, "Side of the square image")->type_name("PX");
  command->add_option("--text-tokens", options.text_tokens, "Rows of text the denoiser sees")->type_name("T");
  add_json_flag(command, options.json);
}

void add_attention(CLI::App& app, AttentionCommandOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "attention", "Compute joint attention of a capture (safetensors with q, k, v)",
      [&options](auto& out, auto& err) { return run_attention(options, out, err); }, chosen);
  command->add_option("--input", options.input, "Capture to read")->required()->type_name("FILE");
  command->add_option("--output", options.output, "Result to write: out, weights, quadrant_mass")
      ->required()
      ->type_name("FILE");
  command
      ->add_flag("--no-weights", options.no_weights,
                 "Leave the weights out; memory then grows with the tokens, not their square")
      ->disable_flag_override();
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
  command->add_option("--widget", options.widget, "Widget, see `lesson-cli widgets`")->required()->type_name("ID");
  command->add_option("--state", options.state, "State as a JSON object; what is left out keeps its default")
      ->type_name("JSON");
  command->add_option("--file", options.file, "A file to open in the widget first")->type_name("FILE");
  add_json_flag(command, options.json);
  command->add_flag("--csv", options.csv, "Print the numbers behind the picture as CSV")
      ->excludes("--json")
      ->disable_flag_override();
}

/// CLI11 would read -1 as the largest number.
std::string not_negative(const std::string& text) {
  return text.starts_with('-') ? "expected a whole number from 0, got " + text : std::string();
}

void add_run_options(CLI::App* command, RunOptions& options) {
  const auto add = [command](const char* name, auto& value, const char* help, const char* type) {
    return command->add_option(name, value, help)->type_name(type);
  };
  add("--prompt", options.prompt, "What to paint, in words of the small world", "TEXT")->required();
  add("--seed", options.seed, "Of the noise, from 0", "N")->check(not_negative);
  add("--steps", options.steps, "Denoising steps", "N");
  add("--guidance", options.guidance, "guidance_scale; 1 is the prompt alone", "G");
  add("--shift", options.shift, "Shift of the times towards noise", "S");
  add("--model", options.model, "flow, ddpm (the baseline) or shared (one set of projections)", "NAME");
  add("--sampler", options.sampler, "euler, heun; ddim, ancestral for ddpm", "NAME");
  add("--cut", options.cut, "Quadrants taken out of the attention, e.g. image_reads_text", "LIST");
  add("--cut-blocks", options.cut_blocks, "Blocks that --cut works in, from 0", "LIST");
  add("--cut-steps", options.cut_steps, "Steps that --cut works in, from 0", "FIRST-LAST");
  add("--drop-encoders", options.drop_encoders, "Text encoders switched off: clip_l, clip_g, t5", "LIST");
  add("--weights", options.weights, "Folder of the weights", "FOLDER");
}

void add_trace(CLI::App& app, TraceOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "trace", "Follow a prompt through the tiny SD3's 13 stages",
      [&options](auto& out, auto& err) { return run_trace(options, out, err); }, chosen);
  add_run_options(command, options.run);
  command->add_option("--output", options.output, "The stages' tensors, as safetensors")->type_name("FILE");
  add_json_flag(command, options.json);
}

void add_generate(CLI::App& app, GenerateOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "generate", "Paint a prompt with the tiny SD3",
      [&options](auto& out, auto& err) { return run_generate(options, out, err); }, chosen);
  add_run_options(command, options.run);
  command->add_option("--output", options.output, "Picture to write")->type_name("FILE.png");
  add_json_flag(command, options.json);
}

void add_bench(CLI::App& app, BenchOptions& options, Command& chosen) {
  CLI::App* command = subcommand(
      app, "bench", "Time the core on this machine, one thread",
      [&options](auto& out, auto& err) { return run_bench(options, out, err); }, chosen);
  command->add_option("--only", options.only, "Only scenes whose name contains this")->type_name("TEXT");
  command->add_option("--seconds", options.seconds, "Time spent on each scene (default 0.5)")->type_name("SECONDS");
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

int parse_failed(const CLI::App& app, const CLI::ParseError& error, std::ostream& out, std::ostream& err) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    return app.exit(error, out, err);  // --help and --version
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
  if (code != kOk) return code;
  out << text.view() << std::flush;
  if (out) return kOk;
  return fail(
      err,
      {.what = "the result could not be written", .where = "standard output", .expected = {}, .got = {}, .next = {}},
      kInternal);
}

}  // namespace

int run(std::span<const std::string> arguments, std::ostream& out, std::ostream& err) try {
  Options options;
  Command chosen;
  CLI::App app("The lesson's numbers without a window: shapes, attention, widgets in words.", "lesson-cli");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  add_shapes(app, options.shapes, chosen);
  add_attention(app, options.attention, chosen);
  add_widgets(app, options.widgets, chosen);
  add_describe(app, options.describe, chosen);
  add_trace(app, options.trace, chosen);
  add_generate(app, options.generate, chosen);
  add_bench(app, options.bench, chosen);

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
               .next = "Try fewer tokens or heads, or --no-weights."},
              kInternal);
} catch (const std::exception& error) {
  return fail(err,
              {.what = error.what(),
               .where = "internal error",
               .expected = {},
               .got = {},
               .next = "Please report this with the command line."},
              kInternal);
}

}  // namespace lesson::cli
