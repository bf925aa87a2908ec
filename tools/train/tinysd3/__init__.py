"""tinysd3: a whole Stable Diffusion 3, small enough to open (world, encoders, VAE, denoisers)."""
