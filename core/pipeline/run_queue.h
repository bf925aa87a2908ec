#pragma once
// The runs that are wanted of one model, and whose turn it is. One queue serves every host: the desktop turns it in a
// thread of its own (shell/native/engine.h), a page in a worker (shell/web/model_api.h).
//
// Every packet is computed for the oldest run of those wanted now, and only when there is none for the oldest of the
// others. So a press on Run is answered at once while a long comparison fills in.
//
//   queue.start(1, request);
//   while (queue.turn()) carry(queue.advance());   // a start packet, a packet a step, an end packet
//
// Not thread-safe.

#include <cstddef>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "core/pipeline/run.h"

namespace lesson {

/// Which run goes on first when several are wanted.
enum class Urgency {
  now,       ///< the learner waits for it
  when_idle  ///< of many, in the order asked for: steps aside for any run that is wanted now
};

/// What a turn has brought.
struct RunNews {
  int ticket = 0;
  std::vector<std::byte> packet;  ///< core/pipeline/run_packet.h
  bool last = false;              ///< nothing more comes of this run
  std::string problem;            ///< instead of a packet: why the model refused the request
};

class RunQueue {
 public:
  /// `model` outlives the queue; denoisers may be added to it meanwhile. `take_step`: in place of Run::advance, for a
  /// host with more than one thread.
  explicit RunQueue(const TinySd3& model, std::function<void(Run&)> take_step = &Run::advance)
      : model_(model), take_step_(std::move(take_step)) {}

  /// `ticket` > 0 names the run from now on; one that has this name already is forgotten.
  void start(int ticket, RunRequest request, Urgency urgency = Urgency::now);
  /// Forgets a run and its memory; nothing when there is none of that name.
  void cancel(int ticket);

  /// The ticket whose packet comes next; 0 when nothing is wanted.
  int turn() const;
  /// Computes that packet. turn() is not 0.
  RunNews advance();

  /// Run::other_half of that run; nothing before its start packet.
  std::optional<HalfStep> other_half() const;
  /// Its own half of that step, ahead of advance(). turn() is not 0.
  void begin_step();
  /// Run::give to the run of this ticket, if it is still wanted.
  void give(int ticket, MatrixRM without_prompt);

 private:
  struct Job {
    int ticket = 0;
    RunRequest request;
    Urgency urgency = Urgency::now;
    std::optional<Run> run;  ///< once begun
  };
  RunNews go_on(Job& job) const;

  const TinySd3& model_;
  std::function<void(Run&)> take_step_;
  std::list<Job> jobs_;  ///< oldest first; those wanted now before the others
};

}  // namespace lesson
