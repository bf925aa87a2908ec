#include "widgets/attention_quadrants/sources/run_source.h"

#include <cmath>
#include <cstdio>

#include "widgets/page/prompt_box.h"
#include "widgets/page/shown_picture.h"

namespace lesson {

namespace {

std::string step_label(double t) {
  char text[24];
  std::snprintf(text, sizeof text, "t = %.2f", t);
  return text;
}

SourceInfo describe_run(const RunLog& log) {
  const RunShape& shape = log.shape();
  SourceInfo info{.title = "The tiny SD3, live", .detail = {}};
  info.detail = "Prompt \"" + log.request().prompt + "\", seed " + std::to_string(log.request().seed) + "; weights " +
                log.weights_sha256().substr(0, 8) + ".";
  info.honesty = ui::Honesty::live;
  info.shape = {shape.context, shape.image_tokens()};
  info.grid_rows = shape.latent.height / shape.patch;
  info.grid_cols = shape.latent.width / shape.patch;
  info.blocks = log.steps_done() > 0 ? shape.blocks : 0;
  info.heads = shape.heads;
  info.head_dim = shape.width / shape.heads;
  info.steps = log.steps_done();
  for (const std::string& label : log.labels()) info.text_labels.push_back(shown_label(label));
  if (const TextRows rows = shape.text_rows(); rows.t5 > 0) info.readers = {{"CLIP", rows.clip}, {"T5", rows.t5}};
  for (const LoggedStep& step : log.steps()) info.step_labels.push_back(step_label(step.t));
  return info;
}

class RunSource final : public AttentionSource {
 public:
  explicit RunSource(const RunDesk& desk) : desk_(desk) {}

  const SourceInfo& info() const override {
    refresh();
    return info_;
  }
  unsigned revision() const override {
    refresh();
    return revision_;
  }

  std::string problem() const override {
    const RunSlot* slot = desk_.find(kPageRun);
    if (slot && slot->phase == RunPhase::failed) return slot->problem;
    if (slot && slot->log && !slot->log->shape().joint()) {
      return "This run is of a model with self- and cross-attention: it has no joint attention to show.";
    }
    return {};
  }

  std::shared_ptr<const HeadSlice> slice(const SliceKey& key) override {
    refresh();
    if (!log_ || !log_->record().has(key.step, key.block, AttentionKind::joint)) return nullptr;
    const AttentionRecord::Entry& entry = log_->record().entry(key.step, key.block, AttentionKind::joint);
    const int dim = info_.head_dim;
    auto slice = std::make_shared<HeadSlice>();
    slice->q = entry.q.columns(key.head * dim, dim);
    slice->k = entry.k.columns(key.head * dim, dim);
    return slice;
  }

  ui::Pixels picture(int step) override {
    refresh();
    if (!log_ || step < 0 || step >= log_->steps_done()) return {};
    return picture_.pixels(log_->steps()[static_cast<std::size_t>(step)].preview);
  }

 private:
  /// Takes notice of a new run or a further step.
  void refresh() const {
    const RunSlot* slot = desk_.find(kPageRun);
    const std::shared_ptr<RunLog> log = slot ? slot->log : nullptr;
    const int steps = log ? log->steps_done() : 0;
    if (log == log_ && steps == steps_) return;
    info_ = log ? describe_run(*log) : SourceInfo{};  // first: it may find no memory
    log_ = log;
    steps_ = steps;
    ++revision_;
  }

  const RunDesk& desk_;
  mutable std::shared_ptr<RunLog> log_;
  mutable int steps_ = 0;
  mutable SourceInfo info_;
  mutable unsigned revision_ = 0;
  ShownPicture picture_;
};

}  // namespace

std::unique_ptr<AttentionSource> make_run_source(const RunDesk& desk) { return std::make_unique<RunSource>(desk); }

}  // namespace lesson
