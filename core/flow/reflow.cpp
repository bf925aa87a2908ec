#include "core/flow/reflow.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/flow/level_path.h"
#include "core/flow/path.h"
#include "core/random.h"

namespace lesson {
namespace {

constexpr int kChunk = 256;      // pairs carried at a time: a piece of work stays short in worlds of many components
constexpr int kExactSteps = 64;  // Runge-Kutta steps; the error they leave is far below the network's
constexpr double kRate = 4e-3;   // Adam's, falling to 0 over a round
constexpr std::uint32_t kPairNoise = 16, kMeasureNoise = 17, kBatchStream = 64;

}  // namespace

Reflow::Reflow(const World& world, std::uint64_t seed, int updates)
    : world_(&world),
      seed_(seed),
      updates_wanted_(std::max(updates, 1)),
      score_(world, kMeasured, SlicedWasserstein::Prepare::later) {
  begin_round();
}

void Reflow::begin_round() {
  // A later round goes on from the network before it.
  ReflowRound next;
  next.net = rounds_.empty() ? VelocityNet(seed_) : rounds_.back().net;
  rounds_.push_back(std::move(next));
  adam_ = {};
  loss_sum_ = 0;
  made_ = 0;
  phase_ = round_ == 0 ? Phase::training : Phase::pairs;
  if (round_ > 0)
    pairs_ = {Points(kPairs, 2), normal_points(kPairs, seed_, kPairNoise + static_cast<std::uint32_t>(16 * round_))};
}

void Reflow::make_pairs() {
  const Points noise = pairs_.noise.middleRows(made_, kChunk);
  Points* ends = nullptr;
  Points exact_ends;
  if (round_ == 1) {
    if (!exact_) exact_.emplace(*world_, noise, PathPoint::straight(1.0), kExactSteps);
    exact_->advance();
    if (!exact_->done()) return;
    exact_ends = exact_->points();
    ends = &exact_ends;
    exact_.reset();
  } else {
    // Round 1's network at round 2; Heun, so that the pairs are its flow's and not a step size's.
    const VelocityNet& net = rounds_[static_cast<std::size_t>(round_) - 1].net;
    if (carried_step_ == 0) carried_ = noise;
    const double from = 1.0 - carried_step_ / static_cast<double>(kFine);
    const double to = 1.0 - (carried_step_ + 1) / static_cast<double>(kFine);
    heun_step(carried_, from, std::max(to, 0.0), [&](const Points& x, double t) { return net.velocity(x, t); });
    if (++carried_step_ < kFine) return;
    carried_step_ = 0;
    ends = &carried_;
  }
  pairs_.data.middleRows(made_, kChunk) = *ends;
  made_ += kChunk;
  if (made_ == kPairs) phase_ = Phase::training;
}

/// Fresh pairs in round 0, some of the round's own later; times are even, each path once in every batch's share of
/// them.
VelocityBatch Reflow::batch() const {
  const ReflowRound& round = rounds_.back();
  const auto stream = kBatchStream + static_cast<std::uint32_t>(3 * (round_ * updates_wanted_ + round.updates));
  const RandomStream random(seed_, stream);
  Pairs pairs;
  if (round_ == 0) {
    pairs = {world_->sample(kBatch, seed_, stream + 1), normal_points(kBatch, seed_, stream + 2)};
  } else {
    pairs = {Points(kBatch, 2), Points(kBatch, 2)};
    for (int i = 0; i < kBatch; ++i) {
      const auto pick = static_cast<Eigen::Index>(random.uniform(static_cast<std::uint64_t>(kBatch + i)) * kPairs);
      pairs.data.row(i) = pairs_.data.row(pick);
      pairs.noise.row(i) = pairs_.noise.row(pick);
    }
  }
  VelocityBatch batch{Points(kBatch, 2), std::vector<double>(kBatch), velocity_target(pairs.data, pairs.noise)};
  for (int i = 0; i < kBatch; ++i) {
    const double t = (i + random.uniform(static_cast<std::uint64_t>(i))) / kBatch;
    batch.t[static_cast<std::size_t>(i)] = t;
    batch.x.row(i) = pairs.at(i, t);
  }
  return batch;
}

void Reflow::train() {
  ReflowRound& round = rounds_.back();
  const double share = round.updates / static_cast<double>(updates_wanted_);
  loss_sum_ += loss_and_slopes(round.net, batch(), slopes_);
  adam_.update(round.net, slopes_, kRate * 0.5 * (1 + std::cos(std::numbers::pi * share)));
  if (++round.updates % kLossEvery == 0) {
    round.losses.push_back(loss_sum_ / kLossEvery);
    loss_sum_ = 0;
  }
  if (round.updates < updates_wanted_) return;
  phase_ = Phase::measuring;
  frames_ = {normal_points(kMeasured, seed_, kMeasureNoise)};
}

void Reflow::measure() {
  if (!score_.ready()) return score_.prepare();
  if (!floor_) {
    floor_ = true_sample_score(*world_, score_, kMeasured);
    return;
  }
  const int step = static_cast<int>(frames_.size()) - 1;
  if (step == kFine) return finish_measuring();
  const double from = 1.0 - step / static_cast<double>(kFine), to = 1.0 - (step + 1) / static_cast<double>(kFine);
  Points next = frames_.back();
  euler_step(next, rounds_.back().net.velocity(next, from), from, to);
  frames_.push_back(std::move(next));
}

void Reflow::finish_measuring() {
  ReflowRound& round = rounds_.back();
  const Points &start = frames_.front(), &end = frames_.back();
  const Points chord = start - end;  // what v would be all the way, were the paths straight and even
  ReflowResult result;
  result.one_step = start - round.net.velocity(start, 1.0);
  result.one_step_error = rms_distance(result.one_step, end);
  result.one_step_distribution = score_.score(result.one_step);
  result.fine_distribution = score_.score(end);
  for (int k = 0; k < kFine; ++k)
    result.straightness +=
        (kFine * (frames_[static_cast<std::size_t>(k)] - frames_[static_cast<std::size_t>(k) + 1]) - chord)
            .rowwise()
            .squaredNorm()
            .mean() /
        kFine;
  result.detour = detour(frames_);
  for (const Points& frame : frames_) result.frames.emplace_back(frame.topRows(kShown));
  result.one_step = Points(result.one_step.topRows(kShown));
  round.result = std::move(result);
  if (++round_ < kRounds) begin_round();
}

void Reflow::work() {
  if (done()) return;
  switch (phase_) {
    case Phase::pairs: return make_pairs();
    case Phase::training: return train();
    case Phase::measuring: return measure();
  }
}

void Reflow::finish() {
  while (!done()) work();
}

double Reflow::progress() const {
  if (done()) return 1.0;
  const ReflowRound& round = rounds_.back();
  // Pairs and measuring are a small part of a round's time.
  const double inside = 0.1 * made_ / kPairs + 0.8 * round.updates / updates_wanted_ +
                        (phase_ == Phase::measuring ? 0.1 * static_cast<double>(frames_.size()) / (kFine + 1) : 0.0);
  return (round_ + inside) / kRounds;
}

std::string_view Reflow::doing() const {
  switch (phase_) {
    case Phase::pairs: return "making pairs";
    case Phase::training: return "training";
    case Phase::measuring: return "measuring";
  }
  return "";
}

}  // namespace lesson
