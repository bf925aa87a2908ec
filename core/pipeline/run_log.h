#pragma once
// A run as widgets see it: what has arrived so far, kept so that scrubbing never runs the model again.
// Filled from packets (core/pipeline/run_packet.h), in a page's module from its worker, on the desktop from a thread.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/pipeline/run.h"

namespace lesson {

/// One denoising step that has arrived. A run that keeps no record sends times alone; its matrices are empty.
struct LoggedStep {
  double t = 0;  ///< time at its start, 1 is noise
  double ms = 0;
  MatrixRM latent;                          ///< [C, h*w] at its start
  MatrixRM prediction;                      ///< velocity or noise, guidance included
  MatrixRM clean;                           ///< predicted x0
  Picture preview;                          ///< predicted x0, decoded
  MatrixRM with_prompt, without_prompt;     ///< as in StepRecord
  std::vector<BlockTrace> blocks, singles;  ///< as in StepRecord; empty where nothing is traced
};

/// Sizes of the model that ran. All are sent: none is taken for granted.
struct RunShape {
  ModelKind kind = ModelKind::flow;
  int blocks = 0, heads = 0, width = 0;  ///< N, H, d
  int context = 0;                       ///< T
  int clip_rows = 0;                     ///< the first of them; T5's rows follow, unless both read the same T rows
  int patch = 1;                         ///< p
  LatentShape latent;

  int image_tokens() const { return latent.pixels() / (patch * patch); }  ///< I
  bool joint() const { return conditioning_of(kind) != BlockConditioning::cross; }
  TextRows text_rows() const { return {clip_rows, context - clip_rows}; }
};

class RunLog {
 public:
  /// Takes the next packet: start, then steps in order, then end. Error: a broken packet, or one out of turn; then
  /// this run cannot go on, and the steps that had arrived stay.
  Result<void> take(std::span<const std::byte> packet);

  bool started() const { return started_; }
  bool finished() const { return finished_; }
  int steps_done() const { return static_cast<int>(steps_.size()); }

  const RunRequest& request() const { return request_; }
  const std::vector<std::string>& labels() const { return labels_; }  ///< T entries, as in TokenizedPrompt
  int words() const { return words_; }                                ///< of the prompt; they stand at 1 .. words
  const std::vector<std::string>& unknown_words() const { return unknown_words_; }
  int dropped_words() const { return dropped_words_; }

  const RunShape& shape() const { return shape_; }
  const std::string& weights_sha256() const { return weights_sha256_; }
  double samples_trained() const { return samples_trained_; }
  /// As in TrainedDenoiser.
  bool full_size() const { return full_size_; }
  const std::optional<Pointing>& pointing() const { return pointing_; }

  const MatrixRM& noise() const { return noise_; }  ///< [C, h*w], where the run began
  /// As in Run, of the picture that it started from; empty for others.
  const MatrixRM& image_latent() const { return image_latent_; }
  const Picture& image_again() const { return image_again_; }
  const std::vector<LoggedStep>& steps() const { return steps_; }
  const AttentionRecord& record() const { return record_; }
  /// The 13 stages; tensors of 6 to 12 are those of the newest step.
  const std::array<RunStage, kStages>& stages() const { return stages_; }

  const Picture& picture() const { return picture_; }  ///< empty until finished
  const std::string& picture_sha256() const { return picture_sha256_; }
  double ms_total() const { return ms_total_; }
  std::size_t bytes() const;

 private:
  friend class PacketReader;

  bool started_ = false, finished_ = false;
  RunRequest request_;
  std::vector<std::string> labels_, unknown_words_;
  int words_ = 0, dropped_words_ = 0;
  RunShape shape_;
  std::string weights_sha256_;
  double samples_trained_ = 0;
  bool full_size_ = true;
  std::optional<Pointing> pointing_;
  MatrixRM noise_;
  MatrixRM image_latent_;
  Picture image_again_;
  std::vector<LoggedStep> steps_;
  AttentionRecord record_;
  std::array<RunStage, kStages> stages_;
  Picture picture_;
  std::string picture_sha256_;
  double ms_total_ = 0;
};

}  // namespace lesson
