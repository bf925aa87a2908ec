#include "core/blocks/dit_block.h"

namespace lesson {

void run(const DiTBlock& block, MRef x, CVec c, BlockScratch& scratch, const AttentionControl& control) {
  const VectorF mods = modulations(block.stream, c);
  scratch.make_room(x.rows(), x.cols(), block.stream.fc1.out());
  project_qkv(block.stream, x, mods, block.heads, 0, scratch);
  if (control.rope) {
    apply_rope(scratch.q(), block.heads, *control.rope);
    apply_rope(scratch.k(), block.heads, *control.rope);
  }
  if (control.tap) control.tap(scratch.q(), scratch.k());
  attend_all(scratch.q(), scratch.k(), scratch.v(), block.heads, scratch.attend, scratch.attended);
  add_attention(block.stream, x, mods, 0, scratch);
  add_mlp(block.stream, x, mods, 0, scratch);
}

}  // namespace lesson
