#include "core/catalogue/later_models.h"

namespace lesson::catalogue {

namespace {

constexpr LaterModel kLaterModels[] = {
    {"FLUX.2-dev", 2025, "one vision-language model, Mistral Small 3.1", 8, 48, "",
     "time and guidance, one set for all blocks of a kind",
     "huggingface/diffusers: transformer_flux2.py; Hugging Face blog, 25 November 2025"},
    {"Qwen-Image", 2025, "one vision-language model, Qwen2.5-VL", 60, 0, "", "time, a set for every block",
     "huggingface/diffusers: transformer_qwenimage.py; model_index.json"},
    {"Z-Image", 2025, "one language model, Qwen3", 0, 30, "after 2 for each kind alone",
     "time, scales and gates without shifts", "huggingface/diffusers: transformer_z_image.py; model_index.json"},
};

}  // namespace

std::span<const LaterModel> later_models() { return kLaterModels; }

}  // namespace lesson::catalogue
