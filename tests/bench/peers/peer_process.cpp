// The native side: one request a line on standard input, one answer a line on standard output, so that other programs
// can take turns with it.
//
//   kernels NAME | open KIND SIZES... | call WORK TIMES | load FILE
//   -> ok NUMBERS... | no
//
// `call` answers with seconds a call. `kernels best` names those in use.

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "core/simd/kernels.h"
#include "tests/bench/peers/kernels.h"

namespace {

bool use(const std::string& name) {
  if (name == "best") return true;
  for (const lesson::simd::Kernels* kernels : lesson::simd::available_kernels()) {
    if (name != kernels->name) continue;
    lesson::simd::use_kernels(kernels);
    return true;
  }
  return false;
}

int open(const std::string& kind, const std::vector<int>& n) {
  if (kind == "attention" && n.size() == 5) return bench_open_attention(n[0], n[1], n[2], n[3], n[4]);
  if (kind == "decoupled" && n.size() == 4) return bench_open_decoupled(n[0], n[1], n[2], n[3]);
  if (kind == "layer" && n.size() == 4) return bench_open_layer(n[0], n[1], n[2], n[3]);
  if (kind == "softmax" && n.size() == 2) return bench_open_softmax(n[0], n[1]);
  if (kind == "forward" && n.size() == 1) return bench_open_forward(n[0]);
  if (kind == "run" && n.size() == 1) return bench_open_run(n[0]);
  if (kind == "ceiling") return bench_open_ceiling();
  return 0;
}

double seconds_a_call(int work, int times) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) bench_call(work);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / times;
}

bool load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  return bench_load_model(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 0;
}

std::string answer(std::istringstream line) {
  std::string word, name;
  line >> word;
  if (word == "kernels") {
    line >> name;
    return use(name) ? std::string("ok ") + bench_kernels() : "no";
  }
  if (word == "load") {
    line >> name;
    return load(name) ? "ok" : "no";
  }
  if (word == "open") {
    line >> name;
    const std::vector<int> sizes{std::istream_iterator<int>(line), {}};
    const int work = open(name, sizes);
    return work ? "ok " + std::to_string(work) + " " + std::to_string(bench_flops(work)) : "no";
  }
  int work = 0, times = 1;
  if (word == "call" && line >> work >> times) {
    std::ostringstream out;
    out.precision(9);
    out << "ok " << seconds_a_call(work, times);
    return out.str();
  }
  return "no";
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << answer(std::istringstream(line)) << std::endl;
}
