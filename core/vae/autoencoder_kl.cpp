#include "core/vae/autoencoder_kl.h"

#include "core/blocks/activation.h"

namespace lesson {

namespace {

constexpr int kColours = 3;

MatrixRM run(const AutoencoderLevel& level, CRef x, int height, int width) {
  MatrixRM h = x;
  for (const ResnetBlock& block : level.resnets) h = run(block, h, height, width);
  return h;
}

MatrixRM run_out(const GroupNorm& norm, const Conv3x3& conv, CRef x, int height, int width) {
  MatrixRM h = group_norm(norm, x);
  silu(h);
  return convolve(conv, h, height, width);
}

}  // namespace

AutoencoderLevel::AutoencoderLevel(int in, int out, int layers, int groups, bool resized) {
  for (int i = 0; i < layers; ++i) resnets.emplace_back(i == 0 ? in : out, out, groups);
  if (resized) resize = Conv3x3(out, out);
}

AutoencoderDecoder::AutoencoderDecoder(const AutoencoderShape& s)
    : shape(s),
      conv_in(s.latent, s.channels.back()),
      mid_block(s.channels.back(), s.groups, s.mid_attention),
      conv_norm_out(s.channels.front(), s.groups),
      conv_out(s.channels.front(), kColours) {
  int in = s.channels.back();
  for (std::size_t i = s.channels.size(); i-- > 0; in = s.channels[i]) {
    up_blocks.emplace_back(in, s.channels[i], s.layers + 1, s.groups, i > 0);
  }
}

AutoencoderEncoder::AutoencoderEncoder(const AutoencoderShape& s)
    : shape(s),
      conv_in(kColours, s.channels.front()),
      mid_block(s.channels.back(), s.groups, s.mid_attention),
      conv_norm_out(s.channels.back(), s.groups),
      conv_out(s.channels.back(), 2 * s.latent) {
  int in = s.channels.front();
  for (std::size_t i = 0; i < s.channels.size(); in = s.channels[i++]) {
    down_blocks.emplace_back(in, s.channels[i], s.layers, s.groups, i + 1 < s.channels.size());
  }
}

MatrixRM decode(const AutoencoderDecoder& decoder, CRef latent, int height, int width) {
  const MatrixRM z = (latent.array() / decoder.shape.scaling + decoder.shape.shift).matrix();
  MatrixRM h = run(decoder.mid_block, convolve(decoder.conv_in, z, height, width), height, width);
  for (const AutoencoderLevel& level : decoder.up_blocks) {
    h = run(level, h, height, width);
    if (!level.resize) continue;
    h = upsample_nearest(h, height, width);
    height *= 2, width *= 2;
    h = convolve(*level.resize, h, height, width);
  }
  return run_out(decoder.conv_norm_out, decoder.conv_out, h, height, width);
}

MatrixRM encode(const AutoencoderEncoder& encoder, CRef colours, int height, int width) {
  MatrixRM h = convolve(encoder.conv_in, colours, height, width);
  for (const AutoencoderLevel& level : encoder.down_blocks) {
    h = run(level, h, height, width);
    if (!level.resize) continue;
    h = convolve_down(*level.resize, h, height, width);
    height /= 2, width /= 2;
  }
  h = run(encoder.mid_block, h, height, width);
  const MatrixRM moments = run_out(encoder.conv_norm_out, encoder.conv_out, h, height, width);
  const AutoencoderShape& shape = encoder.shape;
  return ((moments.topRows(shape.latent).array() - shape.shift) * shape.scaling).matrix();
}

}  // namespace lesson
