#include "widgets/step_count/pictures/model.h"

#include <algorithm>
#include <cmath>

namespace lesson {

namespace {

const PictureSeries& series_of(PictureKey key) { return kPictureSeries[static_cast<std::size_t>(key.series)]; }

/// 4 and 28 tell most, then what lies around them; without the end no distance is known, so it does not come last.
constexpr std::array<int, 8> kOrder = {4, 28, 2, 8, kReferenceSteps, 10, 20, 50};

}  // namespace

int forwards_made(const RunRequest& request, int steps_done) {
  const int last = steps_done == request.steps ? 1 : 0;
  const int evaluations = request.sampler == RunSampler::heun ? 2 * steps_done - last : steps_done;
  return request.guidance == 1.0 ? evaluations : 2 * evaluations;
}

int forwards(PictureKey key, float guidance) {
  RunRequest request;
  request.sampler = series_of(key).sampler;
  request.steps = key.steps;
  request.guidance = static_cast<double>(guidance);
  return forwards_made(request, key.steps);
}

double forward_ms(const RunLog& log) {
  if (log.steps_done() == 0) return 0;
  double ms = 0;
  for (const LoggedStep& step : log.steps()) ms += step.ms;
  return ms / forwards_made(log.request(), log.steps_done());
}

std::vector<PictureKey> wanted_pictures(const PictureWish& wish) {
  std::vector<PictureKey> keys;
  const auto add = [&](PictureKey key) {
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
  };
  for (const int steps : kOrder) {
    for (int series = 0; series < kSeries; ++series) {
      if (!wish.on[static_cast<std::size_t>(series)]) continue;
      const int end = kPictureSeries[static_cast<std::size_t>(series)].reference;
      add({steps == kReferenceSteps ? end : series, steps});
    }
  }
  return keys;
}

RunRequest request_of(const PictureWish& wish, PictureKey key) {
  RunRequest request;
  request.prompt = wish.prompt;
  request.seed = wish.seed;
  request.model = series_of(key).model;
  request.sampler = series_of(key).sampler;
  request.levels = series_of(key).levels;
  request.steps = key.steps;
  request.guidance = static_cast<double>(wish.guidance);
  request.record = false;  // only the picture is looked at
  return request;
}

std::string slot_of(PictureKey key) {
  return std::string("steps/") + series_of(key).id + "/" + std::to_string(key.steps);
}

std::optional<double> picture_distance(const Picture& a, const Picture& b) {
  if (a.rgb.empty() || a.width != b.width || a.height != b.height || a.rgb.size() != b.rgb.size()) return std::nullopt;
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) {
    const double gap = static_cast<double>(a.rgb[i]) - static_cast<double>(b.rgb[i]);
    sum += gap * gap;
  }
  return std::sqrt(sum / static_cast<double>(a.rgb.size())) / 255;
}

bool StepPictures::made_for(const PictureWish& wish) const {
  return wish.prompt == wish_.prompt && wish.seed == wish_.seed && wish.guidance == wish_.guidance;
}

const StepPicture* StepPictures::find(PictureKey key) const {
  const auto found = done_.find(key);
  return found == done_.end() ? nullptr : &found->second;
}

void StepPictures::start(RunDesk& desk, const PictureWish& wish) {
  stop(desk);
  if (!made_for(wish)) done_.clear();
  wish_ = wish;
  problem_.clear();
  for (const PictureKey key : wanted_pictures(wish)) {
    if (find(key)) continue;
    open_.push_back(key);
    desk.request(slot_of(key), request_of(wish, key), Urgency::when_idle);
  }
}

void StepPictures::stop(RunDesk& desk) {
  for (const PictureKey key : open_) desk.drop(slot_of(key));
  open_.clear();
}

bool StepPictures::update(RunDesk& desk) {
  const auto settled = [&](PictureKey key) {
    const RunSlot* slot = desk.find(slot_of(key));
    if (slot && slot->phase != RunPhase::done && slot->phase != RunPhase::failed) return false;
    if (slot && slot->phase == RunPhase::failed) problem_ = slot->problem;
    if (slot && slot->phase == RunPhase::done) {
      const RunLog& log = *slot->log;
      done_[key] = {log.picture(),         log.picture_sha256(), log.ms_total() / 1000, forwards(key, wish_.guidance),
                    log.samples_trained(), log.full_size()};
    }
    desk.drop(slot_of(key));  // its picture is all that is kept
    return true;
  };
  const std::size_t before = open_.size();
  std::erase_if(open_, settled);
  return open_.size() != before;
}

std::optional<double> StepPictures::forward_ms() const {
  double seconds = 0;
  int count = 0;
  for (const auto& [key, picture] : done_) {
    seconds += picture.seconds;
    count += picture.forwards;
  }
  if (count == 0) return std::nullopt;
  return 1000 * seconds / count;
}

}  // namespace lesson
