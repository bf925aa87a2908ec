#include "core/catalogue/thirteen_steps.h"

#include <cassert>
#include <cstddef>
#include <cstring>

namespace lesson {

namespace {

constexpr std::array<Stage, kStages> kJoint = {{
    {1, "clip_l", "Prompt \u2192 CLIP-L", "The prompt through the first CLIP-like encoder",
     "One row a word. Trained on pictures with captions; each word sees only the words before it.", "6.3.3", false},
    {2, "clip_g", "Prompt \u2192 CLIP-G", "The prompt through the second CLIP-like encoder",
     "Wider and deeper than the first, trained in the same way. Both give their end-of-text row as the pooled vector.",
     "7.4.1", false},
    {3, "t5", "Prompt \u2192 T5", "The prompt through the T5-like encoder",
     "Trained on captions alone, without pictures: every word sees all others. It gives no pooled vector.", "4.2.6",
     false},
    {4, "condition", "Time + pooled text \u2192 c", "Time and pooled text become the vector c",
     "One vector for the whole block stack: how noisy the latent is, plus the pooled text. It steers every adaLN-Zero.",
     "7.4.2", true},
    {5, "text_tokens", "Join, project the text", "Text features are joined and projected",
     "Both CLIPs' channels stand side by side, zeros beside them up to T5's width; T5's rows follow below. One "
     "projection brings all to the model's width. Every denoising step starts from these same rows.",
     "7.4.1", false},
    {6, "patchify", "Noisy latent \u2192 patches", "The noisy latent is cut into patches",
     "Each 2 x 2 patch of the four latent channels becomes one token. Noise is drawn once, before the first step.",
     "6.3.5, 7.4.2", true},
    {7, "concatenate", "Join text and image", "Text and image tokens form one sequence",
     "Text rows first, image rows after them: one sequence for one attention.", "7.4.3", true},
    {8, "blocks", "MMDiT blocks", "MMDiT blocks: one softmax, separate thinking",
     "Every block reads with one softmax over all tokens and thinks with separate weights for text and image.",
     "4.2.5, 7.4.3", true},
    {9, "split", "Keep the image tokens", "The image tokens are taken out again",
     "The text rows have done their work; only image rows go on.", "7.4.3", true},
    {10, "unpatchify", "Patches \u2192 velocity", "Patches become the predicted velocity",
     "Each image token becomes a 2 x 2 patch of what the model predicts.", "7.4.2", true},
    {11, "step", "One sampler step", "One flow-matching step of the sampler",
     "The latent moves a little way along the prediction.", "7.2.2", true},
    {12, "repeat", "4 and 6 to 11 again", "Step 4's time part and steps 6 to 11, again and again",
     "Time has moved on, so c is worked out anew; the text of steps 1 to 3 and 5 stays. Under guidance 4 and 6 to 10 "
     "run "
     "twice a step, with the prompt and without: the difference of the two predictions, times the guidance scale, is "
     "what step 11 follows.",
     "6.4.1", false},
    {13, "decode", "VAE decodes the latent", "The VAE decodes the latent", "The decoder turns the latent into colours.",
     "6.3.5", false},
}};

/// With cross-attention text and image never meet in one sequence.
constexpr std::array<Stage, kStages> cross() {
  std::array<Stage, kStages> stages = kJoint;
  const auto say = [&stages](std::size_t number, const char* title, const char* name, const char* note) {
    Stage& stage = stages[number - 1];
    stage = {stage.number, stage.id, title, name, note, stage.lesson, stage.repeated};
  };
  say(7, "Text stays aside", "The text stays aside, read only",
      "There is no joint sequence: the text keeps its rows, and the blocks only read them.");
  say(8, "Self + cross blocks", "Blocks of self- and cross-attention",
      "Every block reads twice: image tokens read each other, then the text.");
  say(9, "Keep the image tokens", "Only image tokens went through the blocks", "There is nothing to take out.");
  say(10, "Patches \u2192 prediction", "Patches become what the model predicts", kJoint[9].note);
  say(11, "One sampler step", "One denoising step of the sampler", kJoint[10].note);
  return stages;
}
constexpr std::array<Stage, kStages> kCross = cross();

}  // namespace

const Stage& stage(int number, bool joint) {
  assert(number >= 1 && number <= kStages);
  return (joint ? kJoint : kCross)[static_cast<std::size_t>(number) - 1];
}

const Stage& stage(const char* id, bool joint) {
  int number = 1;
  while (number < kStages && std::strcmp(stage(number).id, id) != 0) ++number;
  assert(std::strcmp(stage(number).id, id) == 0);
  return stage(number, joint);
}

}  // namespace lesson
