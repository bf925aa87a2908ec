#include "shell/cli/describe_command.h"

#include "core/io/json.h"
#include "shell/cli/exit_code.h"
#include "shell/native/app_files.h"
#include "shell/native/press_run.h"
#include "shell/native/tiny_sd3_files.h"

namespace lesson::cli {

namespace {

constexpr int kSettleFrames = 600;  // what a widget spreads over frames is done long before

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
    if (options.run) {
      if (auto turned = turn_to_run(app_, handle_); !turned) return turned;
    }
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

  Result<void> run(const std::filesystem::path& weights) {
    NativeModel model(app_, weights);
    return press_run(app_, handle_, model, [this] { settle(); });
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
