#include "shell/cli/describe_command.h"

#include <algorithm>

#include "core/io/json.h"
#include "shell/cli/exit_code.h"
#include "shell/native/app_files.h"
#include "shell/native/native_model.h"
#include "shell/native/tiny_sd3_files.h"

namespace lesson::cli {

namespace {

constexpr int kSettleFrames = 600;  // what a widget spreads over frames is done long before
constexpr int kRounds = 3;          // what a run has brought may lead to another: its trace

/// The application with one widget, drawn where nobody looks.
class OffscreenWidget {
 public:
  Result<void> open(const DescribeOptions& options) {
    auto created = app_.create(options.widget);
    if (!created) return named(created.error(), "--widget");
    handle_ = created.value();
    // A widget tells what can be run from there being weights; they are read only for a run.
    app_.desk().set_available(static_cast<bool>(find_weights_folder(options.weights)));
    app_.desk().set_loaded(1);
    if (auto begun = begin_with(app_, handle_, options.file, options.state); !begun) return begun;
    if (options.run) {
      if (auto done = run(options.weights); !done) return done;
      if (auto set = app_.set_state(handle_, options.state); !set) return set;  // a run goes to its newest step
    }
    return named(app_.show_parts(handle_, options.parts), "--parts");
  }

  Widget& widget() { return app_.find(handle_)->widget(); }
  std::string state() { return app_.state(handle_); }

 private:
  /// What is wrong, under the option that asked for it.
  static Result<void> named(Result<void> result, const char* option) {
    if (result) return result;
    Error error = result.error();
    error.where = option;
    return error;
  }

  void settle() {
    ui::FrameInput input{.width = 760};
    for (int frame = 0; frame < kSettleFrames; ++frame) {
      input.now = frame / 60.0;
      if (!app_.frame(handle_, input, {}).again) return;
    }
  }

  bool has_run() {
    return std::ranges::any_of(app_.find(handle_)->semantics(),
                               [](const ui::Node& node) { return node.id == "Run" && !node.disabled; });
  }

  Result<void> run(const std::filesystem::path& weights) {
    NativeModel model(app_, weights);
    if (model.problem()) return *model.problem();
    settle();
    if (!has_run()) {
      return Error{"there is nothing to run", "--run", "a widget with a Run button in this state", "none",
                   "Leave --run away, or choose the live model in --state."};
    }
    app_.event(handle_, ui::Action{"Run", "press", ""});
    for (int round = 0; round < kRounds; ++round) {
      settle();
      model.finish();
    }
    settle();
    return {};
  }

  NullRenderer renderer_;
  App app_{renderer_};
  int handle_ = 0;
};

}  // namespace

int run_describe(const DescribeOptions& options, std::ostream& out, std::ostream& err) {
  OffscreenWidget offscreen;
  if (auto opened = offscreen.open(options); !opened) return fail(err, opened.error());
  Widget& widget = offscreen.widget();
  if (options.json) {
    const Table table = widget.table();
    out << print_json({{"widget", options.widget},
                       {"state", parse_json(offscreen.state())},
                       {"text", widget.describe()},
                       {"table", {{"columns", table.columns}, {"rows", table.rows}}}},
                      2)
        << '\n';
  } else if (options.csv) {
    out << to_csv(widget.table());
  } else {
    out << widget.describe() << '\n';
  }
  return exit_ok;
}

}  // namespace lesson::cli
