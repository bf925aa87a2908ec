#pragma once
// The shipped weights, loaded once for all tests, and the recorded PyTorch values beside them.

#include "core/fixture.h"
#include "core/pipeline/tiny_sd3.h"

namespace lesson {

inline std::string weights_path(const std::string& name) {
  return std::string(LESSON_FIXTURES) + "/../../web/assets/weights/" + name;
}

inline const TinySd3& tiny_sd3() {
  static const TinySd3 model = [] {
    auto loaded = TinySd3::load(file_bytes(weights_path("tiny-sd3.safetensors")));
    INFO((loaded ? "" : loaded.error().message()));
    REQUIRE(loaded);
    TinySd3 all = std::move(loaded).value();
    for (const char* name : {"tiny-sd3-ddpm.safetensors", "tiny-sd3-shared.safetensors"}) {
      const auto added = all.add(file_bytes(weights_path(name)));
      INFO((added ? "" : added.error().message()));
      REQUIRE(added);
    }
    return all;
  }();
  return model;
}

inline const SafetensorsFile& tiny_fixture() {
  static const SafetensorsFile file = open_fixture("tiny-sd3-reference.safetensors");
  return file;
}

/// One item of a batched fixture tensor: rows [item * rows, (item + 1) * rows).
inline MatrixRM fixture_item(const std::string& name, Eigen::Index rows, Eigen::Index cols, int item = 0) {
  const MatrixRM all = fixture_matrix(tiny_fixture(), name, cols);
  REQUIRE(all.rows() >= (item + 1) * rows);
  return all.middleRows(item * rows, rows);
}

inline const std::array<const char*, 2> kFixturePrompts = {"a cat sitting on a beach at sunset",
                                                           "a red crane near a river at night"};

/// Within 1e-4 of PyTorch, of numbers above one within 1e-4 of their size: the text rows grow to hundreds.
inline void check_parity(const MatrixRM& got, const MatrixRM& want, const std::string& what, double tolerance = 1e-4) {
  REQUIRE(got.rows() == want.rows());
  REQUIRE(got.cols() == want.cols());
  const auto size = want.array().abs().max(1.0f);
  reference::check_close(MatrixRM(got.array() / size), MatrixRM(want.array() / size), tolerance, what);
}

inline EncodedText encode_prompt(const std::string& prompt) {
  return encode(tiny_sd3().encoders(), tiny_sd3().tokenizer().tokenize(prompt));
}

}  // namespace lesson
