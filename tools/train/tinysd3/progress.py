"""Print how many samples a denoiser's checkpoint has seen (0: there is none)."""
import sys

from .common import exists, load

if __name__ == "__main__":
    name = sys.argv[1] + ".pt"
    print(int(load(name)["samples"]) if exists(name) else 0)
