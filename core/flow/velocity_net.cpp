#include "core/flow/velocity_net.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "core/product.h"
#include "core/random.h"

namespace lesson {
namespace {

constexpr double kMeanKept = 0.9, kSquareKept = 0.999, kTiny = 1e-8;

/// What one forward leaves behind for the way back.
struct Pass {
  MatrixRM input[3];  ///< of each layer, [B, in]
  MatrixRM gate[2];   ///< sigmoid of what the hidden layers put out before SiLU, [B, 64]
  MatrixRM sum[2];    ///< that itself
  MatrixRM output;    ///< [B, 2]
};

void write_features(const Points& x, Eigen::Index row, double t, MatrixRM& out) {
  using std::numbers::pi;
  const double values[] = {x(row, 0),           x(row, 1), t, std::sin(pi * t), std::cos(pi * t), std::sin(2 * pi * t),
                           std::cos(2 * pi * t)};
  for (int i = 0; i < VelocityNet::kFeatures; ++i) out(row, i) = static_cast<float>(values[i]);
}

void linear(const MatrixRM& x, const NetLayer& layer, MatrixRM& out) {
  out.resize(x.rows(), layer.weight.rows());
  product_transposed(x, layer.weight, out);
  for (Eigen::Index i = 0; i < out.rows(); ++i) out.row(i) += layer.bias.row(0);
}

void forward(const VelocityNet& net, Pass& pass) {
  for (int k = 0; k < 2; ++k) {
    MatrixRM &sum = pass.sum[k], &gate = pass.gate[k], &out = pass.input[k + 1];
    linear(pass.input[k], net.layers[static_cast<std::size_t>(k)], sum);
    gate.resize(sum.rows(), sum.cols());
    out.resize(sum.rows(), sum.cols());
    for (Eigen::Index i = 0; i < sum.size(); ++i) {
      gate.data()[i] = 1.0f / (1.0f + std::exp(-sum.data()[i]));
      out.data()[i] = sum.data()[i] * gate.data()[i];
    }
  }
  linear(pass.input[2], net.layers[2], pass.output);
}

/// Slopes of one layer from the slope of its output, and of its input where `to_input` is given.
void back_through(const MatrixRM& slope, const MatrixRM& input, const NetLayer& layer, NetLayer& out,
                  MatrixRM* to_input) {
  const MatrixRM turned = slope.transpose();
  out.weight.resize(layer.weight.rows(), layer.weight.cols());
  product(turned, input, out.weight);
  out.bias.resize(1, slope.cols());
  out.bias.setZero();
  for (Eigen::Index i = 0; i < slope.rows(); ++i) out.bias.row(0) += slope.row(i);
  if (!to_input) return;
  to_input->resize(slope.rows(), layer.weight.cols());
  product(slope, layer.weight, *to_input);
}

}  // namespace

VelocityNet::VelocityNet(std::uint64_t seed) {
  const int sizes[] = {kFeatures, kHidden, kHidden, 2};
  for (int k = 0; k < 3; ++k) {
    NetLayer layer{MatrixRM::Zero(sizes[k + 1], sizes[k]), MatrixRM::Zero(1, sizes[k + 1])};
    if (k < 2) {
      RandomStream(seed, static_cast<std::uint32_t>(k))
          .fill_normals({layer.weight.data(), static_cast<std::size_t>(layer.weight.size())});
      layer.weight *= 1.0f / std::sqrt(static_cast<float>(sizes[k]));
    }
    layers.push_back(std::move(layer));
  }
}

Points VelocityNet::velocity(const Points& x, double t) const {
  Pass pass;
  pass.input[0].resize(x.rows(), kFeatures);
  for (Eigen::Index i = 0; i < x.rows(); ++i) write_features(x, i, t, pass.input[0]);
  forward(*this, pass);
  return pass.output.cast<double>();
}

double loss_and_slopes(const VelocityNet& net, const VelocityBatch& batch, std::vector<NetLayer>& slopes) {
  Pass pass;
  const Eigen::Index rows = batch.x.rows();
  pass.input[0].resize(rows, VelocityNet::kFeatures);
  for (Eigen::Index i = 0; i < rows; ++i)
    write_features(batch.x, i, batch.t[static_cast<std::size_t>(i)], pass.input[0]);
  forward(net, pass);
  const Points miss = pass.output.cast<double>() - batch.target;
  slopes.resize(3);
  MatrixRM slope = (miss * (2.0 / static_cast<double>(rows))).cast<float>(), before;
  for (int k = 2; k >= 0; --k) {
    const auto at = static_cast<std::size_t>(k);
    back_through(slope, pass.input[k], net.layers[at], slopes[at], k > 0 ? &before : nullptr);
    if (k == 0) break;
    // SiLU: d (z s(z)) / dz = s (1 + z (1 - s)).
    for (Eigen::Index i = 0; i < before.size(); ++i) {
      const float s = pass.gate[k - 1].data()[i], z = pass.sum[k - 1].data()[i];
      before.data()[i] *= s * (1.0f + z * (1.0f - s));
    }
    std::swap(slope, before);
  }
  return miss.squaredNorm() / static_cast<double>(rows);
}

void Adam::update(VelocityNet& net, const std::vector<NetLayer>& slopes, double rate) {
  if (mean_.empty()) {
    mean_ = square_ = slopes;
    for (std::size_t k = 0; k < slopes.size(); ++k)
      for (MatrixRM* all : {&mean_[k].weight, &mean_[k].bias, &square_[k].weight, &square_[k].bias}) all->setZero();
  }
  ++updates_;
  const double mean_scale = 1.0 / (1.0 - std::pow(kMeanKept, updates_));
  const double square_scale = 1.0 / (1.0 - std::pow(kSquareKept, updates_));
  const auto move = [&](MatrixRM& value, MatrixRM& mean, MatrixRM& square, const MatrixRM& slope) {
    for (Eigen::Index i = 0; i < value.size(); ++i) {
      const auto g = static_cast<double>(slope.data()[i]);
      const double m = kMeanKept * static_cast<double>(mean.data()[i]) + (1 - kMeanKept) * g;
      const double q = kSquareKept * static_cast<double>(square.data()[i]) + (1 - kSquareKept) * g * g;
      mean.data()[i] = static_cast<float>(m);
      square.data()[i] = static_cast<float>(q);
      value.data()[i] -= static_cast<float>(rate * m * mean_scale / (std::sqrt(q * square_scale) + kTiny));
    }
  };
  for (std::size_t k = 0; k < slopes.size(); ++k) {
    move(net.layers[k].weight, mean_[k].weight, square_[k].weight, slopes[k].weight);
    move(net.layers[k].bias, mean_[k].bias, square_[k].bias, slopes[k].bias);
  }
}

}  // namespace lesson
