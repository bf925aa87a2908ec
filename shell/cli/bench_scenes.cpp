#include "shell/cli/bench_scenes.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "core/attention/attention.h"
#include "core/flow/world_run.h"
#include "core/io/safetensors.h"
#include "core/io/sha256.h"
#include "core/random.h"
#include "shell/native/png.h"

namespace lesson::cli {

namespace {

using Timed = std::function<double()>;

MatrixRM random_matrix(int rows, int columns, std::uint32_t stream) {
  MatrixRM m(rows, columns);
  RandomStream(1, stream).fill_normals({m.data(), static_cast<std::size_t>(m.size())});
  return m;
}

BenchScene product(int n) {
  const double side = n;
  return {"eigen/product-" + std::to_string(n), "Matrix product, the yardstick for attention and blocks",
          2 * side * side * side, "flop", [n]() -> Timed {
            auto a = std::make_shared<MatrixRM>(random_matrix(n, n, 0));
            auto b = std::make_shared<MatrixRM>(random_matrix(n, n, 1));
            auto c = std::make_shared<MatrixRM>(n, n);
            return [=] {
              c->noalias() = *a * *b;
              return static_cast<double>((*c)(0, 0));
            };
          }};
}

BenchScene joint(int tokens, int heads, int head_dim, bool weights) {
  const double s = tokens;
  std::string what = "Joint attention, " + std::to_string(tokens) + " tokens, " + std::to_string(heads) + " heads of " +
                     std::to_string(head_dim) + (weights ? ", weights kept" : ", streaming");
  return {"attention/joint-" + std::to_string(tokens) + (weights ? "" : "-stream"), std::move(what),
          4 * s * s * heads * head_dim, "flop", [=]() -> Timed {
            auto q = std::make_shared<MatrixRM>(random_matrix(tokens, heads * head_dim, 0));
            auto k = std::make_shared<MatrixRM>(random_matrix(tokens, heads * head_dim, 1));
            auto v = std::make_shared<MatrixRM>(random_matrix(tokens, heads * head_dim, 2));
            JointAttentionOptions options;
            options.heads = heads;
            options.text_tokens = tokens > 77 ? 77 : 0;
            options.keep_weights = weights;
            return [=] {
              const auto out = joint_attention(*q, *k, *v, options);
              return out ? static_cast<double>(out.value().out(0, 0)) : 0.0;
            };
          }};
}

BenchScene normals() {
  static constexpr int n = 16384;
  return {"random/normals", "Normal deviates", n, "deviate", []() -> Timed {
            auto out = std::make_shared<std::vector<float>>(n);
            return [=] {
              RandomStream(1).fill_normals(*out);
              return static_cast<double>(out->back());
            };
          }};
}

BenchScene world_run(const char* world, Sampler sampler, int steps) {
  constexpr int n = 512;
  const World& place = *world_named(world).value();
  const SamplerSpec spec{sampler, steps};
  return {std::string("flow/") + world + "-" + std::string(name_of(sampler)),
          std::to_string(n) + " points through " + std::to_string(steps) + " steps",
          1.0 * n * evaluations(spec) * static_cast<double>(place.components().size()), "component",
          [&place, spec]() -> Timed {
            auto noise = std::make_shared<Points>(normal_points(n, 1, kInitialNoiseStream));
            return [&place, spec, noise] {
              auto run = WorldRun::start(place, spec, *noise).value();
              while (!run.done()) run.advance();
              return run.points()(0, 0);
            };
          }};
}

std::vector<std::byte> some_file() {
  SafetensorsWriter writer;
  for (int i = 0; i < 64; ++i) writer.add("block." + std::to_string(i), random_matrix(128, 128, 0), DType::f16);
  auto bytes = writer.finish();
  return bytes ? std::move(bytes).value() : std::vector<std::byte>{};
}

BenchScene read_file() {
  return {"io/safetensors", "Read 64 F16 tensors of [128, 128] as F32", 64.0 * 128 * 128 * 2, "byte", []() -> Timed {
            auto bytes = std::make_shared<std::vector<std::byte>>(some_file());
            return [=] {
              const auto file = SafetensorsFile::borrow(*bytes);
              double sum = 0;
              if (file)
                for (const TensorView& tensor : file.value().tensors())
                  sum += static_cast<double>(to_floats(tensor).back());
              return sum;
            };
          }};
}

BenchScene digest() {
  static constexpr int n = 1 << 20;
  return {"io/sha256", "SHA-256 of 1 MiB", n, "byte", []() -> Timed {
            auto bytes = std::make_shared<std::vector<std::byte>>(n);
            return [=] { return static_cast<double>(sha256_hex(*bytes)[0]); };
          }};
}

BenchScene picture() {
  static constexpr int w = 760, h = 480;
  return {"io/png", "Encode a 760 x 480 picture", w * h * 4.0, "byte", []() -> Timed {
            auto pixels =
                std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(w * h * 4), std::uint8_t{240});
            for (std::size_t i = 0; i < pixels->size(); i += 97) (*pixels)[i] = static_cast<std::uint8_t>(i);
            return [=] {
              const auto file = encode_png(*pixels, w, h, 4);
              return file ? static_cast<double>(file.value().size()) : 0.0;
            };
          }};
}

}  // namespace

std::vector<BenchScene> bench_scenes() {
  std::vector<BenchScene> scenes = {product(512),
                                    joint(333, 4, 32, true),
                                    joint(333, 4, 32, false),
                                    joint(1101, 6, 64, false),
                                    normals(),
                                    world_run("ring", Sampler::flow_euler, 28),
                                    world_run("checkerboard", Sampler::flow_heun, 28),
                                    world_run("ring", Sampler::ddpm, 28),
                                    read_file(),
                                    digest(),
                                    picture()};
  for (BenchScene& scene : model_scenes()) scenes.push_back(std::move(scene));
  for (BenchScene& scene : viewer_scenes()) scenes.push_back(std::move(scene));
  return scenes;
}

}  // namespace lesson::cli
