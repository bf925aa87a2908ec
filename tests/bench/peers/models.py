"""Writes the ONNX graphs of the scenes: models.py CHECKPOINT_FOLDER OUT. Needs onnx, and torch, diffusers and onnxscript for the denoiser.

Attention twice: as products and a softmax, and as ONNX Runtime's own fused operator; the faster one is the peer."""
import json
import pathlib
import sys

import onnx
from onnx import TensorProto, helper

FLOAT = TensorProto.FLOAT
OPSET = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]


def save(out, name, nodes, inputs, output, constants=()):
    graph = helper.make_graph(nodes, name, [helper.make_tensor_value_info(n, FLOAT, s) for n, s in inputs],
                              [helper.make_tensor_value_info("out", FLOAT, output)], list(constants))
    model = helper.make_model(graph, opset_imports=OPSET, ir_version=10)
    onnx.save(model, out / f"{name}.onnx")


def attention(out):
    node = helper.make_node
    save(out, "attention",
         [node("Transpose", ["k"], ["kt"], perm=[0, 2, 1]), node("MatMul", ["q", "kt"], ["raw"]), node("Mul", ["raw", "scale"], ["scores"]),
          node("Softmax", ["scores"], ["weights"], axis=-1), node("MatMul", ["weights", "v"], ["out"])],
         [(n, ["H", "S", "D"]) for n in "qkv"] + [("scale", [1])], ["H", "S", "D"])
    for heads in (1, 4, 24):
        save(out, f"attention-fused-{heads}",
             [node("MultiHeadAttention", ["q", "k", "v"], ["out"], domain="com.microsoft", num_heads=heads)],
             [(n, [1, "S", "W"]) for n in "qkv"], [1, "S", "W"])


def layers(out):
    """As a block has them: 1 modulated before, 2 GELU after, 4 gate and addition after."""
    node = helper.make_node
    for around in (1, 3, 4):
        nodes, inputs, x = [], [("x", ["S", "I"]), ("weight", ["I", "O"])], "x"
        constants = []
        if around & 1:
            inputs += [("shift", ["I"]), ("scale", ["I"])]
            constants = [helper.make_tensor("one", FLOAT, [1], [1.0]), helper.make_tensor("ones", FLOAT, [128], [1.0] * 128),
                         helper.make_tensor("zeros", FLOAT, [128], [0.0] * 128)]
            nodes += [node("LayerNormalization", ["x", "ones", "zeros"], ["normed"], epsilon=1e-6), node("Add", ["scale", "one"], ["more"]),
                      node("Mul", ["normed", "more"], ["scaled"]), node("Add", ["scaled", "shift"], ["ready"])]
            x = "ready"
        last = "out" if around == 1 else "product"
        nodes.append(node("MatMul", [x, "weight"], [last]))
        if around & 2:
            nodes.append(node("Gelu", ["product"], ["out"], approximate="tanh"))
        if around & 4:
            inputs += [("gate", ["O"]), ("base", ["S", "O"])]
            nodes += [node("Mul", ["product", "gate"], ["gated"]), node("Add", ["gated", "base"], ["out"])]
        save(out, f"layer-{around}", nodes, inputs, ["S", "O"], constants)


def softmax(out):
    save(out, "softmax", [helper.make_node("Softmax", ["x"], ["out"], axis=-1)], [("x", ["S", "K"])], ["S", "K"])


def denoiser(checkpoint, out):
    """The transformer of the folder as torch.onnx exports it, for one latent and for guidance's two."""
    import torch
    from diffusers import SD3Transformer2DModel

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.net = SD3Transformer2DModel.from_pretrained(checkpoint, subfolder="transformer").float().eval()

        def forward(self, latent, text, pooled, timestep):
            return self.net(hidden_states=latent, encoder_hidden_states=text, pooled_projections=pooled, timestep=timestep, return_dict=False)[0]

    net = Net()
    c = net.net.config
    for batch in (1, 2):
        shapes = {"latent": [batch, c.in_channels, c.sample_size, c.sample_size], "text": [batch, 77, c.joint_attention_dim],
                  "pooled": [batch, c.pooled_projection_dim]}
        inputs = [torch.randn(s) for s in shapes.values()] + [torch.full([batch], 500.0)]
        program = torch.onnx.export(net, tuple(inputs), dynamo=True, input_names=[*shapes, "timestep"], output_names=["out"], external_data=False)
        program.save(out / f"denoiser-{batch}.onnx")
        (out / f"denoiser-{batch}.json").write_text(json.dumps(shapes))


if __name__ == "__main__":
    folder, out = sys.argv[1], pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    attention(out)
    layers(out)
    softmax(out)
    denoiser(folder, out)
