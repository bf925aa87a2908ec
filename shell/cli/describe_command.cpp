#include "shell/cli/describe_command.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/io/json.h"
#include "shell/app.h"
#include "shell/cli/exit_code.h"
#include "shell/engine/engine.h"
#include "shell/files.h"
#include "shell/tiny_sd3_files.h"

namespace lesson::cli {

namespace {

constexpr int kSettleFrames = 600;  // what a widget spreads over frames is done long before

/// The application with one widget, drawn where nobody looks.
class Bench {
 public:
  Result<void> open(const DescribeOptions& options) {
    auto created = app_.create(options.widget);
    if (!created) return at("--widget", created.error());
    handle_ = created.value();
    // A widget tells what can be run from there being weights; they are read only for a run.
    const auto folder = find_weights_folder(options.weights);
    app_.desk().set_available(static_cast<bool>(folder));
    app_.desk().set_loaded(1);
    if (!options.file.empty()) {
      auto bytes = read_file(options.file);
      if (!bytes) return bytes.error();
      const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.value().data());
      if (auto opened = app_.open_file(handle_, options.file, {data, bytes.value().size()}); !opened) return opened;
    }
    if (auto set = app_.set_state(handle_, options.state); !set) return at("--state", set.error());
    if (!options.run) return {};
    return folder ? run(folder.value()) : folder.error();
  }

  Widget& widget() { return app_.find(handle_)->widget(); }
  std::string state() { return app_.state(handle_); }

 private:
  static Error at(const std::string& option, Error error) {
    error.where = option + (error.where.empty() || error.where == option ? "" : ", " + error.where);
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

  Result<void> run(const std::filesystem::path& folder) {
    auto model = load_tiny_sd3(folder, {ModelKind::ddpm, ModelKind::shared});
    if (!model) return model.error();
    settle();
    if (!has_run()) {
      return Error{"there is nothing to run", "--run", "a widget with a Run button in this state", "none",
                   "Leave --run away, or choose the live model in --state."};
    }
    app_.event(handle_, ui::Action{"Run", "press", ""});
    settle();
    Engine engine(model.value(), app_.desk());
    do {
      engine.pump();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    } while (engine.busy());
    engine.pump();
    app_.runs_changed();
    settle();
    return {};
  }

  NullRenderer renderer_;
  App app_{renderer_};
  int handle_ = 0;
};

}  // namespace

int run_describe(const DescribeOptions& options, std::ostream& out, std::ostream& err) {
  Bench bench;
  if (auto opened = bench.open(options); !opened) return fail(err, opened.error());
  Widget& widget = bench.widget();
  if (options.json) {
    const Table table = widget.table();
    out << print_json({{"widget", options.widget},
                       {"state", parse_json(bench.state())},
                       {"text", widget.describe()},
                       {"table", {{"columns", table.columns}, {"rows", table.rows}}}},
                      2)
        << '\n';
  } else if (options.csv) {
    out << to_csv(widget.table());
  } else {
    out << widget.describe() << '\n';
  }
  return kOk;
}

}  // namespace lesson::cli
