#pragma once
// A run: from a prompt to a picture, one denoising step at a time, everything kept to be looked into.
//
//   auto run = Run::start(model, request);        reads the prompt: stages 1 to 5, and draws the noise
//   while (!run.finished()) run.advance();        stages 6 to 12, then 13
//   run.picture(), run.stages(), run.record()
//
// advance() takes one step (two forwards with guidance, four with Heun), so that a worker can answer or be
// cancelled in between. Not thread-safe; `model` must outlive the run.
//
// Guidance's two forwards of a step do not need each other: who has a second thread or worker asks other_half(), has
// it answered there (core/pipeline/other_half.h), calls begin_step() meanwhile and then give(). The numbers are the
// same.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/catalogue/thirteen_steps.h"
#include "core/pipeline/attention_record.h"
#include "core/pipeline/block_trace.h"
#include "core/pipeline/other_half.h"
#include "core/pipeline/run_request.h"
#include "core/pipeline/sampler.h"
#include "core/stopwatch.h"

namespace lesson {

/// What one of the thirteen stages (core/catalogue/thirteen_steps.h, which has their names) left in this run.
struct RunStage {
  int number = 0;                   ///< 1 .. 13
  std::vector<std::int64_t> shape;  ///< of the tensor, e.g. {4, 32, 32}
  MatrixRM tensor;                  ///< the numbers; empty until reached
  double ms = 0;                    ///< time spent here, summed over the steps
  std::int64_t parameters = 0;      ///< weights that work here
};
// A tensor of three axes [C, h, w] is stored as a matrix [C, h*w], a vector [d] as [1, d].
// Stages 4 and 6 to 11 hold the newest step's numbers.

/// What a step left behind.
struct StepRecord {
  double t = 0;         ///< time at its start
  MatrixRM latent;      ///< [C, h*w] at its start
  MatrixRM prediction;  ///< velocity or noise, guidance included
  MatrixRM clean;       ///< predicted x0
  double ms = 0;
  /// Guidance's half-steps: what the step's first two forwards predicted with the prompt and without it. Empty where
  /// guidance asks only once (guidance 1).
  MatrixRM with_prompt, without_prompt;
  /// What every block did to the rows of RunRequest::trace, [N]; and what single-stream blocks would have done.
  std::vector<BlockTrace> blocks, singles;
};

/// A picture of RGB bytes, row by row.
struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};

class Run {
 public:
  /// Reads the prompt and draws the noise. Error: see validate().
  static Result<Run> start(const TinySd3& model, RunRequest request);

  const RunRequest& request() const { return request_; }
  const TinySd3& model() const { return *model_; }
  const TokenizedPrompt& prompt() const { return text_.prompt; }
  const EncodedText& text() const { return text_; }

  int steps() const { return request_.steps; }
  int steps_done() const { return static_cast<int>(history_.size()); }
  bool finished() const { return steps_done() == steps(); }

  /// One denoising step; after the last one the picture is decoded. Does nothing when finished. One that finds no
  /// memory (std::bad_alloc) can be taken again, and so can begin_step().
  void advance();

  /// The next step's forward without the prompt, for another worker; nothing where no step is left, where it has begun,
  /// or where guidance asks only once.
  std::optional<HalfStep> other_half() const;
  /// Who answers it. Its predictions need nothing of the run, and may be made while begin_step() works.
  const WithoutPrompt& without_prompt() const { return without_prompt_; }
  /// The next step's forward with the prompt, ahead of advance().
  void begin_step();
  /// What another worker predicted [C, h*w] for other_half(), once begin_step() was called; anything else is ignored,
  /// and advance() predicts it itself.
  void give(MatrixRM without_prompt);

  const std::vector<StepRecord>& history() const { return history_; }
  const MatrixRM& latent() const { return latent_; }  ///< where the run stands, [C, h*w]
  const std::array<RunStage, kStages>& stages() const { return stages_; }
  const DenoiserShape& shape() const { return trained().net.shape; }
  const AttentionRecord& record() const { return record_; }

  /// The predicted picture after `step`, decoded now (about a quarter of a forward). 0 <= step < steps_done().
  Picture preview(int step) const;
  /// Of a picture that the run started from: its latent [C, h*w], and that decoded again. Empty for others.
  const MatrixRM& image_latent() const { return image_latent_; }
  Picture image_again() const;
  /// The finished picture; empty before.
  const Picture& picture() const { return picture_; }
  /// SHA-256 of the picture's RGB bytes.
  std::string picture_sha256() const;

  double ms_total() const { return ms_total_; }  ///< text, steps and decoding
  double ms_per_step() const;
  std::size_t bytes() const;  ///< held by the record, history and stages

 private:
  Run(const TinySd3& model, RunRequest request)
      : model_(&model), request_(std::move(request)), without_prompt_(model, request_) {}

  /// A step that has been begun.
  struct Begun {
    StepRecord record;
    MatrixRM with_prompt, without_prompt;  ///< the latter once it is known
    Stopwatch watch;
  };

  void read_prompt();
  MatrixRM predict_with_prompt(CRef latent, double t, ForwardHooks hooks);
  MatrixRM guided(CRef latent, double t);
  MatrixRM guided_at_start(Begun& begun);
  StepResult take_step_of(MatrixRM& latent);
  void keep_step(StepResult result, double ms);
  Picture decoded(CRef latent);
  MatrixRM guide(CRef with_prompt, CRef without_prompt) const;
  bool guides() const { return request_.guidance != 1.0; }
  ForwardHooks watching_hooks(int step, double t, StepRecord& watch);
  void trace(int block, const VectorF& c, const QuadrantCut& cut, StepRecord& watch);
  void set_stage(int number, CRef tensor, double ms);
  Picture picture_of(CRef colours) const;
  const TrainedDenoiser& trained() const { return *model_->denoiser(request_.model); }

  const TinySd3* model_;
  RunRequest request_;
  EncodedText text_;
  TextCondition with_prompt_;
  WithoutPrompt without_prompt_;
  StepPlan plan_;
  MatrixRM latent_, image_latent_;
  std::vector<StepRecord> history_;
  std::array<RunStage, kStages> stages_;
  AttentionRecord record_;
  ForwardScratch scratch_;
  MatrixRM before_;  ///< [S, d] before the block that runs, while it is traced
  std::optional<Begun> begun_;
  Picture picture_;
  double ms_total_ = 0;
};

/// What to tell, and ask, while a run is under way. All optional.
struct RunCallbacks {
  std::function<void(const Run&)> on_step = {};  ///< after every step
  std::function<bool()> cancelled = {};          ///< asked before every step
  std::function<void(Run&)> take_step = {};      ///< in place of Run::advance
};

/// A whole run. When cancelled it comes back unfinished.
Result<Run> run_to_end(const TinySd3& model, RunRequest request, const RunCallbacks& callbacks = {});

}  // namespace lesson
