"""Listens to a diffusers transformer while it runs: queries, keys and values of chosen blocks, heads and steps.

Nothing is computed anew and no processor is replaced: each chosen block's attention runs as it always does, and its one call of
`scaled_dot_product_attention` is overheard (torch.overrides.TorchFunctionMode). So a captured picture is bit-equal to one
that was not, and norms and rotations are those of the model. Legend: B batch, S rows, H heads, D numbers a head.
"""
import torch
from torch.overrides import TorchFunctionMode

ATTENTION = torch.nn.functional.scaled_dot_product_attention


class Layout:
    """What is particular to one kind of transformer."""

    def __init__(self, groups, order, whole_time):
        self.groups = groups            # (attribute, label) of its lists of blocks, in the order they run
        self.order = order              # the order of rows in the model's own joint sequence
        self.whole_time = whole_time    # the number that stands for t = 1 among the timesteps it is given


LAYOUTS = {
    "SD3Transformer2DModel": Layout((("transformer_blocks", "block"),), "image first", 1000.0),
    "FluxTransformer2DModel": Layout((("transformer_blocks", "double block"), ("single_transformer_blocks", "single block")), "text first", 1.0),
}


def layout_of(transformer):
    name = type(transformer).__name__
    if name not in LAYOUTS:
        raise TypeError(f"cannot capture a {name}: expected one of {', '.join(LAYOUTS)}")
    return LAYOUTS[name]


def blocks_of(transformer):
    """-> [(label, attention module)] in the order they run; an SD3.5 block's second, image-only attention is not among them."""
    return [(f"{label} {i}", block.attn) for attribute, label in layout_of(transformer).groups
            for i, block in enumerate(getattr(transformer, attribute))]


class _Overhear(TorchFunctionMode):
    def __init__(self):
        super().__init__()
        self.heard = None

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function is ATTENTION:
            named = dict(zip(("query", "key", "value"), args), **{k: kwargs[k] for k in ("query", "key", "value") if k in kwargs})
            self.heard = tuple(named[k] for k in ("query", "key", "value"))
        return function(*args, **kwargs)


class Recorder:
    """A context around a run of the pipeline.

    blocks, steps: numbers to record. on_step(step, facts) is told of every recorded step before its first block;
    on_block(step, place, q, k, v) gets tensors [H, S, D] of the last row of the batch (the prompt's, under guidance),
    rows text first; place is the number's place in `blocks`."""

    def __init__(self, transformer, blocks, steps, on_step, on_block):
        self.transformer, self.layout = transformer, layout_of(transformer)
        self.blocks, self.steps, self.on_step, self.on_block = list(blocks), set(steps), on_step, on_block
        self.step, self.time, self.recording, self.text = -1, None, False, 0
        self.ear, self.hooks = _Overhear(), []
        self.seen = 0

    def __enter__(self):
        self.hooks.append(self.transformer.register_forward_pre_hook(self._begin, with_kwargs=True))
        named = blocks_of(self.transformer)
        for place, number in enumerate(self.blocks):
            module = named[number][1]
            self.hooks.append(module.register_forward_pre_hook(self._listen))
            self.hooks.append(module.register_forward_hook(lambda m, i, o, place=place: self._heard(place), always_call=True))
        return self

    def __exit__(self, *_):
        for hook in self.hooks:
            hook.remove()
        self.hooks.clear()
        self.recording = False

    def _begin(self, module, args, kwargs):
        """One forward of the transformer. A second one at the same time (true guidance, skipped layers) is not another step."""
        time = float(torch.as_tensor(kwargs["timestep"]).flatten()[0])
        if time == self.time:
            self.recording = False
            return
        self.time, self.step = time, self.step + 1
        self.recording = self.step in self.steps
        if self.recording:
            self.text = kwargs["encoder_hidden_states"].shape[1]
            self.on_step(self.step, facts_of(module, kwargs, time / self.layout.whole_time))

    def _listen(self, module, args):
        if self.recording:
            self.ear.heard = None
            self.ear.__enter__()

    def _heard(self, place):
        if not self.recording:
            return
        self.ear.__exit__(None, None, None)
        if self.ear.heard is None:
            self.recording = False
            raise RuntimeError("this pipeline's attention does not pass through torch.nn.functional.scaled_dot_product_attention; "
                               "before capturing, call pipe.transformer.set_attention_backend('native') and do not compile the transformer")
        rows, self.ear.heard = [x[-1].detach() for x in self.ear.heard], None
        if self.layout.order == "image first":
            cut = rows[0].shape[1] - self.text
            rows = [torch.cat([x[:, cut:], x[:, :cut]], 1) for x in rows]
        self.on_block(self.step, place, *rows)
        self.seen += 1


def facts_of(transformer, kwargs, time):
    """-> rows of text, grid of image tokens and t of one forward."""
    if "img_ids" in kwargs:
        ids = kwargs["img_ids"].reshape(-1, kwargs["img_ids"].shape[-1])
        grid = int(ids[:, 1].max()) + 1, int(ids[:, 2].max()) + 1
        tokens = kwargs["hidden_states"].shape[1]
    else:
        patch = transformer.config.patch_size
        height, width = kwargs["hidden_states"].shape[-2:]
        grid = height // patch, width // patch
        tokens = grid[0] * grid[1]
    if grid[0] * grid[1] != tokens:
        raise ValueError(f"the image tokens are not one grid: {tokens} tokens, {grid[0]} x {grid[1]} places; "
                         "pictures beside the one that is made (Kontext, in-context references) cannot be captured")
    return {"text": kwargs["encoder_hidden_states"].shape[1], "grid": grid, "time": time}
