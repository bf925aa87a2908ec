"""The three readers, as transformers' own classes with small sizes, and how SD3 joins what they give.

Legend: B batch, T text rows = 33 (CLIP) + 44 (T5), w width.  Source: diffusers, pipeline_stable_diffusion_3.py,
`encode_prompt`: both CLIPs' penultimate layers side by side on channels, zeros up to T5's width, T5's rows
after them on the sequence; the pooled vector is both CLIPs' projected end-of-text rows side by side."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, T5Config, T5EncoderModel

from .tokenizer import (CLIP_BOS, CLIP_EOS, CLIP_LENGTH, CLIP_PAD, CLIP_VOCAB, T5_EOS, T5_LENGTH, T5_PAD, T5_VOCAB,
                        clip_ids, t5_ids)

TEXT_WIDTH = 160                    # T5's width, joint_attention_dim
POOLED_WIDTH = 64 + 96


def clip_config(width, layers, heads, activation, pad):
    return CLIPTextConfig(vocab_size=CLIP_VOCAB, hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers,
                          num_attention_heads=heads, max_position_embeddings=CLIP_LENGTH, hidden_act=activation,
                          projection_dim=width, bos_token_id=CLIP_BOS, eos_token_id=CLIP_EOS, pad_token_id=pad)


CLIPS = {"clip_l": clip_config(64, 2, 2, "quick_gelu", CLIP_EOS), "clip_g": clip_config(96, 3, 3, "gelu", CLIP_PAD)}
T5 = dict(vocab_size=T5_VOCAB, d_model=TEXT_WIDTH, d_kv=32, d_ff=320, num_layers=3, num_heads=5,
          relative_attention_num_buckets=32, relative_attention_max_distance=128, feed_forward_proj="gated-gelu",
          dropout_rate=0.0, pad_token_id=T5_PAD, eos_token_id=T5_EOS, decoder_start_token_id=T5_PAD,
          tie_word_embeddings=False)


def t5_config(**more):
    return T5Config(**T5, **more)


class Readers(nn.Module):
    """clip_l, clip_g, t5 -> text rows [B,77,160] and pooled [B,160]."""

    def __init__(self):
        super().__init__()
        self.clip_l = CLIPTextModelWithProjection(CLIPS["clip_l"])
        self.clip_g = CLIPTextModelWithProjection(CLIPS["clip_g"])
        self.t5 = T5EncoderModel(t5_config())

    def forward(self, rows):
        """rows: word indices [B, MOST] (tokenizer.indices)."""
        device = self.t5.shared.weight.device
        ids = [torch.from_numpy(x).to(device) for x in (clip_ids(rows, CLIP_EOS), clip_ids(rows, CLIP_PAD), t5_ids(rows))]
        out = [m(i, output_hidden_states=True) for m, i in zip((self.clip_l, self.clip_g), ids)]
        clip = torch.cat([o.hidden_states[-2] for o in out], -1)
        clip = F.pad(clip, (0, TEXT_WIDTH - clip.shape[-1]))
        return torch.cat([clip, self.t5(ids[2])[0]], 1), torch.cat([o.text_embeds for o in out], -1)


def drop(text, pooled, keep):
    """keep [B,3] of 0/1 (clip_l, clip_g, t5): a dropped reader's rows and pooled part are zeros."""
    l, g, t = keep.to(text.dtype).unbind(1)
    mask = torch.zeros(len(keep), CLIP_LENGTH + T5_LENGTH, TEXT_WIDTH, dtype=text.dtype, device=text.device)
    mask[:, :CLIP_LENGTH, :64] = l[:, None, None]
    mask[:, :CLIP_LENGTH, 64:] = g[:, None, None]
    mask[:, CLIP_LENGTH:] = t[:, None, None]
    pool = torch.cat([l[:, None].expand(-1, 64), g[:, None].expand(-1, 96)], 1)
    return text * mask, pooled * pool


@torch.no_grad()
def scale_clip(model, gain):
    """The penultimate rows times `gain`, everything else as it was: the residual stream is scaled and each
    layer's norm takes the scale out again (but for its epsilon)."""
    text = model.text_model
    text.embeddings.token_embedding.weight.mul_(gain)
    text.embeddings.position_embedding.weight.mul_(gain)
    for layer in text.encoder.layers:
        for linear in (layer.self_attn.out_proj, layer.mlp.fc2):
            linear.weight.mul_(gain)
            linear.bias.mul_(gain)
    # LayerNorm's epsilon is 1e-5 of a variance that is now gain^2 times as large: of no weight near gain 1.


EMPTY = np.full((1, CLIP_LENGTH - 2), -2, np.int16)          # the prompt ""
