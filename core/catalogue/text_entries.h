#pragma once
// Six ways of letting text into a transformer, and what a block of each holds and computes. Blocks are those of
// core/blocks (each count equals its constructor's, tested), MLPs 4 d wide, text and reference rows as wide as the
// model. FLOPs as in flops.h: matrix products alone, a multiply and an add count 2.
//
//   modulation  DiT block; the text is one pooled vector in c                       DiT (a class)
//   cross       self- and cross-attention; the text is read and never answers       SD v1.5, PixArt
//   shared      one sequence, one set of weights                                    U-ViT, DiT in-context
//   own         one sequence and softmax, weights of its own a kind (MMDiT)         SD3
//   single      one sequence, attention and MLP side by side from one projection    FLUX
//   adapter     cross, and a second softmax over a reference picture's rows         IP-Adapter

#include <array>
#include <cstdint>

#include "core/catalogue/flops.h"

namespace lesson::catalogue {

enum class TextEntry { modulation, cross, shared, own, single, adapter };
inline constexpr int kTextEntries = 6;
inline constexpr std::array<const char*, kTextEntries> kTextEntryIds = {"modulation", "cross",  "shared",
                                                                        "own",        "single", "adapter"};
/// Whether the text stands in the sequence and is rewritten.
constexpr bool rewrites_text(TextEntry entry) {
  return entry == TextEntry::shared || entry == TextEntry::own || entry == TextEntry::single;
}

struct EntrySize {
  int words = 5;      ///< T
  int patches = 16;   ///< I
  int reference = 4;  ///< R, rows of the reference picture; read by `adapter` alone
  int width = 1536;   ///< d
  int heads = 24;     ///< H
};

struct EntryCosts {
  int softmaxes = 0;         ///< of a row of the image
  std::int64_t entries = 0;  ///< attention weights of all heads
  std::int64_t weights = 0;  ///< of one block, biases included, QK-norm left out
  std::int64_t flops = 0;    ///< of one block
};
EntryCosts entry_costs(TextEntry entry, const EntrySize& size);

}  // namespace lesson::catalogue
