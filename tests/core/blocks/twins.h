#pragma once
// The blocks again, in double and in the plainest words: compared with core/blocks over odd sizes.

#include "core/blocks/cross_block.h"
#include "core/blocks/dit_block.h"
#include "core/blocks/flux_block.h"
#include "core/blocks/mmdit_block.h"
#include "tests/core/reference.h"

namespace lesson::twin {

using reference::MatrixD;
using VectorD = Eigen::VectorXd;

inline MatrixD wide(const MatrixRM& x) { return x.cast<double>(); }

inline MatrixD linear(const Linear& layer, const MatrixD& x) {
  MatrixD y = MatrixD::Zero(x.rows(), layer.out());
  for (int s = 0; s < x.rows(); ++s) {
    for (int o = 0; o < layer.out(); ++o) {
      if (layer.bias.size() > 0) y(s, o) = static_cast<double>(layer.bias[o]);
      for (int i = 0; i < layer.in(); ++i) y(s, o) += x(s, i) * static_cast<double>(layer.weight(o, i));
    }
  }
  return y;
}

template <class F>
MatrixD each(MatrixD x, F f) {
  for (int r = 0; r < x.rows(); ++r)
    for (int c = 0; c < x.cols(); ++c) x(r, c) = f(x(r, c));
  return x;
}

inline double silu(double x) { return x / (1 + std::exp(-x)); }
inline double quick_gelu(double x) { return x / (1 + std::exp(-1.702 * x)); }
inline double gelu_erf(double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); }
inline double gelu_tanh(double x) {
  return 0.5 * x * (1 + std::tanh(std::sqrt(2 / 3.14159265358979323846) * (x + 0.044715 * x * x * x)));
}

inline MatrixD normalise(MatrixD x, double eps) {
  for (int r = 0; r < x.rows(); ++r) {
    double mean = 0, variance = 0;
    for (int c = 0; c < x.cols(); ++c) mean += x(r, c) / static_cast<double>(x.cols());
    for (int c = 0; c < x.cols(); ++c) variance += (x(r, c) - mean) * (x(r, c) - mean) / static_cast<double>(x.cols());
    for (int c = 0; c < x.cols(); ++c) x(r, c) = (x(r, c) - mean) / std::sqrt(variance + eps);
  }
  return x;
}

inline MatrixD modulate(const MatrixD& x, const VectorD& shift, const VectorD& scale) {
  MatrixD y = normalise(x, 1e-6);
  for (int r = 0; r < y.rows(); ++r)
    for (int c = 0; c < y.cols(); ++c) y(r, c) = y(r, c) * (1 + scale[c]) + shift[c];
  return y;
}

inline MatrixD head_norm(MatrixD x, const VectorF& weight) {
  const int dim = static_cast<int>(weight.size());
  for (int r = 0; r < x.rows() && dim > 0; ++r) {
    for (int first = 0; first < x.cols(); first += dim) {
      double square = 0;
      for (int i = 0; i < dim; ++i) square += x(r, first + i) * x(r, first + i) / dim;
      for (int i = 0; i < dim; ++i) x(r, first + i) *= static_cast<double>(weight[i]) / std::sqrt(square + 1e-6);
    }
  }
  return x;
}

inline MatrixD rotate(MatrixD x, int heads, const RopeTable* table) {
  if (!table) return x;
  const auto pairs = table->cos.cols();
  for (int r = 0; r < x.rows(); ++r) {
    for (int i = 0; i < heads * pairs; ++i) {
      const double cos = static_cast<double>(table->cos(r, i % pairs)),
                   sin = static_cast<double>(table->sin(r, i % pairs));
      const double a = x(r, 2 * i), b = x(r, 2 * i + 1);
      x(r, 2 * i) = cos * a - sin * b;
      x(r, 2 * i + 1) = sin * a + cos * b;
    }
  }
  return x;
}

inline VectorD conditioned(const Linear& layer, const VectorF& c) {
  return linear(layer, each(c.cast<double>().transpose(), silu)).transpose();
}

inline MatrixD gated(const MatrixD& x, const VectorD& gate, const MatrixD& branch) {
  MatrixD y = x;
  for (int r = 0; r < y.rows(); ++r)
    for (int c = 0; c < y.cols(); ++c) y(r, c) += gate[c] * branch(r, c);
  return y;
}

inline auto allowed_by(const QuadrantCut& cut, int text_tokens) {
  return [cut, text_tokens](int row, int key) {
    return !cut.cut[static_cast<std::size_t>((row < text_tokens ? 0 : 2) + (key < text_tokens ? 0 : 1))];
  };
}

struct Qkv {
  MatrixD q, k, v;
};

inline Qkv project(const Stream& stream, const MatrixD& x, const VectorD& mods) {
  const auto d = x.cols();
  const MatrixD qkv = linear(stream.qkv, modulate(x, mods.head(d), mods.segment(d, d)));
  return {head_norm(qkv.leftCols(d), stream.qnorm), head_norm(qkv.middleCols(d, d), stream.knorm), qkv.rightCols(d)};
}

inline MatrixD mlp(const Stream& stream, const MatrixD& x, const VectorD& mods) {
  const auto d = x.cols();
  const MatrixD h = modulate(x, mods.segment(3 * d, d), mods.segment(4 * d, d));
  return gated(x, mods.segment(5 * d, d), linear(stream.fc2, each(linear(stream.fc1, h), gelu_tanh)));
}

inline MatrixD finish(const Stream& stream, const MatrixD& x, const MatrixD& attended, const VectorD& mods) {
  return mlp(stream, gated(x, mods.segment(2 * x.cols(), x.cols()), linear(stream.out, attended)), mods);
}

inline MatrixD stack(const MatrixD& top, const MatrixD& bottom) {
  MatrixD both(top.rows() + bottom.rows(), top.cols());
  both << top, bottom;
  return both;
}

inline MatrixD dit(const DiTBlock& block, const MatrixD& x, const VectorF& c) {
  const VectorD mods = conditioned(block.stream.mod, c);
  const Qkv in = project(block.stream, x, mods);
  return finish(block.stream, x, reference::attention(in.q, in.k, in.v, block.heads).out, mods);
}

struct TextImage {
  MatrixD text, image;
};

inline TextImage joint(const Stream& text_stream, const Stream& image_stream, int heads, const MatrixD& text,
                       const MatrixD& image, const VectorF& c, const QuadrantCut& cut, const RopeTable* rope) {
  const VectorD tm = conditioned(text_stream.mod, c), im = conditioned(image_stream.mod, c);
  const Qkv t = project(text_stream, text, tm), i = project(image_stream, image, im);
  const MatrixD out = reference::attention(rotate(stack(t.q, i.q), heads, rope), rotate(stack(t.k, i.k), heads, rope),
                                           stack(t.v, i.v), heads, allowed_by(cut, static_cast<int>(text.rows())))
                          .out;
  return {text_stream.attention_only ? text : finish(text_stream, text, out.topRows(text.rows()), tm),
          finish(image_stream, image, out.bottomRows(image.rows()), im)};
}

inline MatrixD cross_dit(const CrossDiTBlock& block, MatrixD x, const MatrixD& text, const VectorF& c) {
  const auto d = x.cols();
  const VectorD mods = conditioned(block.self.mod, c);
  const Qkv in = project(block.self, x, mods);
  x = gated(x, mods.segment(2 * d, d), linear(block.self.out, reference::attention(in.q, in.k, in.v, block.heads).out));
  const MatrixD q = head_norm(linear(block.cross_q, normalise(x, 1e-6)), block.cross_qnorm);
  const MatrixD kv = linear(block.cross_kv, text);
  x += linear(
      block.cross_out,
      reference::attention<MatrixD>(q, head_norm(kv.leftCols(d), block.cross_knorm), kv.rightCols(d), block.heads).out);
  return mlp(block.self, x, mods);
}

inline MatrixD flux_single(const FluxSingleBlock& block, const MatrixD& x, int text_tokens, const VectorF& c,
                           const QuadrantCut& cut, const RopeTable* rope) {
  const auto d = x.cols();
  const VectorD mods = conditioned(block.mod, c);
  const MatrixD h = linear(block.linear1, modulate(x, mods.head(d), mods.segment(d, d)));
  const MatrixD q = rotate(head_norm(h.leftCols(d), block.qnorm), block.heads, rope);
  const MatrixD k = rotate(head_norm(h.middleCols(d, d), block.knorm), block.heads, rope);
  const MatrixD attended =
      reference::attention<MatrixD>(q, k, h.middleCols(2 * d, d), block.heads, allowed_by(cut, text_tokens)).out;
  MatrixD joined(x.rows(), h.cols() - 2 * d);
  joined << attended, each(h.rightCols(h.cols() - 3 * d), gelu_tanh);
  return gated(x, mods.tail(d), linear(block.linear2, joined));
}

inline MatrixD affine(const LayerNorm& norm, const MatrixD& x) {
  MatrixD y = normalise(x, 1e-5);
  for (int r = 0; r < y.rows(); ++r)
    for (int c = 0; c < y.cols(); ++c)
      y(r, c) = y(r, c) * static_cast<double>(norm.weight[c]) + static_cast<double>(norm.bias[c]);
  return y;
}

inline MatrixD unet_attention(const UNetAttention& w, int heads, const MatrixD& from, const MatrixD& source) {
  return linear(w.to_out,
                reference::attention(linear(w.to_q, from), linear(w.to_k, source), linear(w.to_v, source), heads).out);
}

inline MatrixD unet(const UNetBlock& block, MatrixD x, const MatrixD& text) {
  MatrixD h = affine(block.norm1, x);
  x += unet_attention(block.attn1, block.heads, h, h);
  x += unet_attention(block.attn2, block.heads, affine(block.norm2, x), text);
  const MatrixD wide = linear(block.ff_in, affine(block.norm3, x));
  const auto half = wide.cols() / 2;
  return x + linear(block.ff_out, wide.leftCols(half).cwiseProduct(each(wide.rightCols(half), gelu_erf)));
}

/// Random numbers into every tensor of a weight struct: about 1/sqrt(in) each, so that sizes stay near one.
template <class Weights>
void randomise(Weights& weights, std::uint64_t seed) {
  reference::Noise noise(seed);
  Weights::visit(weights, "", [&noise](const std::string&, auto& tensor) {
    const double scale = tensor.cols() > 1 ? 1 / std::sqrt(static_cast<double>(tensor.cols())) : 0.5;
    for (Eigen::Index i = 0; i < tensor.size(); ++i) tensor.data()[i] += static_cast<float>(noise.next() * scale);
  });
}

}  // namespace lesson::twin
