#include "core/flow/velocity_net.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <numbers>

#include "core/random.h"

using namespace lesson;
using Catch::Approx;

namespace {

/// The network again, in doubles and loops.
Eigen::Vector2d naive(const VelocityNet& net, double x, double y, double t) {
  using std::numbers::pi;
  std::vector<double> values = {
      x, y, t, std::sin(pi * t), std::cos(pi * t), std::sin(2 * pi * t), std::cos(2 * pi * t)};
  for (std::size_t k = 0; k < 3; ++k) {
    const NetLayer& layer = net.layers[k];
    std::vector<double> out;
    for (Eigen::Index row = 0; row < layer.weight.rows(); ++row) {
      auto sum = static_cast<double>(layer.bias(0, row));
      for (Eigen::Index i = 0; i < layer.weight.cols(); ++i)
        sum += static_cast<double>(layer.weight(row, i)) * values[static_cast<std::size_t>(i)];
      out.push_back(k < 2 ? sum / (1 + std::exp(-sum)) : sum);
    }
    values = out;
  }
  return {values[0], values[1]};
}

double naive_loss(const VelocityNet& net, const VelocityBatch& batch) {
  double sum = 0;
  for (Eigen::Index i = 0; i < batch.x.rows(); ++i)
    sum += (naive(net, batch.x(i, 0), batch.x(i, 1), batch.t[static_cast<std::size_t>(i)]) -
            batch.target.row(i).transpose())
               .squaredNorm();
  return sum / static_cast<double>(batch.x.rows());
}

/// A network none of whose weights is zero.
VelocityNet some_net() {
  VelocityNet net(3);
  std::uint32_t stream = 40;
  for (NetLayer& layer : net.layers)
    for (MatrixRM* matrix : {&layer.weight, &layer.bias})
      for (Eigen::Index i = 0; i < matrix->size(); ++i) matrix->data()[i] += 0.2f * RandomStream(8, ++stream).normal(0);
  return net;
}

VelocityBatch some_batch(int n) {
  VelocityBatch batch{normal_points(n, 5, 0), {}, normal_points(n, 5, 1)};
  for (int i = 0; i < n; ++i) batch.t.push_back((i + 0.5) / n);
  return batch;
}

}  // namespace

TEST_CASE("the velocity network is its layers, in doubles and loops") {
  const VelocityNet net = some_net();
  const Points x = normal_points(9, 6, 2);
  for (const double t : {0.0, 0.4, 1.0}) {
    const Points v = net.velocity(x, t);
    for (int i = 0; i < 9; ++i) CHECK((v.row(i).transpose() - naive(net, x(i, 0), x(i, 1), t)).norm() < 2e-5);
  }
}

TEST_CASE("a new network answers nothing, the same for the same seed") {
  CHECK(VelocityNet(1).velocity(normal_points(5, 1, 0), 0.5).isZero());
  CHECK(VelocityNet(4).layers[0].weight == VelocityNet(4).layers[0].weight);
  CHECK(VelocityNet(4).layers[0].weight != VelocityNet(5).layers[0].weight);
}

TEST_CASE("slopes are those of the naive loss") {
  const VelocityNet net = some_net();
  const VelocityBatch batch = some_batch(17);
  std::vector<NetLayer> slopes;
  CHECK(loss_and_slopes(net, batch, slopes) == Approx(naive_loss(net, batch)).epsilon(1e-5));
  REQUIRE(slopes.size() == 3);
  const float step = 1e-2f;
  int checked = 0;
  for (std::size_t k = 0; k < 3; ++k)
    for (const auto part : {&NetLayer::weight, &NetLayer::bias}) {
      const MatrixRM& slope = slopes[k].*part;
      REQUIRE(slope.size() == (net.layers[k].*part).size());
      for (Eigen::Index i = 0; i < slope.size(); i += 1 + slope.size() / 9) {
        VelocityNet above = net, below = net;
        (above.layers[k].*part).data()[i] += step;
        (below.layers[k].*part).data()[i] -= step;
        const auto moved = static_cast<double>((above.layers[k].*part).data()[i] - (below.layers[k].*part).data()[i]);
        const double expected = (naive_loss(above, batch) - naive_loss(below, batch)) / moved;
        CAPTURE(k, i);
        CHECK(static_cast<double>(slope.data()[i]) == Approx(expected).margin(3e-4).epsilon(3e-3));
        ++checked;
      }
    }
  CHECK(checked > 40);
}

TEST_CASE("Adam moves as the paper says, in doubles") {
  VelocityNet net = some_net();
  const auto before = static_cast<double>(net.layers[1].weight(3, 5));
  Adam adam;
  std::vector<NetLayer> slopes;
  double value = before, mean = 0, square = 0;
  for (int update = 1; update <= 4; ++update) {
    loss_and_slopes(net, some_batch(8 + update), slopes);
    const auto g = static_cast<double>(slopes[1].weight(3, 5));
    mean = 0.9 * mean + 0.1 * g;
    square = 0.999 * square + 0.001 * g * g;
    value -= 0.01 * (mean / (1 - std::pow(0.9, update))) / (std::sqrt(square / (1 - std::pow(0.999, update))) + 1e-8);
    adam.update(net, slopes, 0.01);
    CHECK(static_cast<double>(net.layers[1].weight(3, 5)) == Approx(value).epsilon(1e-4));
  }
  CHECK(value != Approx(before).epsilon(1e-3));
}
