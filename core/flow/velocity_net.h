#pragma once
// A small velocity network for the plane, trained where it is shown: (x, t) in, v(x, t) out. Two hidden layers of 64
// with SiLU, Adam, mean square error; a thousand updates are a matter of seconds. Float, on core's products.

#include <cstdint>
#include <vector>

#include "core/flow/world.h"
#include "core/tensor.h"

namespace lesson {

/// One Linear: y = x weight^T + bias.
struct NetLayer {
  MatrixRM weight;  ///< [out, in]
  MatrixRM bias;    ///< [1, out]
};

class VelocityNet {
 public:
  static constexpr int kHidden = 64;
  /// x, y, t, and sine and cosine of pi t and 2 pi t.
  static constexpr int kFeatures = 7;

  /// Weights drawn with deviation 1 / sqrt(in), the last layer's and all biases zero: it begins by answering 0.
  explicit VelocityNet(std::uint64_t seed = 1);

  /// v at every row, one time for all.
  Points velocity(const Points& x, double t) const;

  std::vector<NetLayer> layers;  ///< three
};

/// A batch: places on straight paths, their times, and the velocities to learn.
struct VelocityBatch {
  Points x;               ///< [B, 2]
  std::vector<double> t;  ///< B
  Points target;          ///< [B, 2]
};

/// Loss (mean over the batch of the square error, summed over both coordinates) and its slope by every weight, in the
/// layers' own shapes. `slopes` keeps its storage.
double loss_and_slopes(const VelocityNet& net, const VelocityBatch& batch, std::vector<NetLayer>& slopes);

/// Adam (Kingma & Ba 2015, algorithm 1; beta 0.9 and 0.999, epsilon 1e-8).
class Adam {
 public:
  void update(VelocityNet& net, const std::vector<NetLayer>& slopes, double rate);

 private:
  std::vector<NetLayer> mean_, square_;
  int updates_ = 0;
};

}  // namespace lesson
