import type { Source } from "../../context.js";

export const sources: Record<string, Source> = {
  SD3P: {
    short: "Esser et al. 2024",
    full: "Patrick Esser et al., Scaling Rectified Flow Transformers for High-Resolution Image Synthesis, 2024 (arXiv 2403.03206)",
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
