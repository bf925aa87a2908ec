#include "core/pipeline/run_queue.h"

#include <algorithm>

#include "core/pipeline/run_packet.h"

namespace lesson {

void RunQueue::start(int ticket, RunRequest request, Urgency urgency) {
  cancel(ticket);
  const auto place = std::ranges::find_if(jobs_, [urgency](const Job& job) { return job.urgency > urgency; });
  jobs_.insert(place, {ticket, std::move(request), urgency, std::nullopt});
}

void RunQueue::cancel(int ticket) {
  std::erase_if(jobs_, [ticket](const Job& job) { return job.ticket == ticket; });
}

int RunQueue::turn() const { return jobs_.empty() ? 0 : jobs_.front().ticket; }

RunNews RunQueue::advance() {
  RunNews news = go_on(jobs_.front());
  if (news.last) jobs_.pop_front();
  return news;
}

std::optional<HalfStep> RunQueue::other_half() const {
  return turn() && jobs_.front().run ? jobs_.front().run->other_half() : std::nullopt;
}

void RunQueue::begin_step() {
  if (jobs_.front().run) jobs_.front().run->begin_step();
}

void RunQueue::give(int ticket, MatrixRM without_prompt) {
  const auto job = std::ranges::find(jobs_, ticket, &Job::ticket);
  if (job != jobs_.end() && job->run) job->run->give(std::move(without_prompt));
}

RunNews RunQueue::go_on(Job& job) const {
  if (!job.run) {
    auto run = Run::start(model_, job.request);
    if (!run) return {job.ticket, {}, true, run.error().message()};
    job.run = std::move(run).value();
    return {job.ticket, start_packet(*job.run, model_), false, {}};
  }
  if (job.run->finished()) return {job.ticket, end_packet(*job.run), true, {}};
  take_step_(*job.run);
  return {job.ticket, step_packet(*job.run), false, {}};
}

}  // namespace lesson
