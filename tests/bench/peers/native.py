#!/usr/bin/env python3
"""Natively, one thread each, in turns: our kernels, Eigen compiled for AVX2 and, where the processor has it, for AVX-512, and PyTorch
where this Python has it. EIGEN_PROCESS: the programs' common name, before _v3 and _v4.

    native.py OUR_PROCESS EIGEN_PROCESS WEIGHTS CHECKPOINT_FOLDER < scenes.json > rows.json"""
import json
import statistics
import subprocess
import sys
import time


class Process:
    """peer_process or eigen_process: a conversation of lines."""

    def __init__(self, name, program):
        self.name = name
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        words = self.process.stdout.readline().split()
        return words[1:] if words and words[0] == "ok" else None

    def open(self, scene):
        answer = self.ask("open " + " ".join(map(str, scene["open"])))
        if not answer:
            return None
        self.flops = float(answer[1])
        return lambda times: float(self.ask(f"call {answer[0]} {times}")[0])


class Torch:
    """A current PyTorch: fused attention, linear layers, and diffusers' own transformer; one thread."""
    name = "PyTorch"

    def __init__(self, folder):
        import torch
        torch.set_num_threads(1)
        torch.set_grad_enabled(False)
        self.torch, self.folder, self.net = torch, folder, None

    def open(self, scene):
        kind, *sizes = scene["open"]
        make = {"attention": self.attention, "layer": self.layer, "softmax": self.softmax, "forward": self.forward, "run": self.run}.get(kind)
        call = make(*sizes) if make else None
        return call and (lambda times: seconds_a_call(call, times))

    def attention(self, heads, tokens, dim, _, how):
        if how:
            return None
        x = self.torch.randn(3, 1, heads, tokens, dim)
        return lambda: self.torch.nn.functional.scaled_dot_product_attention(x[0], x[1], x[2])

    def layer(self, rows, width, out, around):
        functional, torch = self.torch.nn.functional, self.torch
        x, weight, base = torch.randn(rows, width), torch.randn(out, width), torch.zeros(rows, out)
        shift, scale, gate = torch.randn(width), torch.randn(width), torch.randn(out)

        def call():
            y = functional.layer_norm(x, [width], eps=1e-6) * (1 + scale) + shift if around & 1 else x
            y = functional.linear(y, weight)
            y = functional.gelu(y, approximate="tanh") if around & 2 else y
            return base + gate * y if around & 4 else y
        return call

    def softmax(self, rows, columns):
        x = self.torch.randn(rows, columns)
        return lambda: self.torch.softmax(x, -1)

    def denoiser(self, batch):
        from diffusers import SD3Transformer2DModel
        if self.net is None:
            self.net = SD3Transformer2DModel.from_pretrained(self.folder, subfolder="transformer").float().eval()
        c, torch = self.net.config, self.torch
        given = {"hidden_states": torch.randn(batch, c.in_channels, c.sample_size, c.sample_size),
                 "encoder_hidden_states": torch.randn(batch, 77, c.joint_attention_dim),
                 "pooled_projections": torch.randn(batch, c.pooled_projection_dim), "timestep": torch.full([batch], 500.)}
        return lambda: self.net(**given, return_dict=False)[0]

    def forward(self, batch):
        return self.denoiser(batch)

    def run(self, steps):
        step = self.denoiser(2)  # the steps alone
        return lambda: [step() for _ in range(steps)]


def seconds_a_call(call, times):
    start = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - start) / times


def measured(scene, sides, rounds=9, wanted=.12):
    opened = [(side.name, call) for side in sides if (call := side.open(scene))]
    times = {name: [] for name, _ in opened}
    counts = {name: max(1, round(wanted / max(min(call(1), call(1)), 1e-6))) for name, call in opened}
    for _ in range(rounds):
        for name, call in opened:
            times[name].append(call(counts[name]) * 1e3)
    spread = {name: dict(zip(("low", "median", "high"), statistics.quantiles(t, n=4, method="inclusive"))) for name, t in times.items()}
    for name in spread:
        spread[name]["calls"] = counts[name]
    for side in sides:
        if side.name in spread and hasattr(side, "flops"):
            spread[side.name]["flops"] = side.flops    # the ceiling's hang on how wide its vectors are
    ratios = {a: {b: statistics.median(y / x for x, y in zip(times[a], times[b])) for b in times} for a in times}
    return {"id": scene["id"], "group": scene["group"], "flops": sides[0].flops, "rounds": rounds, "sides": spread, "ratios": ratios}


def main():
    ours, eigen, weights, folder = sys.argv[1:5]
    sides = []
    for kernels in ("best", "avx2"):
        side = Process("", ours)
        side.name = "ours " + side.ask(f"kernels {kernels}")[0]
        side.ask(f"load {weights}")
        if side.name not in [s.name for s in sides]:
            sides.append(side)
    sides.append(Process("Eigen AVX2", eigen + "_v3"))
    if "avx512f" in open("/proc/cpuinfo").read():
        sides.append(Process("Eigen AVX-512", eigen + "_v4"))
    missing = None
    try:
        sides.append(Torch(folder))
        version = sides[-1].torch.__version__
    except ImportError as error:
        version, missing = None, str(error)
    rows = [measured(scene, sides) for scene in json.load(sys.stdin)]
    json.dump({"pytorch": version, "missing": missing, "rows": rows}, sys.stdout)


if __name__ == "__main__":
    main()
