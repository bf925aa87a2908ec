#include "core/blocks/mmdit_block.h"

namespace lesson {

namespace {

/// The one place where the modalities meet: q, k, v of all tokens are in scratch.qkv.
void attend_together(int heads, int text_tokens, BlockScratch& scratch, const AttentionControl& control) {
  if (control.rope) {
    apply_rope(scratch.q(), heads, *control.rope);
    apply_rope(scratch.k(), heads, *control.rope);
  }
  if (control.tap) control.tap(scratch.q(), scratch.k());
  attend_joint(scratch.q(), scratch.k(), scratch.v(), heads, text_tokens, control.cut, scratch.attend,
               scratch.attended);
}

}  // namespace

void run(const MMDiTBlock& block, MRef text, MRef image, CVec c, BlockScratch& scratch,
         const AttentionControl& control) {
  const int text_tokens = static_cast<int>(text.rows());
  const VectorF text_mods = modulations(block.text, c), image_mods = modulations(block.image, c);
  scratch.make_room(text.rows() + image.rows(), image.cols(), block.image.fc1.out());
  project_qkv(block.text, text, text_mods, block.heads, 0, scratch);
  project_qkv(block.image, image, image_mods, block.heads, text_tokens, scratch);
  attend_together(block.heads, text_tokens, scratch, control);
  add_attention(block.image, image, image_mods, text_tokens, scratch);
  add_mlp(block.image, image, image_mods, text_tokens, scratch);
  if (block.drops_text()) return;
  add_attention(block.text, text, text_mods, 0, scratch);
  add_mlp(block.text, text, text_mods, 0, scratch);
}

void run(const SharedBlock& block, MRef text, MRef image, CVec c, BlockScratch& scratch,
         const AttentionControl& control) {
  const int text_tokens = static_cast<int>(text.rows());
  const VectorF mods = modulations(block.both, c);
  scratch.make_room(text.rows() + image.rows(), image.cols(), block.both.fc1.out());
  project_qkv(block.both, text, mods, block.heads, 0, scratch);
  project_qkv(block.both, image, mods, block.heads, text_tokens, scratch);
  attend_together(block.heads, text_tokens, scratch, control);
  for (const auto& [rows, first] : {std::pair<MRef, int>{text, 0}, {image, text_tokens}}) {
    add_attention(block.both, rows, mods, first, scratch);
    add_mlp(block.both, rows, mods, first, scratch);
  }
}

}  // namespace lesson
