// Laws of training times over the loss that no network can go below.

#include <algorithm>
#include <cctype>

#include "core/random.h"
#include "core/text_format.h"
#include "widgets/flow_playground/view.h"

namespace lesson {

namespace {

constexpr int kTimes = 201, kSamples = 96;
constexpr std::uint32_t kSampleStream = 5;

std::string law_title(const FlowPlaygroundState& state) {
  std::string title(name_of(static_cast<TimestepKind>(state.law)));
  title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  const TimestepSpec law = law_of(state);
  if (state.law == 1) title += " (" + fixed_number(law.mean, 2) + ", " + fixed_number(law.scale, 2) + ")";
  if (state.law == 2) title += " (" + fixed_number(law.scale, 2) + ")";
  if (law.shift != 1) title += ", shifted by " + fixed_number(law.shift, 2);
  return title;
}

/// Mean of the known loss at times drawn by the law: by its quantiles, evenly.
double loss_under(const TimestepLaw& law, const TimeView& view) {
  constexpr int kDraws = 400;
  double sum = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double t = std::clamp(law.quantile((i + 0.5) / kDraws), view.loss_t.front(), view.loss_t.back());
    const double step = (view.loss_t.back() - view.loss_t.front()) / (static_cast<double>(view.loss_t.size()) - 1);
    const double place = (t - view.loss_t.front()) / step;
    const auto left = std::min(static_cast<std::size_t>(place), view.loss.size() - 2);
    const double part = place - static_cast<double>(left);
    sum += (1 - part) * view.loss[left] + part * view.loss[left + 1];
  }
  return sum / kDraws;
}

void add_loss(const TimestepLaw& law, const FlowPlaygroundModel& model, TimeView& view) {
  view.loss = model.loss();
  for (std::size_t i = 0; i < view.loss.size(); ++i)
    view.loss_t.push_back(FlowPlaygroundModel::time_of(static_cast<int>(i)));
  static const std::string kTiny = " Of the tiny SD3 the loss by time has not been measured.";
  if (!model.loss_known()) {
    view.loss_sentence = "The smallest possible loss is being computed." + kTiny;
    return;
  }
  const auto peak = std::max_element(view.loss.begin(), view.loss.end()) - view.loss.begin();
  const double even = loss_under(TimestepLaw::make({TimestepKind::uniform, 0, 1, 1}).value(), view);
  view.loss_sentence = "The smallest possible loss in this world (exact) is highest at t = " +
                       fixed_number(view.loss_t[static_cast<std::size_t>(peak)], 2) + ", " +
                       fixed_number(view.loss[static_cast<std::size_t>(peak)], 1) + "; times drawn by this law meet " +
                       fixed_number(loss_under(law, view), 2) + " on average, even ones " + fixed_number(even, 2) +
                       "." + kTiny;
}

}  // namespace

TimeView time_view(const FlowPlaygroundState& state, const FlowPlaygroundModel& model) {
  TimeView view;
  const auto made = TimestepLaw::make(law_of(state));
  if (!made) {  // no control and no link can set it so; a host's own state might
    view.valid = false;
    view.sentence = made.error().message();
    return view;
  }
  const TimestepLaw& law = made.value();
  for (int i = 0; i < kTimes; ++i) {
    view.t.push_back(i / (kTimes - 1.0));
    view.density.push_back(law.density(view.t.back()));
  }
  const RandomStream random(static_cast<std::uint64_t>(state.seed), kSampleStream);
  for (int i = 0; i < kSamples; ++i) view.samples.push_back(law.sample(random, static_cast<std::uint64_t>(i)));
  view.median = law.quantile(0.5);
  view.middle = law.cdf(0.75) - law.cdf(0.25);
  // Narrow laws are cut off at the top rather than flattening all others.
  view.highest = std::clamp(1.1 * *std::max_element(view.density.begin(), view.density.end()), 2.0, 4.0);
  view.title = law_title(state);
  view.sentence = view.title + ": half of all times lie above t = " + fixed_number(view.median, 2) + ", " +
                  fixed_number(100 * view.middle, 0) + " % between 1/4 and 3/4 (50 % if drawn evenly).";
  add_loss(law, model, view);
  return view;
}

}  // namespace lesson
