"""The autoencoder: diffusers' AutoencoderKL, small: 64 x 64 RGB in -1..1 <-> latent [4, 32, 32]."""
from diffusers import AutoencoderKL

LATENT = 4
CONFIG = dict(in_channels=3, out_channels=3, down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
              block_out_channels=(16, 32), layers_per_block=1, act_fn="silu", latent_channels=LATENT, norm_num_groups=8,
              sample_size=64, use_quant_conv=False, use_post_quant_conv=False, mid_block_add_attention=False)


def build(scaling_factor=1.0, shift_factor=0.0):
    return AutoencoderKL(**CONFIG, scaling_factor=scaling_factor, shift_factor=shift_factor)


def encode(vae, images):
    """[B,3,64,64] -> standardised latents [B,4,32,32] (the mean: no noise)."""
    return (vae.encode(images).latent_dist.mode() - vae.config.shift_factor) * vae.config.scaling_factor


def decode(vae, z):
    """Standardised latents -> pictures in -1..1 (not clipped)."""
    return vae.decode(z / vae.config.scaling_factor + vae.config.shift_factor, return_dict=False)[0]
