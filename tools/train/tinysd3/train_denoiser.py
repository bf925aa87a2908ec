"""Train a denoiser: one arm = one conditioning (mmdit.py) and one objective (objectives.py).

Resumable: state is saved every few minutes to `.train/<arm>.pt`; the same command goes on.
`--workers 2` runs exact data-parallel training over two single-threaded processes."""
import argparse
import time

import numpy as np
import torch
import torch.multiprocessing as mp

from . import mmdit
from .common import DEVICE, Log, exists, fast_bfloat16, load, load_readers, save, setup
from .mmdit import Denoiser
from .objectives import OBJECTIVES
from .optim import FlatOptimiser
from .prepare_data import Dataset
from .readers import EMPTY, drop

DROP = 0.464                         # each reader, independently (SD3 paper, appendix B.3)
EMPTY_RATE = .1                      # captions replaced by the empty one, which guidance compares with
ARMS = {"flow": ("joint", "velocity"), "flow_cross": ("cross", "velocity"), "noise": ("joint", "noise"),
        "noise_cross": ("cross", "noise"), "v_diffusion": ("joint", "v_diffusion"), "flow_shared": ("shared", "velocity")}


def build(arm):
    return Denoiser(ARMS[arm][0])


def keep_mask(n, generator, independent):
    """[n,3]: a share `independent` of rows drops each reader with p = 0.464, the others drop none."""
    each = (torch.rand(n, 3, generator=generator) >= DROP).float()
    pick = (torch.rand(n, 1, generator=generator) < independent).float()
    return pick * each + (1 - pick)


def learn(arm, model, x0, text, pooled, generator):
    """One piece's loss: the noised latent, its time 0..1000, the target and its weight come from the objective."""
    eps = torch.randn(x0.shape, generator=generator).to(x0.device)
    x, t, target, weight = OBJECTIVES[ARMS[arm][1]](x0, eps, generator)
    error = (model(x, text, pooled, t) - target).pow(2).mean((1, 2, 3))
    return (weight * error).mean(), error.mean()


def learning_rate(samples, a):
    """Warm-up, constant, and a linear decay to 5 % over the last `--decay` samples."""
    warm = min(1.0, (samples + 1) / 4000)
    left = (a.until - samples) / max(1, a.decay)
    return warm * (1.0 if a.decay == 0 else max(.05, min(1.0, left)))


def snapshot_due(before, after, every):
    return every and before // every != after // every


def micro_batch(a, samples, index, data):
    """The index-th piece of the step that begins at `samples`: its content hangs on the seed, the
    count of samples and the index alone, not on which worker takes it."""
    rng = np.random.default_rng([a.seed, samples, index])
    generator = torch.Generator().manual_seed(int(rng.integers(2 ** 62)))
    x0, rows = data.batch(a.batch, rng)
    rows = np.where(rng.random((a.batch, 1)) < EMPTY_RATE, EMPTY, rows)
    return x0.to(DEVICE), rows, generator


def accumulate(a, model, readers, data, samples, shared):
    """Take pieces of this step until none is left; gradients add up in the model's grad views."""
    total = count = 0
    while True:
        index = shared.next_piece()
        if index >= a.pieces:
            return total, count
        x0, rows, generator = micro_batch(a, samples, index, data)
        with torch.no_grad():
            with torch.autocast(DEVICE, torch.bfloat16, enabled=mmdit.HALF):
                text, pooled = readers(rows)
            text, pooled = drop(text.float(), pooled.float(), keep_mask(a.batch, generator, a.independent).to(DEVICE))
        loss, plain = learn(a.arm, model, x0, text, pooled, generator)
        (loss * (a.workers / a.pieces)).backward()
        total, count = total + plain.item(), count + 1


def worker(rank, a, opt, shared, barrier):
    setup(1000 + rank)
    mmdit.HALF = not a.float32 and fast_bfloat16()
    model = build(a.arm).to(DEVICE)
    opt.bind(model, rank)
    if a.compile:
        model = torch.compile(model)
    readers, data, log = load_readers(), Dataset(a.size), Log(a.arm + a.tag)
    samples, mean = int(shared["samples"]), None
    start = saved = mark = time.time()
    while True:
        opt.G[rank].zero_()
        total, count = accumulate(a, model, readers, data, samples, shared)
        barrier.wait()
        lr = learning_rate(samples, a)
        norm = opt.step(rank, a.lr_muon * lr, a.lr_adam * lr, a.ema)
        before, samples = samples, samples + a.batch * a.pieces
        if rank == 0:                       # rank 0's clock decides for all when to stop
            shared.rewind()
            shared["stop"] = float(samples >= a.until or time.time() - start >= a.seconds)
        barrier.wait()
        if rank == 0:
            if count:
                mean = total / count if mean is None else mean + .03 * (total / count - mean)
            if snapshot_due(before, samples, a.log_every):
                log(samples=samples, size=a.size, loss=mean, lr=lr, grad=norm, rate=a.log_every / (time.time() - mark))
                mark = time.time()
            if snapshot_due(before, samples, a.snapshot_every):
                half = {k: v.half() for k, v in opt.average_state().items()}
                save({"ema": half, "samples": samples, "size": a.size}, f"{a.arm}{a.tag}_{samples // 1000}k_{a.size}.pt")
            if time.time() - saved > 150 or shared["stop"]:
                store(a, opt, samples)
                saved = time.time()
        if shared["stop"]:
            return


def store(a, opt, samples):
    save({"opt": opt.state(), "samples": samples, "size": a.size, "arm": a.arm}, f"{a.arm}{a.tag}.pt")


class Shared:
    """A tiny dict of shared doubles, and the counter from which workers take pieces of a step:
    on a busy machine the faster worker takes more."""

    def __init__(self, **values):
        self.v = {k: mp.Value("d", v, lock=False) for k, v in values.items()}
        self.piece = mp.Value("i", 0)

    def next_piece(self):
        with self.piece.get_lock():
            self.piece.value += 1
            return self.piece.value - 1

    def rewind(self):
        self.piece.value = 0

    def __getitem__(self, k):
        return self.v[k].value

    def __setitem__(self, k, x):
        self.v[k].value = x


class NoBarrier:
    def wait(self):
        pass


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("arm", choices=ARMS)
    p.add_argument("size", choices=("low", "high"))
    p.add_argument("--until", type=int, required=True, help="total samples seen at the end of this stage")
    p.add_argument("--decay", type=int, default=0, help="samples of final learning-rate decay")
    p.add_argument("--float32", action="store_true", help="products in float32 even where the processor has bfloat16")
    p.add_argument("--compile", action="store_true", help="torch.compile: a minute or more to start, then about twice as fast")
    p.add_argument("--seconds", type=float, default=1e9)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--batch", type=int, default=16, help="of one piece")
    p.add_argument("--pieces", type=int, default=4, help="of one step, dealt to the workers as they come")
    p.add_argument("--lr-muon", type=float, default=.015)
    p.add_argument("--lr-adam", type=float, default=1.5e-3)
    p.add_argument("--ema", type=float, default=.998)
    p.add_argument("--independent", type=float, default=.35)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--log-every", type=int, default=5000)
    p.add_argument("--snapshot-every", type=int, default=50000)
    p.add_argument("--tag", default="")
    p.add_argument("--start-from", default="", help="begin from the moving average of this snapshot")
    return p.parse_args()


def main():
    a = arguments()
    setup(a.seed)
    opt = FlatOptimiser(build(a.arm).to(DEVICE), a.workers, DEVICE)
    samples = 0
    if exists(f"{a.arm}{a.tag}.pt"):
        saved = load(f"{a.arm}{a.tag}.pt")
        opt.load(saved["opt"])
        samples = saved["samples"]
    elif a.start_from:
        saved = load(a.start_from)
        for slot in opt.slots:
            slot.view(opt.P).copy_(saved["ema"][slot.name].float())
        opt.E.copy_(opt.P)
        samples = saved["samples"]
    shared = Shared(samples=samples, stop=0)
    if a.workers == 1:
        return worker(0, a, opt, shared, NoBarrier())
    context = mp.get_context("fork")
    barrier = context.Barrier(a.workers)
    group = [context.Process(target=worker, args=(r, a, opt, shared, barrier)) for r in range(a.workers)]
    for proc in group:
        proc.start()
    for proc in group:
        proc.join()


if __name__ == "__main__":
    main()
