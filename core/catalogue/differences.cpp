#include "core/catalogue/differences.h"

namespace lesson::catalogue {

namespace {

constexpr ModelSet kToys = bit(ModelId::lesson_333) | bit(ModelId::lesson_1101);
constexpr ModelSet kSd3 = bit(ModelId::sd3_medium) | bit(ModelId::sd35_medium) | bit(ModelId::sd35_large);
constexpr ModelSet kFlux = bit(ModelId::flux_dev) | bit(ModelId::flux_schnell);
constexpr ModelSet kDit = bit(ModelId::dit_s) | bit(ModelId::dit_b) | bit(ModelId::dit_l) | bit(ModelId::dit_xl);
constexpr ModelSet kSdxl = bit(ModelId::sdxl);
constexpr ModelSet kTiny = bit(ModelId::tiny_sd3);

// clang-format off: one row each: lesson, published, why, source.
constexpr Difference kDifferences[] = {
    {1, "bigg-parameters", "text encoders",
     "OpenCLIP ViT-bigG's text encoder has 354M parameters.",
     "It has 694.7M. 354.0M is the text encoder of ViT-H.",
     "ViT-H (SD 2) and ViT-bigG (SDXL, SD3) stand next to each other in the same table.",
     "mlfoundations/open_clip: docs/model_profile.csv", kToys | kSdxl | kSd3},
    {2, "t5-encoder-only", "text encoders",
     "T5-XXL is a 4.7B encoder-decoder.",
     "Only the encoder is loaded, 4.76B. The whole model has about 11.1B.",
     "The decoder writes text, which an image model never asks for.",
     "Stability-AI/sd3.5: sd3_infer.py T5_CONFIG; counted from the architecture",
     kToys | kSd3 | kFlux},
    {3, "latent-size", "latent",
     "A 1024 × 1024 image has a latent of [4, 64, 64].",
     "[16, 128, 128]. A side of 64 is a 512 × 512 image.",
     "The VAE makes each side 8 times smaller: 1024 / 8 = 128. SD3 and FLUX use 16 channels.",
     "Stability-AI/sd3.5: sd3_impls.py; black-forest-labs/flux: autoencoder.py",
     kToys | kSd3 | kFlux},
    {4, "image-tokens", "tokens",
     "1024 image tokens at 1024 × 1024.",
     "4096: a 128 × 128 latent in 2 × 2 patches is 64 × 64 tokens.",
     "Follows from the latent size. 1024 tokens are a 512 × 512 image.",
     "Stability-AI/sd3.5: mmditx.py; black-forest-labs/flux: sampling.py", kToys | kSd3 | kFlux},
    {5, "text-tokens", "tokens",
     "77 text tokens in the sequence.",
     "SD3: 154 (paper, 77 + 77) or 333 (diffusers, 77 + 256; up to 589). FLUX: 512 (dev), 256 (schnell).",
     "T5's rows are appended below CLIP's; they do not share positions.",
     "Esser et al. 2024, appendix B.2; huggingface/diffusers: pipeline_stable_diffusion_3.py; "
     "black-forest-labs/flux: cli.py",
     kToys | kSd3 | kFlux},
    {6, "joint-tokens", "tokens",
     "The joint sequence has 1101 tokens.",
     "At 1024 × 1024: 4250 or 4429 in SD3, 4608 in FLUX.1-dev.",
     "4096 image tokens plus 154, 333 or 512 text tokens.",
     "computed from the sizes above", kToys | kSd3 | kFlux},
    {7, "333-twice", "tokens",
     "333 = 77 text + 256 image tokens.",
     "Right for a 256 × 256 image with one CLIP. In diffusers, 333 is SD3's text alone: 77 + 256.",
     "The same number by coincidence: 256 image tokens there, 256 T5 tokens here.",
     "huggingface/diffusers: pipeline_stable_diffusion_3.py", kToys | kSd3 | kTiny},
    {8, "how-joined", "text encoders",
     "The encoders' outputs are projected separately and combined.",
     "CLIPs joined on channels and zero-padded, T5 appended on the sequence, then one Linear.",
     "Nothing is summed: joining keeps every encoder's numbers apart until the Linear.",
     "Stability-AI/sd3.5: sd3_infer.py get_cond", kToys | kSd3},
    {9, "adaln-count", "block",
     "An MMDiT block has at minimum 9 modulation parameters.",
     "12: two streams × two sub-layers × (shift, scale, gate). FLUX single-stream: 3.",
     "Each stream has its own norm before attention as well, so nothing is shared.",
     "Stability-AI/sd3.5: mmditx.py n_mods; black-forest-labs/flux: layers.py Modulation",
     kToys | kSd3 | kFlux | kTiny},
    {10, "pre-norm-per-stream", "block",
     "Three of them modulate the shared attention's one pre-norm.",
     "There is no shared pre-norm: text and image have their own.",
     "Queries, keys and values are made per stream, so each stream is normalised on its own.",
     "Stability-AI/sd3.5: mmditx.py DismantledBlock", kToys | kSd3 | kFlux | kTiny},
    {11, "no-reflow", "training",
     "SD3 is trained again on pairs of noise and image that it generated itself.",
     "SD3's paper describes no such stage. \"Rectified flow\" there is the formulation.",
     "Retraining on a model's own pairs is reflow, an idea of the earlier rectified-flow paper.",
     "Esser et al. 2024, sections 1, 3, 5.3", kToys | kSd3 | kFlux},
    {12, "pooled-eos", "text encoders",
     "The pooled vector is the CLS embedding.",
     "It is the state at the end-of-text token.",
     "CLIP's text encoder is causal: only the last token has read the whole prompt.",
     "Stability-AI/sd3.5: other_impls.py CLIPTextModel_", kToys | kSdxl | kSd3 | kFlux},
    {13, "new-vae", "latent",
     "The VAE is the same.",
     "A new one with 16 channels; only the factor 8 stays.",
     "More channels keep more of the picture: 262,144 numbers instead of 65,536 at 1024 × 1024.",
     "Esser et al. 2024, section 5.2.1, table 3", kToys | kSd3 | kFlux},
    {14, "patches-of-latent", "tokens",
     "Patchify is a linear projection of pixel values.",
     "Of 2 × 2 patches of the latent: 2 × 2 × 16 = 64 numbers each.",
     "The transformer never sees a pixel; 16 numbers a patch is DiT's 4-channel latent.",
     "Stability-AI/sd3.5: mmditx.py PatchEmbed; black-forest-labs/flux: sampling.py prepare",
     kToys | kDit | kSd3 | kFlux},
    {15, "dropping-an-encoder", "text encoders",
     "Removing any encoder degrades quality.",
     "Without T5, 50% win on looks, 46% on following the prompt, 38% on written words.",
     "Each encoder is dropped 46.3% of the time in training, so any subset works.",
     "Esser et al. 2024, section 5.3.3, figures 7 and 9", kToys | kSd3},
    {16, "width-not-information", "text encoders",
     "T5 gives 5× more information per token.",
     "4096 / 768 = 5.33× more numbers per token.",
     "Width is not information. CLIP's rows are 4096 wide as well once padded.",
     "arithmetic", kToys | kSd3 | kFlux},
    {17, "shared-weights", "block",
     "Sharing the projections between text and image would struggle.",
     "Open. Separate weights won in SD3's tests; 38 of FLUX's 57 blocks share all, and DiT-Air shares all "
     "on a par.",
     "FLUX shares them only after 19 dual-stream blocks have run with separate ones.",
     "Esser et al. 2024, section 5.2.3; Chen et al. 2025 (arXiv 2503.10618); black-forest-labs/flux: SingleStreamBlock",
     kToys | kSd3 | kFlux},
    {18, "text-dropped-at-the-end", "block",
     "Every block updates the text tokens.",
     "All but SD3's last one; FLUX drops the text after its last single-stream block.",
     "Only image tokens become the picture.",
     "Stability-AI/sd3.5: mmditx.py pre_only; black-forest-labs/flux: model.py",
     kToys | kSd3 | kFlux | kTiny},
    {19, "thirty-percent", "cost",
     "Joint attention costs about 30% more.",
     "+30.1% for 256 + 77 tokens, and for the attention weights alone; +8.1% for 4096 + 333. The whole "
     "block: 1.08×, and 0.93× to 0.98× at 1024 × 1024.",
     "The block has no separate cross-attention projections over 4096 image tokens.",
     "computed; see the FLOP formulas", kToys | kSd3 | kFlux | kTiny},
    {20, "one-operation", "cost",
     "One operation replaces two: simpler.",
     "One attention instead of two, and a second full set of weights: 36 d² against 22 d² per "
     "block.",
     "At 1024 × 1024 the price is weights alone; at 256 × 256 the block computes 1.13× to 1.69× as much, too.",
     "computed; see the parameter formulas", kToys | kSd3 | kFlux | kTiny},
    {21, "step-counts", "sampling",
     "SD3 and FLUX take 20 to 30 steps.",
     "SD3 Medium 28 (diffusers) or 50 (Stability's code); FLUX.1-dev 28 to 50; Turbo and schnell 1 to 4.",
     "Solvers differ, too: DPM-Solver takes older diffusion models to good pictures in about 20 steps.",
     "huggingface/diffusers pipelines; Stability-AI/sd3.5: sd3_infer.py; black-forest-labs/flux: "
     "cli.py, model cards",
     kToys | kSd3 | kFlux},
    {22, "median-time", "training",
     "Training samples t mostly around 0.5.",
     "Before the shift. With shift 3, used at 1024 × 1024, the median is 0.75.",
     "The shift moves logit(t) by ln 3: large images need more noise to lose their layout.",
     "Esser et al. 2024, sections 3.1 and 5.3.2, equation 23", kToys | kSd3},
    {23, "total-size", "cost",
     "About 8B+ parameters in all.",
     "7.69B for SD3 Medium: 2.03B MMDiT, 4.76B T5, 0.69B bigG, 0.12B CLIP-L, 0.08B VAE.",
     "The rounded parts add up to a little less than 8.",
     "counted from the architectures", kToys | bit(ModelId::sd3_medium)},
    {24, "sdxl-vector", "text encoders",
     "SDXL's pooled text entered adaptive norm.",
     "It is added to the timestep embedding.",
     "And that is added inside the residual blocks: the configuration switches scale-and-shift norms off.",
     "Stability-AI/generative-models: openaimodel.py use_scale_shift_norm=False", kToys | kSdxl},
    {25, "t5-objective", "text encoders",
     "T5 was trained by masked language modelling.",
     "By span corruption: runs of tokens are replaced by one mark and written out again.",
     "A relative of masking, but the decoder has to write the missing runs.",
     "Raffel et al. 2020 (arXiv 1910.10683), section 3.1.4", kToys | kSd3 | kFlux},
    {26, "one-head-drawn", "block",
     "Q, K and V are drawn once, [333, d_head].",
     "That is one head. SD3 Medium has 24 of 64 numbers, FLUX 24 of 128.",
     "Heads lie side by side on the columns: H × D = d.",
     "Stability-AI/sd3.5: mmditx.py; black-forest-labs/flux: util.py; facebookresearch/DiT: models.py",
     kToys | kDit | kSd3 | kFlux | kTiny},
    {27, "which-quadrant", "attention",
     "The highest quadrant is likely image-to-image.",
     "By total weight, through token counts alone. Per cell, the mixed quadrants lie above the uniform "
     "share; no table is published.",
     "Weight per quadrant and weight per cell are different questions: always show the uniform share.",
     "Seg4Diff (arXiv 2509.18096), abstract and project page; no published table of totals found",
     kToys | kSd3 | kFlux | kTiny},
};
// clang-format on

}  // namespace

std::span<const Difference> differences() { return kDifferences; }

std::vector<Difference> differences_for(ModelId id) {
  std::vector<Difference> found;
  for (const Difference& difference : kDifferences) {
    if (difference.applies(id)) found.push_back(difference);
  }
  return found;
}

const Difference* find_difference(std::string_view id) {
  for (const Difference& difference : kDifferences) {
    if (id == difference.id) return &difference;
  }
  return nullptr;
}

}  // namespace lesson::catalogue
