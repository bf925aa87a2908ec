#pragma once
// Pictures of the tiny SD3 at several step counts, from one noise: which runs are wanted, what has arrived, and how
// far each picture is from the same model's many-step picture. No ImGui here.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/page/run_desk.h"

namespace lesson {

/// One row of the grid: a trained model and a way to step it.
struct PictureSeries {
  const char* id;     ///< for states, slots and files
  const char* title;  ///< for readers
  ModelKind model;
  RunSampler sampler;
  int reference;  ///< the series whose many-step picture is this one's end, see kReferenceSteps
  RunLevels levels = RunLevels::own;
};
inline constexpr int kLargeFlow = 0, kNoiseRow = 2, kSmallFlow = 5;  ///< rows of kPictureSeries
/// The ancestral sampler draws fresh noise in every step, another at every step count: it has no end of its own to
/// come closer to. Its pictures are compared with the same network's DDIM picture, and need not come near it.
/// The swapped one asks the velocity network as diffusion's sampler asks its own: by DDIM, at Stable Diffusion's
/// levels.
/// Noise prediction is an arm trained on small pictures; the last row is the flow of its size, data and samples.
inline constexpr std::array<PictureSeries, 6> kPictureSeries = {
    {{"euler", "Flow matching, Euler", ModelKind::flow, RunSampler::euler, 0},
     {"heun", "Flow matching, Heun", ModelKind::flow, RunSampler::heun, 1},
     {"ddim", "Noise prediction, DDIM", ModelKind::noise, RunSampler::ddim, 2},
     {"ancestral", "Noise prediction, ancestral", ModelKind::noise, RunSampler::ancestral, 2},
     {"swap", "Flow matching, DDIM at SD\u2019s levels", ModelKind::flow, RunSampler::ddim, 4,
      RunLevels::scaled_linear},
     {"small", "Flow matching on small pictures, Euler", ModelKind::flow_small, RunSampler::euler, kSmallFlow}}};
inline constexpr int kSeries = static_cast<int>(kPictureSeries.size());
inline constexpr std::array<int, 7> kPictureSteps = {2, 4, 8, 10, 20, 28, 50};
inline constexpr int kReferenceSteps = 100;

/// What is asked for. Prompt and seed are shared by all widgets.
struct PictureWish {
  std::string prompt;
  std::uint64_t seed = 1;
  float guidance = 2;
  std::array<bool, kSeries> on = {true, false, false, false, true, false};
};

struct PictureKey {
  int series = 0, steps = 0;
  auto operator<=>(const PictureKey&) const = default;
};

/// Forwards of the network in the first steps of a run: two an evaluation under guidance; Heun evaluates twice, but for
/// its last step.
int forwards_made(const RunRequest& request, int steps_done);
/// Of a whole run.
int forwards(PictureKey key, float guidance);

/// Milliseconds of one forward in the steps made so far; 0 while there is none.
double forward_ms(const RunLog& log);

/// The runs that a wish needs, most telling first: few steps and the usual 28, then the ends, then the rest.
std::vector<PictureKey> wanted_pictures(const PictureWish& wish);

RunRequest request_of(const PictureWish& wish, PictureKey key);
std::string slot_of(PictureKey key);  ///< "steps/euler/28"

/// A finished run.
struct StepPicture {
  Picture picture;
  std::string sha256;
  double seconds = 0;
  int forwards = 0;
  double samples_trained = 0;
  bool full_size = true;  ///< see TrainedDenoiser
};

/// Root mean square difference of two pictures' colours, 0 to 1; nullopt when their sizes differ or one is empty.
std::optional<double> picture_distance(const Picture& a, const Picture& b);

/// Asks for runs and keeps their pictures until others are asked for.
class StepPictures {
 public:
  /// Takes finished pictures from the desk. True when anything is new.
  bool update(RunDesk& desk);
  /// Asks for what is wanted and not there. Pictures of another prompt, seed or guidance are given up.
  void start(RunDesk& desk, const PictureWish& wish);
  void stop(RunDesk& desk);

  const StepPicture* find(PictureKey key) const;
  const std::map<PictureKey, StepPicture>& all() const { return done_; }
  /// What the pictures are of; the rows of the last start().
  const PictureWish& wish() const { return wish_; }
  bool made_for(const PictureWish& wish) const;
  const std::vector<PictureKey>& open() const { return open_; }  ///< asked for and not there yet
  bool busy() const { return !open_.empty(); }
  const std::string& problem() const { return problem_; }  ///< why a run failed, or empty
  /// Milliseconds of one forward, from the runs that are there.
  std::optional<double> forward_ms() const;

 private:
  PictureWish wish_;
  std::map<PictureKey, StepPicture> done_;
  std::vector<PictureKey> open_;
  std::string problem_;
};

}  // namespace lesson
