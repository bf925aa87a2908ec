// Eigen as one would write attention with it, compiled for AVX2 or AVX-512: scores of 64 rows at a time, a softmax on
// its array expressions, the product with the values. Same conversation as peer_process.cpp, attention alone.

#include <Eigen/Dense>
#include <chrono>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Attention {
  Matrix q, k, v, out, scores;
  int heads = 1;

  Attention(int count, int tokens, int dim)
      : q(Matrix::Random(tokens, count * dim)),
        k(Matrix::Random(tokens, count * dim)),
        v(Matrix::Random(tokens, count * dim)),
        out(tokens, count * dim),
        heads(count) {}

  void call() {
    constexpr Eigen::Index kRows = 64;
    const Eigen::Index dim = q.cols() / heads, tokens = q.rows();
    const float scale = 1 / std::sqrt(static_cast<float>(dim));
    for (int h = 0; h < heads; ++h)
      for (Eigen::Index first = 0; first < tokens; first += kRows) {
        const Eigen::Index rows = std::min(kRows, tokens - first);
        scores.noalias() = q.block(first, h * dim, rows, dim) * k.middleCols(h * dim, dim).transpose();
        scores = ((scores.array().colwise() - scores.array().rowwise().maxCoeff()) * scale).exp();
        scores.array().colwise() /= scores.array().rowwise().sum().eval();
        out.block(first, h * dim, rows, dim).noalias() = scores * v.middleCols(h * dim, dim);
      }
  }
};

std::string answer(std::istringstream line, std::vector<Attention>& works) {
  std::string word, kind;
  line >> word;
  if (word == "kernels") return "ok eigen";
  if (word == "open") {
    int heads = 0, tokens = 0, dim = 0, text = 0, how = 0;
    if (!(line >> kind >> heads >> tokens >> dim >> text >> how) || kind != "attention" || how != 0) return "no";
    works.emplace_back(heads, tokens, dim);
    return "ok " + std::to_string(works.size()) + " " + std::to_string(4.0 * heads * tokens * tokens * dim);
  }
  std::size_t work = 0;
  int times = 1;
  if (word != "call" || !(line >> work >> times) || work < 1 || work > works.size()) return "no";
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) works[work - 1].call();
  std::ostringstream out;
  out.precision(9);
  out << "ok " << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / times;
  return out.str();
}

}  // namespace

int main() {
  std::vector<Attention> works;
  for (std::string line; std::getline(std::cin, line);)
    std::cout << answer(std::istringstream(line), works) << std::endl;
}
