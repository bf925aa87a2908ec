"""A pipeline for the notebooks, and the settings its makers use: the tiny SD3 on a CPU, SD3, SD3.5 or FLUX on a GPU."""
import inspect
import json
from pathlib import Path

# model card of each: (steps, guidance scale); the longest name that a model's ends in or holds is taken
CARDS = {"stable-diffusion-3-medium": (28, 7.0), "stable-diffusion-3.5-medium": (40, 4.5), "stable-diffusion-3.5-large": (28, 3.5),
         "stable-diffusion-3.5-large-turbo": (4, 0.0), "FLUX.1-schnell": (4, 0.0), "FLUX.1-dev": (50, 3.5)}
OTHERS = (28, 3.5)  # of a model that has no card here and states nothing itself


def load(model):
    """-> the pipeline of a folder or a name on the Hub, on a GPU in bfloat16 where there is one, else on the CPU in float32."""
    import torch
    import transformers
    from diffusers import DiffusionPipeline
    from diffusers.utils import logging
    # Each bar would stay in the notebook as a widget of its own, which an exported page then asks the network for.
    logging.disable_progress_bar()
    transformers.utils.logging.disable_progress_bar()
    gpu = torch.cuda.is_available()
    pipe = DiffusionPipeline.from_pretrained(model, dtype=torch.bfloat16 if gpu else torch.float32)
    pipe = pipe.to("cuda" if gpu else "cpu")
    if not gpu and parameters(pipe.transformer) < 50_000_000:
        torch.set_num_threads(1)                              # for a model this small, threads wait for each other
    pipe.set_progress_bar_config(disable=True)
    torch.set_grad_enabled(False)
    return pipe


def settings_of(folder):
    """-> (steps, guidance scale) that a checkpoint states itself, as `lesson-cli export` writes them, or None."""
    try:
        stated = json.loads((Path(folder) / "tiny-sd3.json").read_text())["defaults"]
        return stated["steps"], stated["guidance_scale"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def usual(pipe, seed=1, **more):
    """-> options for `pipe(prompt, **options)` and `capture(pipe, prompt, **options)`: steps, guidance, rows of text, and the
    noise of `seed`, made on the CPU so that it is the same everywhere. more: options of one's own, which come first."""
    import torch
    place = str(getattr(pipe.config, "_name_or_path", ""))
    cards = sorted((card for card in CARDS if card.lower() in place.lower()), key=len)
    steps, guidance = settings_of(place) or (CARDS[cards[-1]] if cards else OTHERS)
    reader = getattr(pipe, "tokenizer_3", None) or pipe.tokenizer_2
    longest = 512 if "FLUX.1-dev" in cards else 256
    return {"num_inference_steps": steps, "guidance_scale": guidance, "max_sequence_length": min(longest, reader.model_max_length),
            "generator": torch.Generator("cpu").manual_seed(seed), **more}


def parts_of(pipe):
    """-> {part: its module}: readers, transformer and VAE, in the order they are used."""
    names = ("text_encoder", "text_encoder_2", "text_encoder_3", "transformer", "vae")
    return {name: module for name in names if (module := getattr(pipe, name, None)) is not None}


def parameters(module):
    return sum(p.numel() for p in module.parameters())


def takes(pipe, option):
    return option in inspect.signature(type(pipe).__call__).parameters
