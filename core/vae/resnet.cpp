#include "core/vae/resnet.h"

#include <cmath>

#include "core/attention/attend.h"
#include "core/blocks/activation.h"

namespace lesson {

namespace {

constexpr float kEps = 1e-6f;

MatrixRM activated(const GroupNorm& norm, CRef x) {
  MatrixRM y = group_norm(norm, x);
  silu(y);
  return y;
}

}  // namespace

MatrixRM group_norm(const GroupNorm& norm, CRef x) {
  MatrixRM y = x;
  const Eigen::Index channels = x.rows() / norm.groups;
  for (int group = 0; group < norm.groups; ++group) {
    auto rows = y.middleRows(group * channels, channels).array();
    rows -= rows.mean();
    rows *= 1.0f / std::sqrt(rows.square().mean() + kEps);
  }
  y.array().colwise() *= norm.affine.weight.array();
  y.colwise() += norm.affine.bias;
  return y;
}

ResnetBlock::ResnetBlock(int in, int out, int groups)
    : norm1(in, groups), conv1(in, out), norm2(out, groups), conv2(out, out) {
  if (in != out) conv_shortcut = Linear(in, out);
}

MatrixRM run(const ResnetBlock& block, CRef x, int height, int width) {
  const MatrixRM h = convolve(block.conv1, activated(block.norm1, x), height, width);
  MatrixRM y = convolve(block.conv2, activated(block.norm2, h), height, width);
  if (block.conv_shortcut) {
    y += convolve_pixels(*block.conv_shortcut, x);
  } else {
    y += x;
  }
  return y;
}

PixelAttention::PixelAttention(int channels, int groups)
    : group_norm(channels, groups),
      to_q(channels, channels),
      to_k(channels, channels),
      to_v(channels, channels),
      to_out(channels, channels) {}

MatrixRM run(const PixelAttention& attention, CRef x) {
  const MatrixRM pixels = group_norm(attention.group_norm, x).transpose();
  const Eigen::Index n = pixels.rows(), channels = pixels.cols();
  MatrixRM q(n, channels), k(n, channels), v(n, channels), attended(n, channels);
  apply(attention.to_q, pixels, q);
  apply(attention.to_k, pixels, k);
  apply(attention.to_v, pixels, v);
  AttendScratch scratch;
  attend_all(q, k, v, 1, scratch, attended);
  apply(attention.to_out, attended, q);
  return x + q.transpose();
}

MidBlock::MidBlock(int channels, int groups, bool with_attention)
    : resnets(2, ResnetBlock(channels, channels, groups)) {
  if (with_attention) attention = PixelAttention(channels, groups);
}

MatrixRM run(const MidBlock& block, CRef x, int height, int width) {
  MatrixRM h = run(block.resnets[0], x, height, width);
  if (block.attention) h = run(*block.attention, h);
  return run(block.resnets[1], h, height, width);
}

}  // namespace lesson
