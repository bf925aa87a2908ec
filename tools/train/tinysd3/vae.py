"""The autoencoder: 64 x 64 RGB <-> latent [4, 32, 32] (the paper's section 2, here factor 2).

Plain 3x3 convolutions (zero padding 1), SiLU, nearest upsampling.  Pictures are in -1..1."""
import torch
import torch.nn as nn
import torch.nn.functional as F

LATENT = 4


def conv(cin, cout, stride=1):
    return nn.Conv2d(cin, cout, 3, stride, 1)


class Encoder(nn.Module):
    """[B,3,64,64] -> mean [B,4,32,32], log-variance [B,4,32,32]."""

    def __init__(self):
        super().__init__()
        self.conv_in = conv(3, 24)
        self.down = conv(24, 40, 2)
        self.mid = conv(40, 40)
        self.conv_out = conv(40, 2 * LATENT)

    def forward(self, x):
        h = F.silu(self.conv_in(x))
        h = F.silu(self.down(h))
        h = h + F.silu(self.mid(h))
        return self.conv_out(h).chunk(2, 1)


class Decoder(nn.Module):
    """[B,4,32,32] -> [B,3,64,64]."""

    def __init__(self):
        super().__init__()
        self.conv_in = conv(LATENT, 48)
        self.mid = conv(48, 48)
        self.up = conv(48, 24)
        self.mid2 = conv(24, 24)
        self.conv_out = conv(24, 3)

    def forward(self, z):
        h = F.silu(self.conv_in(z))
        h = h + F.silu(self.mid(h))
        h = F.interpolate(h, scale_factor=2, mode="nearest")
        h = F.silu(self.up(h))
        h = h + F.silu(self.mid2(h))
        return self.conv_out(h)


class VAE(nn.Module):
    """`scale` and `shift` make the latents the denoiser sees zero-mean, unit-variance:
    z_model = (z - shift) * scale, per channel is not needed: one number each."""

    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()
        self.register_buffer("shift", torch.zeros(()))
        self.register_buffer("scale", torch.ones(()))

    def encode(self, images):
        """[B,3,64,64] in -1..1 -> standardised latents [B,4,32,32] (the mean: no noise)."""
        return (self.encoder(images)[0] - self.shift) * self.scale

    def decode(self, z):
        """Standardised latents -> pictures in -1..1 (not clipped)."""
        return self.decoder(z / self.scale + self.shift)
