// Misuse comes back as words that name the tensor.

#include <limits>

#include "core/attention/attention.h"
#include "tests/core/reference.h"

using namespace lesson;

namespace {

const MatrixRM kOnes = MatrixRM::Ones(6, 8);

template <class T>
void check_error(const Result<T>& result, const std::string& where, const std::string& got) {
  REQUIRE_FALSE(result);
  CHECK(result.error().where == where);
  CHECK(result.error().got == got);
  CHECK_FALSE(result.error().expected.empty());
}

}  // namespace

TEST_CASE("shapes that do not fit are named", "[attention][errors]") {
  AttentionOptions options;
  check_error(cross_attention(kOnes, MatrixRM::Ones(3, 7), kOnes, options), "k", "[3, 7]");
  check_error(cross_attention(kOnes, MatrixRM(0, 8), MatrixRM(0, 8), options), "k", "[0, 8]");
  check_error(cross_attention(kOnes, kOnes, MatrixRM::Ones(5, 8), options), "v", "[5, 8]");
  check_error(cross_attention(MatrixRM(0, 8), kOnes, kOnes, options), "q", "[0, 8]");
  check_error(self_attention(kOnes, MatrixRM::Ones(3, 8), MatrixRM::Ones(3, 8), options), "k", "[3, 8]");
  check_error(decoupled_cross_attention(kOnes, kOnes, kOnes, MatrixRM::Ones(2, 9), kOnes, 1.0f, options), "k_adapter",
              "[2, 9]");
}

TEST_CASE("a head count that does not divide the width is named", "[attention][errors]") {
  for (const int heads : {0, -1, 3, 16}) {
    AttentionOptions options;
    options.heads = heads;
    check_error(self_attention(kOnes, kOnes, kOnes, options), "heads", std::to_string(heads));
  }
}

TEST_CASE("numbers that are not finite are found", "[attention][errors]") {
  MatrixRM bad = kOnes;
  bad(4, 5) = std::numeric_limits<float>::quiet_NaN();
  check_error(self_attention(kOnes, bad, kOnes), "k", "NaN at [4, 5]");
  bad(4, 5) = -std::numeric_limits<float>::infinity();
  check_error(self_attention(kOnes, kOnes, bad), "v", "infinity at [4, 5]");
  check_error(decoupled_cross_attention(kOnes, kOnes, kOnes, kOnes, kOnes, std::nanf("")), "adapter_scale", "nan");
}

TEST_CASE("joint attention checks its split", "[attention][errors]") {
  for (const int text : {-1, 7}) {
    JointAttentionOptions options;
    options.text_tokens = text;
    check_error(joint_attention(kOnes, kOnes, kOnes, options), "text_tokens", std::to_string(text));
  }
  check_error(joint_attention(kOnes, MatrixRM::Ones(3, 8), MatrixRM::Ones(3, 8)), "k", "[3, 8]");
  check_error(joint_attention(kOnes, MatrixRM::Ones(3, 8), kOnes), "k", "[3, 8]");  // not v, which fits q
}

TEST_CASE("norm and rope of another size are named", "[attention][errors]") {
  JointAttentionOptions options;
  options.heads = 2;
  const QkNorm norm{VectorF::Ones(4), VectorF::Ones(5)};
  options.qk_norm = &norm;
  check_error(joint_attention(kOnes, kOnes, kOnes, options), "qk_norm.k", "5");
  options.qk_norm = nullptr;
  const RopeTable rope = make_rope_table(MatrixRM::Zero(5, 1), {4});
  options.rope = &rope;
  check_error(joint_attention(kOnes, kOnes, kOnes, options), "rope tokens", "5");
}
