#include "widgets/encoder_shapes/scaling.h"

#include <algorithm>

#include "core/catalogue/custom.h"
#include "core/catalogue/parameters.h"
#include "core/text_format.h"

namespace lesson {

namespace {

using namespace catalogue;

std::int64_t family_parameters(int depth) {
  CustomNumbers numbers;
  numbers.heads = numbers.blocks = depth;
  numbers.head_dim = kHeadOfFamily;
  const Result<Setting> made = make_custom(numbers);
  return made ? denoiser_parameters(made.value()) : 0;
}

std::vector<ScalingPoint> published_points() {
  std::vector<ScalingPoint> points;
  for (const ModelSpec& model : models()) {
    if (model.d == 0 || model.as_taught) continue;
    const Result<Setting> setting = make_setting(model);
    if (setting) points.push_back({model.title, model.total_blocks(), model.d, denoiser_parameters(setting.value())});
  }
  return points;
}

std::vector<std::string> row_of(const ScalingPoint& point) {
  return {point.name, std::to_string(point.blocks), with_commas(point.width),
          std::to_string((point.width + point.blocks / 2) / point.blocks), short_count(point.parameters)};
}

}  // namespace

ScalingView build_scaling(int depth) {
  depth = std::clamp(depth, kLeastDepth, kMostDepth);
  ScalingView view;
  view.chosen = {"Depth " + std::to_string(depth), depth, kHeadOfFamily * depth, family_parameters(depth)};
  view.published = published_points();
  const auto most = static_cast<double>(family_parameters(std::min(2 * depth, kMostDepth)));
  const double times = most / static_cast<double>(view.chosen.parameters);
  view.sentence = "Depth " + std::to_string(depth) + " of SD3's family: " + std::to_string(depth) +
                  " blocks and heads, width " + with_commas(view.chosen.width) + ", " +
                  short_count(view.chosen.parameters) + " parameters.";
  if (2 * depth <= kMostDepth) view.sentence += " Twice as deep would be " + fixed_number(times, 1) + " times that.";
  view.table = {{"transformer", "blocks", "width", "width / block", "parameters"}, {row_of(view.chosen)}};
  for (const ScalingPoint& point : view.published) view.table.rows.push_back(row_of(point));
  view.table_narrow.columns = {"transformer", "blocks, width", "weights"};
  for (const auto& row : view.table.rows) view.table_narrow.rows.push_back({row[0], row[1] + ", " + row[2], row[4]});
  return view;
}

}  // namespace lesson
