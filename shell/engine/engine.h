#pragma once
// Runs the model in a thread of its own and brings its packets to the widgets' desk. On a page the same is done by a
// worker (web/element/model); widgets cannot tell which.
//
// Several runs may be under way: every step goes to the oldest of those wanted now, and only when there is none to
// the oldest of the others. So a press on Run is answered at once while a long comparison fills in.

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/pipeline/run.h"
#include "widgets/run_desk.h"

namespace lesson {

class Engine {
 public:
  /// `model` and `desk` outlive the engine. `wake` is called from the thread when pump() has something to do.
  Engine(const TinySd3& model, RunDesk& desk, std::function<void()> wake = {});
  ~Engine();  ///< waits for the step under way
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// On the desk's thread, once a frame: takes its orders, delivers what was computed. True when anything arrived.
  bool pump();
  /// A run is under way or waiting.
  bool busy() const;

 private:
  struct Delivery {
    int ticket = 0;
    std::vector<std::byte> packet;
    std::string problem;  ///< instead of a packet
  };
  struct Job {
    RunDesk::Order order;
    std::optional<Run> run;  ///< once begun
  };
  void work();
  Job* next_job();       ///< waits for one; nullptr when the engine is being taken down
  bool go_on(Job& job);  ///< one packet further; false when nothing is left
  void deliver(Delivery delivery);

  const TinySd3& model_;
  RunDesk& desk_;
  std::function<void()> wake_;

  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::vector<RunDesk::Order> orders_;
  std::vector<Delivery> deliveries_;
  bool stopping_ = false, computing_ = false;
  std::list<Job> jobs_;  // the thread's own
  std::thread thread_;   // last: starts when all else is there
};

}  // namespace lesson
