#pragma once
// Times this machine: core's own attention on sequences of pictures from 128 to 768 pixels a side, one head of 64
// columns, and core's matrix product; a few milliseconds of work at a call, so that frames stay short. No ImGui here.

#include <iterator>
#include <optional>
#include <vector>

#include "core/attention/attend.h"
#include "core/catalogue/attention_cost.h"
#include "core/tensor.h"

namespace lesson {

/// One sequence, timed.
struct MachinePoint {
  catalogue::TextWay way = catalogue::TextWay::joint;
  int side = 0;        ///< of the picture, pixels
  double entries = 0;  ///< attention weights of the head
  double seconds = 0;  ///< for the whole head, mean of all passes
};

class MachineStudy {
 public:
  static constexpr int kSides[] = {128, 192, 256, 384, 512, 768};
  static constexpr int kHead = catalogue::kCostHeadDim;
  /// A point's passes go on until they have taken this long together: clocks of browsers may tick once a millisecond.
  static constexpr double kLeastMs = 24;
  /// Where even the fastest of a size's pieces takes longer, the study ends: the page stays usable on a slow machine.
  /// (Any piece may be slow where other programs run beside it.)
  static constexpr double kLongestMs = 14;

  /// Begins anew with T text rows.
  void start(int text);
  bool busy() const { return next_ < kPoints; }
  bool begun() const { return text_ > 0; }
  double progress() const { return static_cast<double>(next_) / kPoints; }
  void work();    ///< one piece; nothing when there is none left
  void finish();  ///< works until there is none left

  int text() const { return text_; }
  /// Ended before the largest picture.
  bool cut_short() const { return cut_short_; }
  const std::vector<MachinePoint>& points() const { return points_; }
  /// FLOP/s of attention: all arithmetic of the points over all their time. None before the first point.
  std::optional<double> attention_rate() const;
  /// FLOP/s of a product [64, 768] x [768, 384], as of projections and MLPs. None before it is measured.
  std::optional<double> product_rate() const { return product_rate_; }

 private:
  static constexpr double kNever = 1e9;
  // The product comes first, then every side in both ways.
  static constexpr int kPoints = 1 + 2 * static_cast<int>(std::size(kSides));

  void work_on_product();
  void work_on_point();
  void attend_rows(int first, int count, int keys);
  void take(double ms);
  void next_point();

  int text_ = 0, next_ = kPoints;
  bool cut_short_ = false;
  MatrixRM qkv_;  ///< [I + T, 3 * 64], the first rows of it are used where the sequence is shorter
  MatrixRM input_, weights_, output_;
  int filled_ = 0, filled_weights_ = 0;
  int row_ = 0, passes_ = 0;
  double spent_ms_ = 0, fastest_ms_ = kNever;
  AttendScratch scratch_;
  std::vector<MachinePoint> points_;
  std::optional<double> product_rate_;
};

}  // namespace lesson
