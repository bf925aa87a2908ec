"""Small SD3 and FLUX pipelines with random weights, made of the libraries' own classes; no download."""
import torch
from diffusers import (AutoencoderKL, FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel, SD3Transformer2DModel,
                       StableDiffusion3Pipeline)
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, PreTrainedTokenizerFast, T5Config, T5EncoderModel

WORDS = ["[PAD]", "[UNK]", "[BOS]", "[EOS]", "a", "cat", "crane", "near", "river", "at", "sunset", "two", "red", "</s>"]


def tokenizer(length, begins=True):
    core = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    core.normalizer, core.pre_tokenizer = normalizers.Lowercase(), pre_tokenizers.WhitespaceSplit()
    end = "[EOS]" if begins else "</s>"
    core.post_processor = processors.TemplateProcessing(single=f"{'[BOS] ' if begins else ''}$A {end}",
                                                        special_tokens=[("[BOS]", 2), ("[EOS]", 3), ("</s>", 13)])
    return PreTrainedTokenizerFast(tokenizer_object=core, pad_token="[PAD]", unk_token="[UNK]", eos_token=end, model_max_length=length)


def clip(width, length, projected=True):
    config = CLIPTextConfig(vocab_size=len(WORDS), hidden_size=width, intermediate_size=2 * width, num_hidden_layers=2, num_attention_heads=2,
                            max_position_embeddings=length, projection_dim=width, bos_token_id=2, eos_token_id=3, pad_token_id=0)
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config).eval()


def t5(width):
    return T5EncoderModel(T5Config(vocab_size=len(WORDS), d_model=width, d_kv=8, d_ff=2 * width, num_layers=1, num_heads=2, dropout_rate=0.0)).eval()


def vae(channels):
    return AutoencoderKL(in_channels=3, out_channels=3, down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
                         block_out_channels=(8, 8), layers_per_block=1, latent_channels=channels, norm_num_groups=4, sample_size=32,
                         use_quant_conv=False, use_post_quant_conv=False, scaling_factor=1.5, shift_factor=0.1).eval()


def sd3(dual=(), seed=0, **config):
    torch.manual_seed(seed)
    sizes = dict(sample_size=16, patch_size=2, in_channels=4, num_layers=3, attention_head_dim=8, num_attention_heads=3, joint_attention_dim=32,
                 caption_projection_dim=24, pooled_projection_dim=24, out_channels=4, pos_embed_max_size=16, qk_norm="rms_norm", dual_attention_layers=dual)
    pipe = StableDiffusion3Pipeline(transformer=SD3Transformer2DModel(**{**sizes, **config}).eval(), scheduler=FlowMatchEulerDiscreteScheduler(), vae=vae(4),
                                    text_encoder=clip(8, 12), tokenizer=tokenizer(12), text_encoder_2=clip(16, 12), tokenizer_2=tokenizer(12),
                                    text_encoder_3=t5(32), tokenizer_3=tokenizer(20, False))
    pipe.set_progress_bar_config(disable=True)
    return pipe


def flux(seed=0, guidance=True, **config):
    torch.manual_seed(seed)
    sizes = dict(attention_head_dim=16, num_attention_heads=2, axes_dims_rope=(4, 6, 6))
    transformer = FluxTransformer2DModel(patch_size=1, in_channels=16, num_layers=2, num_single_layers=3,
                                         joint_attention_dim=32, pooled_projection_dim=16, guidance_embeds=guidance, **{**sizes, **config}).eval()
    pipe = FluxPipeline(transformer=transformer, scheduler=FlowMatchEulerDiscreteScheduler(), vae=vae(4), text_encoder=clip(16, 12, False),
                        tokenizer=tokenizer(12), text_encoder_2=t5(32), tokenizer_2=tokenizer(20, False))
    pipe.set_progress_bar_config(disable=True)
    return pipe
