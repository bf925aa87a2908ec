#include "core/catalogue/text_entries.h"

#include "core/catalogue/parameters.h"

namespace lesson::catalogue {

namespace {

/// A DiT block and, with biases, the cross-attention's q, k, v and output.
std::int64_t cross_block_parameters(int d) { return cross_attention_block_matrices(d, d) + 15 * d + 4 * d; }

}  // namespace

EntryCosts entry_costs(TextEntry entry, const EntrySize& s) {
  const std::int64_t text = s.words, image = s.patches, all = text + image, reference = s.reference, d = s.width;
  const int width = s.width, head = s.width / s.heads;
  const BlockFlops cross = self_cross_block_flops(image, text, width, width);
  switch (entry) {
    case TextEntry::modulation:
      return {1, s.heads * image * image, dit_block_parameters(width), dit_block_flops(image, width).total()};
    case TextEntry::cross: return {2, s.heads * image * (image + text), cross_block_parameters(width), cross.total()};
    case TextEntry::shared:
      return {1, s.heads * all * all, dit_block_parameters(width), dit_block_flops(all, width).total()};
    case TextEntry::own:
      return {1, s.heads * all * all, mmdit_block_parameters(width, head, false),
              joint_block_flops(image, text, width).total()};
    case TextEntry::single:
      return {1, s.heads * all * all, flux_single_block_parameters(width, head) - 2 * head,
              single_block_flops(image, text, width).total()};
    case TextEntry::adapter: break;
  }
  return {3, s.heads * image * (image + text + reference), cross_block_parameters(width) + 2 * d * d,
          cross.total() + 4 * reference * d * d + 4 * image * reference * d};
}

}  // namespace lesson::catalogue
