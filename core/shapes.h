#pragma once
// The one legend of shape letters, used in code, tests, docs and on the page.
//
//   T  text tokens          I  image tokens        S  joint tokens, S = T + I (text rows first)
//   H  attention heads      D  head dimension      d  model width, d = H * D
//   N  transformer blocks   C  latent channels     p  patch size
//   h, w  latent height and width (image pixels / 8 in published models), I = (h / p) * (w / p)
//   t  time in [0, 1]: 0 is data, 1 is noise (Esser et al. 2024, section 3)
//
// A shape is written [rows, columns], row-major, e.g. q is [S, H*D].

namespace lesson {

/// How the rows of a joint sequence split between the two modalities.
struct JointShape {
  int text_tokens = 0;   ///< T, >= 0
  int image_tokens = 0;  ///< I, >= 0

  int joint_tokens() const { return text_tokens + image_tokens; }  ///< S
};

}  // namespace lesson
