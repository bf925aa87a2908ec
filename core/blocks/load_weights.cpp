#include "core/blocks/load_weights.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/text_format.h"
namespace lesson {

namespace {

bool has_shape(const TensorView& tensor, Eigen::Index rows, Eigen::Index cols) {
  if (tensor.shape.empty() || tensor.shape[0] != static_cast<std::uint64_t>(rows)) return false;
  return tensor.elements() == static_cast<std::size_t>(rows * cols);
}

Result<void> scale_rows(const SafetensorsFile& file, const std::string& name, Eigen::Index rows, Eigen::Index cols,
                        float* into) {
  const auto scale = file.require(name + ".scale");
  if (!scale) return scale.error();
  if (!has_shape(scale.value(), rows, 1)) {
    return Error{"wrong shape", name + ".scale", "[" + std::to_string(rows) + "]", shape_text(scale.value().shape),
                 "An 8-bit matrix needs one factor per row."};
  }
  const std::vector<float> factors = to_floats(scale.value());
  Eigen::Map<MatrixRM> matrix(into, rows, cols);
  for (Eigen::Index row = 0; row < rows; ++row) matrix.row(row) *= factors[static_cast<std::size_t>(row)];
  return {};
}

}  // namespace

Result<void> read_weights(const SafetensorsFile& file, const std::string& name, Eigen::Index rows, Eigen::Index cols,
                          float* into) {
  const auto tensor = file.require(name);
  if (!tensor) return tensor.error();
  if (!has_shape(tensor.value(), rows, cols)) {
    return Error{"wrong shape", name, "[" + std::to_string(rows) + (cols > 1 ? ", " + std::to_string(cols) : "") + "]",
                 shape_text(tensor.value().shape), "The file belongs to another model or size."};
  }
  const DType type = tensor.value().dtype;
  if (type != DType::f32 && type != DType::f16 && type != DType::bf16 && type != DType::i8) {
    return Error{"not a type of weights", name, "F32, F16, BF16 or I8", std::string(name_of(type)), ""};
  }
  const std::vector<float> values = to_floats(tensor.value());
  std::copy(values.begin(), values.end(), into);
  if (type == DType::i8) {
    if (auto scaled = scale_rows(file, name, rows, cols, into); !scaled) return scaled;
  }
  if (std::all_of(into, into + rows * cols, [](float x) { return std::isfinite(x); })) return {};
  return Error{"a weight is not a finite number", name, "finite numbers only", "",
               "The file is damaged: fetch it again."};
}

}  // namespace lesson
