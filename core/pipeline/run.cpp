#include "core/pipeline/run.h"

#include "core/io/sha256.h"
#include "core/pipeline/stages.h"
#include "core/random.h"
#include "core/stopwatch.h"
#include "core/vae/pixels.h"

namespace lesson {

Result<Run> Run::start(const TinySd3& model, RunRequest request) {
  if (auto valid = validate(request, model); !valid) return valid.error();
  Run run(model, std::move(request));
  auto plan = plan_steps(run.request_, run.trained());
  if (!plan) return plan.error();
  run.plan_ = std::move(plan).value();
  run.read_prompt();
  return run;
}

void Run::read_prompt() {
  const Denoiser& net = trained().net;
  stages_ = make_stages(*model_, trained());
  Stopwatch watch;
  text_ = model_->read(request_.prompt);
  set_stage(1, text_.clip_l.tokens, text_.ms[0]);
  set_stage(2, text_.clip_g.tokens, text_.ms[1]);
  set_stage(3, text_.t5, text_.ms[2]);
  Stopwatch part;
  with_prompt_ = condition(net, model_->features(text_, request_.drop));
  set_stage(5, with_prompt_.context, part.lap_ms());
  set_stage(4, time_condition(net, plan_.times[0], with_prompt_).transpose(), part.lap_ms());
  const MatrixRM noise = noise_latent(net.shape.latent, request_.seed, kInitialNoiseStream);
  if (request_.image.any()) image_latent_ = model_->encoded(request_.image.rgb, net.shape.latent);
  latent_ = request_.image.any() ? first_latent(plan_, objective_of(request_.model), image_latent_, noise)
                                 : first_latent(plan_, noise);
  if (request_.record) {
    record_ = AttentionRecord(steps(), net.shape.blocks, net.shape.heads, net.shape.context, net.shape.joint());
  }
  ms_total_ = watch.lap_ms();
}

void Run::set_stage(int number, CRef tensor, double ms) {
  RunStage& stage = stages_[static_cast<std::size_t>(number) - 1];
  stage.tensor = tensor;
  stage.ms += ms;
}

/// Cuts for every forward of a step; eyes only on its first forward with the prompt.
ForwardHooks Run::watching_hooks(int step, double t, StepRecord& watch) {
  ForwardHooks hooks;
  const bool joint = trained().net.shape.joint();
  hooks.on_stage = [this, joint](ForwardStage stage, CRef tensor, double ms) {
    const int number = 6 + static_cast<int>(stage);
    // With cross-attention there is no joint sequence: stage 7 shows its text, stage 8 the image tokens alone.
    if (!joint && stage == ForwardStage::concatenate) return set_stage(number, with_prompt_.context, ms);
    if (!joint && stage == ForwardStage::blocks) {
      return set_stage(number, tensor.bottomRows(trained().net.shape.image_tokens()), ms);
    }
    set_stage(number, tensor, ms);
  };
  const auto cut = [this, step](int block) {
    return request_.cut.applies(block, step, steps()) ? request_.cut.quadrants : QuadrantCut{};
  };
  if (request_.record) {
    hooks.on_attention = [this, step, cut](int block, AttentionKind kind, CRef q, CRef k) {
      record_.add(step, block, kind, q, k, cut(block));
    };
  }
  if (request_.trace.any()) hooks.before_block = [this](int, CRef rows) { before_ = rows; };
  if (!request_.record && !request_.trace.any()) return hooks;
  const VectorF c = time_condition(trained().net, t, with_prompt_);
  hooks.on_block = [this, step, cut, c, &watch](int block, CRef, CRef, const std::vector<QuadrantMass>& mass) {
    if (request_.record) record_.add_mass(step, block, mass);
    if (request_.trace.any()) trace(block, c, cut(block), watch);
  };
  return hooks;
}

void Run::trace(int block, const VectorF& c, const QuadrantCut& cut, StepRecord& watch) {
  const Denoiser& net = trained().net;
  const BlockInput in{before_, c, net.shape.context, cut};
  watch.blocks.push_back(trace_block(net, block, in, scratch_.joint, scratch_.block, request_.trace));
  if (request_.trace.single) watch.singles.push_back(trace_single(net, block, in, request_.trace));
}

MatrixRM Run::predict_with_prompt(CRef latent, double t, ForwardHooks hooks) {
  hooks.cuts = request_.cut.at(steps_done(), steps(), trained().net.shape.blocks);
  return predict(trained().net, latent, t, with_prompt_, scratch_, hooks);
}

/// Classifier-free guidance (Ho & Salimans, 2022), its scale as in diffusers' guidance_scale.
MatrixRM Run::guide(CRef with_prompt, CRef without_prompt) const {
  return without_prompt + static_cast<float>(request_.guidance) * (with_prompt - without_prompt);
}

/// Two passes: one batch of both was measured no faster, and holds more memory.
MatrixRM Run::guided(CRef latent, double t) {
  const MatrixRM with_prompt = predict_with_prompt(latent, t, {});
  if (!guides()) return with_prompt;
  return guide(with_prompt, without_prompt_.predict({steps_done(), t, latent}, scratch_));
}

/// The same where the step begins: both halves are kept for those who look at guidance.
MatrixRM Run::guided_at_start(Begun& begun) {
  if (!guides()) return begun.with_prompt;
  if (begun.without_prompt.size() == 0) {
    begun.without_prompt = without_prompt_.predict({steps_done(), begun.record.t, begun.record.latent}, scratch_);
  }
  return guide(begun.with_prompt, begun.without_prompt);
}

std::optional<HalfStep> Run::other_half() const {
  if (finished() || begun_ || !guides()) return std::nullopt;
  return HalfStep{steps_done(), plan_.times[static_cast<std::size_t>(steps_done())], latent_};
}

void Run::begin_step() {
  if (finished() || begun_) return;
  Begun begun;
  const int step = steps_done();
  begun.record.t = plan_.times[static_cast<std::size_t>(step)];
  begun.record.latent = latent_;
  set_stage(4, time_condition(trained().net, begun.record.t, with_prompt_).transpose(), 0);
  begun.with_prompt = predict_with_prompt(latent_, begun.record.t, watching_hooks(step, begun.record.t, begun.record));
  begun_ = std::move(begun);  // whole, or not at all
}

void Run::give(MatrixRM without_prompt) {
  const bool fits = begun_ && guides() && without_prompt.rows() == begun_->with_prompt.rows() &&
                    without_prompt.cols() == begun_->with_prompt.cols();
  if (fits) begun_->without_prompt = std::move(without_prompt);
}

/// Takes `latent` one step on.
StepResult Run::take_step_of(MatrixRM& latent) {
  const int step = steps_done();
  bool first = true;
  const Predict predict = [&](CRef at, double t) {
    return std::exchange(first, false) ? guided_at_start(*begun_) : guided(at, t);
  };
  MatrixRM noise;
  if (request_.sampler == RunSampler::ancestral) {
    noise = noise_latent(trained().net.shape.latent, request_.seed,
                         kAncestralNoiseStream + static_cast<std::uint32_t>(step));
  }
  return take_step(request_, trained(), plan_, step, predict, noise, latent);
}

void Run::advance() {
  if (finished()) return;
  history_.reserve(static_cast<std::size_t>(steps()));
  begin_step();
  MatrixRM latent = latent_;
  StepResult result = take_step_of(latent);
  set_stage(11, latent, 0);
  const double ms = begun_->watch.ms();
  set_stage(12, latent, ms);
  const Stopwatch decoding;
  Picture picture = steps_done() + 1 == steps() ? decoded(latent) : Picture{};

  // From here on nothing takes memory: a step that finds none leaves the run where it stood.
  ms_total_ += ms + decoding.ms();
  keep_step(std::move(result), ms);
  latent_ = std::move(latent);
  picture_ = std::move(picture);
}

void Run::keep_step(StepResult result, double ms) {
  StepRecord& record = begun_->record;
  record.prediction = std::move(result.prediction);
  record.clean = std::move(result.clean);
  record.ms = ms;
  if (guides()) {
    record.with_prompt = std::move(begun_->with_prompt);
    record.without_prompt = std::move(begun_->without_prompt);
  }
  history_.push_back(std::move(record));
  begun_.reset();
}

Picture Run::decoded(CRef latent) {
  const Stopwatch watch;
  const MatrixRM colours = model_->colours(latent, trained().net.shape.latent);
  Picture picture = picture_of(colours);
  set_stage(13, colours, watch.ms());
  return picture;
}

Picture Run::preview(int step) const {
  return picture_of(model_->colours(history_[static_cast<std::size_t>(step)].clean, trained().net.shape.latent));
}

Picture Run::image_again() const {
  return image_latent_.size() > 0 ? picture_of(model_->colours(image_latent_, trained().net.shape.latent)) : Picture{};
}

Picture Run::picture_of(CRef colours) const {
  const LatentShape& shape = trained().net.shape.latent;
  const int factor = model_->picture_factor();
  return {factor * shape.width, factor * shape.height, to_rgb(colours)};
}

std::string Run::picture_sha256() const { return sha256_hex(std::as_bytes(std::span(picture_.rgb))); }

double Run::ms_per_step() const {
  double sum = 0;
  for (const StepRecord& step : history_) sum += step.ms;
  return history_.empty() ? 0 : sum / static_cast<double>(history_.size());
}

std::size_t Run::bytes() const {
  std::size_t floats = 0;
  for (const StepRecord& step : history_) {
    floats += static_cast<std::size_t>(step.latent.size() + step.prediction.size() + step.clean.size() +
                                       step.with_prompt.size() + step.without_prompt.size());
  }
  for (const RunStage& stage : stages_) floats += static_cast<std::size_t>(stage.tensor.size());
  std::size_t traces = 0;
  for (const StepRecord& step : history_) traces += bytes_of(step.blocks) + bytes_of(step.singles);
  return record_.bytes() + traces + floats * sizeof(float) + picture_.rgb.size();
}

Result<Run> run_to_end(const TinySd3& model, RunRequest request, const RunCallbacks& callbacks) {
  auto run = Run::start(model, std::move(request));
  if (!run) return run;
  while (!run.value().finished()) {
    if (callbacks.cancelled && callbacks.cancelled()) break;
    if (callbacks.take_step)
      callbacks.take_step(run.value());
    else
      run.value().advance();
    if (callbacks.on_step) callbacks.on_step(run.value());
  }
  return run;
}

}  // namespace lesson
