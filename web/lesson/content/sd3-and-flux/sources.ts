import type { Source } from "../../context.js";

export const sources: Record<string, Source> = {
  SD3P: {
    short: "Esser et al. 2024",
    full: "Patrick Esser et al., Scaling Rectified Flow Transformers for High-Resolution Image Synthesis, 2024 (arXiv 2403.03206); the figures of §5.2.3 and table 4 at second hand, from published reading notes",
    url: "https://arxiv.org/abs/2403.03206",
  },
  DITP: {
    short: "Peebles & Xie 2022",
    full: "William Peebles and Saining Xie, Scalable Diffusion Models with Transformers, 2022 (arXiv 2212.09748)",
    url: "https://arxiv.org/abs/2212.09748",
  },
  SAI: {
    short: "Stability AI, sd3.5",
    full: "Stability AI, reference code of Stable Diffusion 3.5: mmditx.py, sd3_infer.py, sd3_impls.py, other_impls.py",
    url: "https://github.com/Stability-AI/sd3.5",
  },
  BFL: {
    short: "Black Forest Labs, flux",
    full: "Black Forest Labs, reference code of FLUX.1: model.py, layers.py, sampling.py, util.py, and the model cards",
    url: "https://github.com/black-forest-labs/flux",
  },
  DF: {
    short: "diffusers",
    full: "Hugging Face, diffusers: pipelines and schedulers of Stable Diffusion 3 and Flux",
    url: "https://github.com/huggingface/diffusers",
  },
  OC: {
    short: "OpenCLIP",
    full: "OpenCLIP, docs/model_profile.csv and the model configurations",
    url: "https://github.com/mlfoundations/open_clip",
  },
  IPA: {
    short: "IP-Adapter",
    full: "Tencent AI Lab, IP-Adapter: attention_processor.py",
    url: "https://github.com/tencent-ailab/IP-Adapter",
  },
  LDM: {
    short: "Stable Diffusion v1",
    full: "CompVis, Stable Diffusion: configs/stable-diffusion/v1-inference.yaml",
    url: "https://github.com/CompVis/stable-diffusion",
  },
  UVIT: {
    short: "Bao et al. 2022",
    full: "Fan Bao et al., All are Worth Words: A ViT Backbone for Diffusion Models, 2022 (arXiv 2209.12152)",
    url: "https://arxiv.org/abs/2209.12152",
  },
  UVITS: {
    short: "Li et al. 2024",
    full: "Hao Li et al., Efficient Scaling of Diffusion Transformers for Text-to-Image Generation, 2024 (arXiv 2412.12391): models of 0.3 to 8 billion parameters",
    url: "https://arxiv.org/abs/2412.12391",
  },
  DITAIR: {
    short: "Chen et al. 2025",
    full: "Chen Chen et al., DiT-Air: Revisiting the Efficiency of Diffusion Model Architecture Design in Text to Image Generation, 2025 (arXiv 2503.10618)",
    url: "https://arxiv.org/abs/2503.10618",
  },
  BOW: {
    short: "Koishigarina et al. 2025",
    full: "Darina Koishigarina et al., CLIP Behaves like a Bag-of-Words Model Cross-modally but not Uni-modally, 2025 (arXiv 2502.03566)",
    url: "https://arxiv.org/abs/2502.03566",
  },
  T5: {
    short: "Raffel et al. 2020",
    full: "Colin Raffel et al., Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer, 2020 (arXiv 1910.10683)",
    url: "https://arxiv.org/abs/1910.10683",
  },
  IMAGEN: {
    short: "Imagen",
    full: "Google Research, Imagen, 2022 (arXiv 2205.11487)",
    url: "https://arxiv.org/abs/2205.11487",
  },
  DMFM: {
    short: "Gao et al. 2024",
    full: "Ruiqi Gao et al., Diffusion Meets Flow Matching: Two Sides of the Same Coin, 2024",
    url: "https://diffusionflow.github.io",
  },
  DPM: {
    short: "diffusers, DPM-Solver",
    full: "Hugging Face, documentation of diffusers: DPMSolverMultistepScheduler",
    url: "https://huggingface.co/docs/diffusers/api/schedulers/multistep_dpm_solver",
  },
  DFL: {
    short: "diffusers, later models",
    full: "Hugging Face, diffusers: transformer_flux2.py, transformer_qwenimage.py, transformer_z_image.py; the models' model_index.json",
    url: "https://github.com/huggingface/diffusers/tree/main/src/diffusers/models/transformers",
  },
  FLUX2: {
    short: "FLUX.2",
    full: "Hugging Face, Welcome FLUX.2, 25 November 2025",
    url: "https://huggingface.co/blog/flux-2",
  },
  SEG4: {
    short: "Seg4Diff",
    full: "Seg4Diff: Unveiling Open-Vocabulary Segmentation in Text-to-Image Diffusion Transformers, 2025 (arXiv 2509.18096)",
    url: "https://arxiv.org/abs/2509.18096",
  },
  TACA: {
    short: "TACA",
    full: "TACA: Rethinking Cross-Modal Interaction in Multimodal Diffusion Transformers, 2025 (arXiv 2506.07986)",
    url: "https://arxiv.org/abs/2506.07986",
  },
  EDIT: {
    short: "Shin et al. 2025",
    full: "Exploring Multimodal Diffusion Transformers for Enhanced Prompt-based Image Editing, 2025 (arXiv 2508.07519); findings per block at second hand, from published reading notes",
    url: "https://arxiv.org/abs/2508.07519",
  },
  CONCEPT: {
    short: "ConceptAttention",
    full: "ConceptAttention: Diffusion Transformers Learn Highly Interpretable Features, 2025 (arXiv 2502.04320)",
    url: "https://arxiv.org/abs/2502.04320",
  },
};
