#include "shell/cli/generate_command.h"

#include <algorithm>
#include <iomanip>

#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/random.h"
#include "core/vae/pixels.h"
#include "shell/cli/exit_code.h"
#include "shell/native/files.h"
#include "shell/native/png.h"
#include "shell/native/two_threads.h"

namespace lesson::cli {

namespace {

Result<void> write_png(const std::string& path, const Picture& picture) {
  const auto bytes = encode_png(picture.rgb, picture.width, picture.height, 3);
  if (!bytes) return bytes.error();
  return write_file(path, bytes.value());
}

void put_beside(const Picture& frame, int at, Picture& film) {
  const std::size_t row = static_cast<std::size_t>(frame.width) * 3, wide = static_cast<std::size_t>(film.width) * 3;
  for (std::size_t y = 0; y < static_cast<std::size_t>(frame.height); ++y)
    std::copy_n(frame.rgb.begin() + static_cast<std::ptrdiff_t>(y * row), row,
                film.rgb.begin() + static_cast<std::ptrdiff_t>(y * wide + static_cast<std::size_t>(at) * row));
}

/// As a pipeline of diffusers takes `latents`.
Result<void> write_noise(const std::string& path, const Run& run) {
  const LatentShape& shape = run.shape().latent;
  const MatrixRM noise = noise_latent(shape, run.request().seed, kInitialNoiseStream);
  const auto side = [](int n) { return static_cast<std::uint64_t>(n); };
  SafetensorsWriter writer;
  writer.add("noise", {1, side(shape.channels), side(shape.height), side(shape.width)},
             {noise.data(), static_cast<std::size_t>(noise.size())});
  const auto bytes = writer.finish();
  if (!bytes) return bytes.error();
  return write_file(path, std::span<const std::byte>(bytes.value()));
}

void print_words(const Run& run, const std::string& path, std::ostream& out) {
  out << std::fixed << std::setprecision(0) << run.steps() << " steps in " << run.ms_total() << " ms";
  if (!path.empty()) out << ", written to " << path;
  out << "\npicture SHA-256 " << run.picture_sha256() << '\n';
  print_prompt_remarks(run, out);
}

}  // namespace

Picture film_of(const Run& run) {
  const Picture& last = run.picture();
  const int frames = std::min(kFilmFrames, run.steps());
  Picture film{last.width * frames, last.height, {}};
  film.rgb.resize(last.rgb.size() * static_cast<std::size_t>(frames));
  for (int i = 0; i + 1 < frames; ++i) {
    const auto step = static_cast<std::size_t>(i * run.steps() / (frames - 1));
    put_beside({last.width, last.height, to_rgb(run.model().colours(run.history()[step].latent, run.shape().latent))},
               i, film);
  }
  put_beside(last, frames - 1, film);
  return film;
}

void print_prompt_remarks(const Run& run, std::ostream& out) {
  for (const std::string& word : run.prompt().unknown_words) out << "not understood: " << word << '\n';
  if (const int dropped = run.prompt().dropped_words; dropped > 0)
    out << "the prompt was cut: " << dropped << " words more than the model reads\n";
}

Json run_summary(const TinySd3& model, const Run& run) {
  Json summary = to_json(run.request());
  summary.erase("record");
  summary.erase("image");  // its bytes; what was painted goes by that name
  if (run.request().image.any()) summary["strength"] = run.request().image.strength;
  summary["weights_sha256"] = model.denoiser(run.request().model)->sha256;
  summary["image_sha256"] = run.picture_sha256();
  summary["unknown_words"] = run.prompt().unknown_words;
  summary["dropped_words"] = run.prompt().dropped_words;
  return summary;
}

int run_generate(const GenerateOptions& options, std::ostream& out, std::ostream& err) {
  for (const std::string& path : {options.output, options.film, options.noise}) {
    if (path.empty()) continue;
    if (auto writable = check_writable(path); !writable) return fail(err, writable.error());
  }
  const auto prepared = prepare_run(options.run, /*record=*/false);
  if (!prepared) return fail(err, prepared.error());
  const auto run =
      run_to_end(prepared.value().model, prepared.value().request, {.take_step = advance_in_two_threads()});
  if (!run) return fail(err, run.error());
  if (!options.output.empty()) {
    if (auto written = write_png(options.output, run.value().picture()); !written) return fail(err, written.error());
  }
  if (!options.film.empty()) {
    if (auto written = write_png(options.film, film_of(run.value())); !written) return fail(err, written.error());
  }
  if (!options.noise.empty()) {
    if (auto written = write_noise(options.noise, run.value()); !written) return fail(err, written.error());
  }
  if (!options.json) {
    print_words(run.value(), options.output, out);
    return exit_ok;
  }
  Json summary = run_summary(prepared.value().model, run.value());
  summary["image"] = options.output.empty() ? Json() : Json(options.output);
  if (!options.film.empty()) summary["film"] = options.film;
  if (!options.noise.empty()) summary["noise"] = options.noise;
  summary["ms_total"] = run.value().ms_total();
  summary["ms_per_step"] = run.value().ms_per_step();
  out << print_json(summary, 2) << '\n';
  return exit_ok;
}

}  // namespace lesson::cli
