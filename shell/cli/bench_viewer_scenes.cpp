// Frames of the quadrant viewer at SD3's 4,429 tokens, as a host draws them but for the graphics card: while its rows
// are being read, and while a learner moves through single weights. The budget of a frame is 16 ms.

#include <memory>
#include <string>

#include "shell/app.h"
#include "shell/cli/bench_scenes.h"

namespace lesson::cli {

namespace {

using Timed = std::function<double()>;

constexpr float kWidth = 760, kHeight = 1600;

/// A viewer in an application of its own.
class Viewer {
 public:
  Viewer() { set(R"({"source":"untrained-4429","token":2})"); }

  void set(const std::string& state) {
    const auto done = app_.set_state(widget_, state);
    ok_ = ok_ && done;
  }
  /// One frame; 1 when it was drawn. Remembers whether there is more to compute.
  double frame() {
    now_ += 0.016;
    const ui::FrameInput input{.width = kWidth, .height = kHeight, .dpr = 2, .now = now_};
    busy_ = app_.frame(widget_, input, {static_cast<int>(2 * kWidth), static_cast<int>(2 * kHeight)}).again;
    return ok_ && app_.find(widget_)->height() > 0 ? 1.0 : 0.0;
  }
  bool busy() const { return busy_; }

 private:
  NullRenderer renderer_;
  App app_{renderer_};
  int widget_ = app_.create("attention-quadrants").value();
  double now_ = 0;
  bool ok_ = true, busy_ = false;
};

/// Whenever all rows are read the other head begins.
Timed reading() {
  auto viewer = std::make_shared<Viewer>();
  return [viewer, head = 0]() mutable {
    if (!viewer->busy()) viewer->set("{\"head\":" + std::to_string(head ^= 1) + "}");
    return viewer->frame();
  };
}

Timed moving() {
  auto viewer = std::make_shared<Viewer>();
  do viewer->frame();
  while (viewer->busy());
  return [viewer, step = 0]() mutable {
    const double x = 0.1 + 0.8 * (step++ % 97) / 97;
    viewer->set("{\"zoom\":12,\"x\":" + std::to_string(x) + ",\"y\":" + std::to_string(1 - x) + "}");
    return viewer->frame();
  };
}

}  // namespace

std::vector<BenchScene> viewer_scenes() {
  return {{"viewer/reading-4429", "A frame of the quadrant viewer while 4,429 rows are read", 1, "frame", reading},
          {"viewer/moving-4429", "A frame while its map is moved, twelve times enlarged", 1, "frame", moving}};
}

}  // namespace lesson::cli
