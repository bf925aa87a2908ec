"""Flat-buffer optimiser: Muon for matrices, AdamW for the rest, shared by data-parallel workers.

All parameters live in one vector P; each worker has its own row of gradients; after a barrier
every worker updates the parameters it owns.  With shared memory this is exact data-parallel
training on a CPU without any communication library; with one worker it is an ordinary optimiser."""
import torch

NS = (3.4445, -4.7750, 2.0315)       # Muon's quintic coefficients (Jordan et al. 2024)


def orthogonalise(g, steps=5):
    """[..., m, n] -> nearly the closest matrix with all singular values about 1."""
    tall = g.shape[-2] > g.shape[-1]
    x = g.transpose(-1, -2) if tall else g
    x = x / (x.flatten(-2).norm(dim=-1)[..., None, None] + 1e-7)
    a, b, c = NS
    for _ in range(steps):
        s = x @ x.transpose(-1, -2)
        x = a * x + (b * s + c * (s @ s)) @ x
    return x.transpose(-1, -2) if tall else x


class Slot:
    """Where one parameter lives in the flat vectors and how it is updated."""

    def __init__(self, name, p, start):
        self.name, self.shape, self.start, self.size = name, p.shape, start, p.numel()
        matrix = p.dim() == 2 and min(p.shape) >= 64
        self.muon = matrix and not any(k in name for k in ("linear", "proj_out", "context_embedder"))
        self.decay = matrix
        self.cost = self.size * (30 if self.muon else 1)

    def view(self, flat):
        return flat[self.start:self.start + self.size].view(self.shape)


class FlatOptimiser:
    """States: P parameters, E their moving average, M momentum, V second moments (AdamW only)."""

    def __init__(self, model, workers, device):
        slots, start = [], 0
        for name, p in model.named_parameters():
            slots.append(Slot(name, p, start))
            start += p.numel()
        self.slots, self.size, self.workers = slots, start, workers
        self.P, self.E, self.M, self.V = (torch.zeros(start, device=device) for _ in range(4))
        self.G = torch.zeros(workers, start, device=device)
        for slot, (_, p) in zip(slots, model.named_parameters()):
            slot.view(self.P).copy_(p.data)
        self.E.copy_(self.P)
        self.step_count = 0
        self.owner = self._assign()
        if device == "cpu" and workers > 1:
            for x in (self.P, self.E, self.M, self.V, self.G):
                x.share_memory_()

    def _assign(self):
        """Deal the parameters to workers by cost, largest first."""
        load, owner = [0] * self.workers, {}
        for slot in sorted(self.slots, key=lambda s: -s.cost):
            w = load.index(min(load))
            owner[slot.name] = w
            load[w] += slot.cost
        return owner

    def bind(self, model, rank):
        """Make the model's parameters views of P, and its gradients views of this worker's row."""
        for slot, (_, p) in zip(self.slots, model.named_parameters()):
            p.data = slot.view(self.P)
            p.grad = slot.view(self.G[rank])

    def state(self):
        return {"P": self.P.clone(), "E": self.E.clone(), "M": self.M.clone(), "V": self.V.clone(),
                "step_count": self.step_count, "names": [s.name for s in self.slots]}

    def load(self, state):
        assert state["names"] == [s.name for s in self.slots], "checkpoint of another model"
        for k in "PEMV":
            getattr(self, k).copy_(state[k])
        self.step_count = state["step_count"]

    def average_state(self):
        """Moving-average weights as an ordinary state dict."""
        return {s.name: s.view(self.E).clone() for s in self.slots}

    @torch.no_grad()
    def step(self, rank, lr_muon, lr_adam, ema, decay=.01):
        """Update the parameters this worker owns (call between two barriers)."""
        self.step_count += 1
        n = self.step_count
        mean = self.G[0] if self.workers == 1 else self.G.mean(0)
        norm = float(mean.norm())
        clip = min(1.0, 1.0 / (norm + 1e-6))
        for slot in self.slots:
            if self.owner[slot.name] == rank:
                self._update(slot, slot.view(mean) * clip, n, lr_muon, lr_adam, decay)
                slot.view(self.E).lerp_(slot.view(self.P), 1 - min(ema, (1 + n) / (10 + n)))
        return norm

    def _update(self, slot, g, n, lr_muon, lr_adam, decay):
        p, m = slot.view(self.P), slot.view(self.M)
        if slot.muon:
            m.mul_(.95).add_(g, alpha=.05)
            d = g.lerp(m, .95)                                            # Nesterov
            d = orthogonalise(d)
            p.mul_(1 - lr_muon * decay).add_(d, alpha=-lr_muon * max(1, slot.shape[0] / slot.shape[1]) ** .5)
            return
        v = slot.view(self.V)
        m.lerp_(g, .1)
        v.mul_(.99).addcmul_(g, g, value=.01)
        d = (m / (1 - .9 ** n)) / ((v / (1 - .99 ** n)).sqrt() + 1e-8)
        p.mul_(1 - lr_adam * (decay if slot.decay else 0)).add_(d, alpha=-lr_adam)
