#include "widgets/conditioning/scene.h"

#include <algorithm>
#include <cmath>

namespace lesson {

namespace {

using ui::Point;
using ui::Rect;

constexpr float kWordHigh = 17, kPatchHigh = 8;
constexpr float kTextTop = 34, kImageTop = 156, kReferenceTop = 296;
constexpr int kWords = 5, kPatches = 16, kReference = 4;

/// Where things stand across: rows, projections, softmaxes, MLPs, rows again; `cell` is one attention weight.
struct Columns {
  float rows, project, project_wide, read, mlp, mlp_wide, out, cell;

  explicit Columns(float width)
      : rows(std::clamp(width * 0.13f, 40.0f, 84.0f)),
        project(width * 0.19f),
        project_wide(width * 0.13f),
        read(width * 0.38f),
        mlp(width * 0.72f),
        mlp_wide(width * 0.11f),
        out(width - rows),
        cell(std::min(width * 0.28f / 27, 7.0f)) {}
};

Rect text_lane(float x, float w) { return {x, kTextTop, w, kWords * kWordHigh}; }
Rect image_lane(float x, float w) { return {x, kImageTop, w, kPatches * kPatchHigh}; }
Rect reference_lane(float x, float w) { return {x, kReferenceTop, w, kReference * kPatchHigh}; }
Rect inner(Rect lane, float high) { return {lane.x, lane.y + (lane.h - high) / 2, lane.w, high}; }
/// Over both lanes: one set of weights for all rows.
Rect both_lanes(float x, float w) { return {x, kTextTop + 10, w, kImageTop + kPatches * kPatchHigh - kTextTop - 20}; }

Point left(const Rect& r) { return {r.x - 2, r.y + r.h / 2}; }
Point right(const Rect& r) { return {r.x + r.w + 2, r.y + r.h / 2}; }
Point top(const Rect& r) { return {r.x + r.w / 2, r.y - 2}; }
Point bottom(const Rect& r) { return {r.x + r.w / 2, r.y + r.h + 2}; }
Point right_at(const Rect& r, float y) { return {r.x + r.w + 2, y}; }
Point left_at(const Rect& r, float y) { return {r.x - 2, y}; }
float middle(const Rect& r) { return r.y + r.h / 2; }

Rect around(const Rect& a, const Rect& b, float margin = 3) {
  const float x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x - margin, y - margin, std::max(a.x + a.w, b.x + b.w) - x + 2 * margin,
          std::max(a.y + a.h, b.y + b.h) - y + 2 * margin};
}

class Builder {
 public:
  Builder(TextEntry way, float width, float scale) : way_(way), at_(width), scale_(scale) {}

  Scene build() {
    place_rows();
    place_condition();
    place_weights();
    place_matrices();
    place_frames();
    place_arrows();
    return scene_;
  }

 private:
  bool joint() const { return catalogue::rewrites_text(way_); }
  bool one_set() const { return way_ == TextEntry::shared || way_ == TextEntry::single; }
  bool crosses() const { return way_ == TextEntry::cross || way_ == TextEntry::adapter; }
  bool adapter() const { return way_ == TextEntry::adapter; }

  void put(SceneBox box, Rect rect, bool there, const char* label = "") {
    scene_.at(box) = {rect, there ? 1.0f : 0.0f, label};
  }
  const Rect& rect(SceneBox box) const { return scene_.at(box).rect; }

  void place_rows() {
    put(SceneBox::words_in, text_lane(0, at_.rows), true);
    put(SceneBox::patches_in, image_lane(0, at_.rows), true);
    put(SceneBox::reference_in, reference_lane(0, at_.rows), adapter());
    put(SceneBox::words_out, text_lane(at_.out, at_.rows), joint());
    put(SceneBox::patches_out, image_lane(at_.out, at_.rows), true);
  }

  void place_condition() {
    const bool modulation = way_ == TextEntry::modulation;
    put(SceneBox::pooled, {at_.project, kTextTop + 26, at_.project_wide, 22}, modulation, "pooled");
    put(SceneBox::condition, {at_.read, kTextTop + 26, at_.project_wide, 22}, modulation, "c");
  }

  void place_weights() {
    const Rect text = inner(text_lane(at_.project, at_.project_wide), 48),
               image = inner(image_lane(at_.project, at_.project_wide), 64),
               both = both_lanes(at_.project, at_.project_wide);
    const bool side_by_side = way_ == TextEntry::single;
    const char* all = side_by_side ? "q k v\nMLP" : "q k v";
    put(SceneBox::text_projection, one_set() ? both : text, way_ != TextEntry::modulation, crosses() ? "k v" : all);
    put(SceneBox::image_projection, one_set() ? both : image, true, crosses() ? "q k v\nq" : all);
    put(SceneBox::reference_projection, inner(reference_lane(at_.project, at_.project_wide), 26), adapter(), "k v");
    const Rect text_mlp = inner(text_lane(at_.mlp, at_.mlp_wide), 48),
               image_mlp = inner(image_lane(at_.mlp, at_.mlp_wide), 64), both_mlp = both_lanes(at_.mlp, at_.mlp_wide);
    const Rect below{at_.read, kImageTop + 96, at_.cell * (kWords + kPatches), 26};  // beside the attention
    put(SceneBox::text_mlp, side_by_side ? below : one_set() ? both_mlp : text_mlp, joint(), "MLP");
    put(SceneBox::image_mlp, one_set() ? both_mlp : image_mlp, true, side_by_side ? "out" : "MLP");
    scene_.shared = one_set() ? 1.0f : 0.0f;
  }

  void place_matrices() {
    const float u = at_.cell, text = u * kWords, image = u * kPatches, gap = 10;
    const float all = text + image;
    if (joint()) {
      const float x = at_.read, y = way_ == TextEntry::single ? kTextTop + 34 : kTextTop + 120 - all / 2;
      put(SceneBox::text_reads_text, {x, y, text, text}, true);
      put(SceneBox::text_reads_image, {x + text, y, image, text}, true);
      put(SceneBox::image_reads_text, {x, y + text, text, image}, true);
      put(SceneBox::image_reads_image, {x + text, y + text, image, image}, true);
      put(SceneBox::image_reads_reference, {x + all, y + text, u * kReference, image}, false);
      return;
    }
    const float x = at_.read, y = kImageTop + (kPatches * kPatchHigh - image) / 2;
    put(SceneBox::image_reads_image, {x, y, image, image}, true);
    put(SceneBox::image_reads_text, {x + image + gap, y, text, image}, crosses());
    put(SceneBox::image_reads_reference, {x + image + text + 2 * gap, y, u * kReference, image}, adapter());
    scene_.at(SceneBox::image_reads_reference).there *= std::min(1.0f, 0.15f + 0.85f * scale_);
    put(SceneBox::text_reads_text, {x + image + gap, y - text, text, text}, false);
    put(SceneBox::text_reads_image, {x, y - text, image, text}, false);
  }

  void place_frames() {
    const Rect joint_frame = around(rect(SceneBox::text_reads_text), rect(SceneBox::image_reads_image));
    const auto own = [&](SceneBox box) { return around(rect(box), rect(box)); };
    put(SceneBox::softmax_first, joint() ? joint_frame : own(SceneBox::image_reads_image), true, "softmax");
    put(SceneBox::softmax_second, own(SceneBox::image_reads_text), crosses());
    put(SceneBox::softmax_third, own(SceneBox::image_reads_reference), adapter());
  }

  void arrow(SceneArrow which, Point from, Point to, bool there) { scene_.at(which) = {from, to, there ? 1.0f : 0.0f}; }

  void place_arrows() {
    const Rect &words = rect(SceneBox::words_in), &patches = rect(SceneBox::patches_in),
               &text = rect(SceneBox::text_projection), &image = rect(SceneBox::image_projection),
               &first = rect(SceneBox::softmax_first), &second = rect(SceneBox::softmax_second),
               &third = rect(SceneBox::softmax_third), &text_mlp = rect(SceneBox::text_mlp),
               &image_mlp = rect(SceneBox::image_mlp), &condition = rect(SceneBox::condition);
    const bool modulation = way_ == TextEntry::modulation, single = way_ == TextEntry::single;
    const float text_y = middle(words), image_y = middle(patches);
    const auto within = [](const Rect& r, float y) { return std::clamp(y, r.y + 8, r.y + r.h - 8); };
    arrow(SceneArrow::words_to_projection, right(words), left_at(text, text_y), !modulation);
    arrow(SceneArrow::words_to_pooled, right(words), left_at(rect(SceneBox::pooled), text_y), modulation);
    arrow(SceneArrow::pooled_to_condition, right(rect(SceneBox::pooled)), left(condition), modulation);
    arrow(SceneArrow::patches_to_projection, right(patches), left_at(image, image_y), true);
    const Rect& reference = rect(SceneBox::reference_projection);
    arrow(SceneArrow::reference_to_projection, right(rect(SceneBox::reference_in)), left(reference), adapter());
    arrow(SceneArrow::reference_to_softmax, right(reference), bottom(third), adapter());
    arrow(SceneArrow::text_to_softmax, right_at(text, text_y),
          crosses() ? top(second) : left_at(first, within(first, text_y)), !modulation);
    arrow(SceneArrow::image_to_softmax, right_at(image, image_y), left_at(first, within(first, image_y)), true);
    const Rect& last = adapter() ? third : crosses() ? second : first;
    arrow(SceneArrow::softmax_to_text, right_at(first, within(first, text_y)),
          single ? left_at(image_mlp, text_y) : left_at(text_mlp, text_y), joint());
    arrow(SceneArrow::softmax_to_image, right_at(last, within(last, image_y)), left_at(image_mlp, image_y), true);
    arrow(SceneArrow::text_out, right_at(single ? image_mlp : text_mlp, text_y), left(rect(SceneBox::words_out)),
          joint());
    arrow(SceneArrow::image_out, right_at(image_mlp, image_y), left(rect(SceneBox::patches_out)), true);
    const float beside = middle(text_mlp);
    arrow(SceneArrow::projection_to_mlp, right_at(image, beside), left(text_mlp), single);
    arrow(SceneArrow::mlp_to_out, right(text_mlp), left_at(image_mlp, beside), single);
    arrow(SceneArrow::condition_to_image, bottom(condition), top(first), modulation);
    arrow(SceneArrow::condition_to_mlp, right(condition), top(image_mlp), modulation);
  }

  TextEntry way_;
  Columns at_;
  float scale_;
  Scene scene_;
};

float mixed(float a, float b, float t) { return a + (b - a) * t; }
Point mixed(Point a, Point b, float t) { return {mixed(a.x, b.x, t), mixed(a.y, b.y, t)}; }

}  // namespace

Scene scene_of(TextEntry way, float width, float scale) { return Builder(way, width, scale).build(); }

Scene between(const Scene& a, const Scene& b, float t) {
  if (t <= 0) return a;
  if (t >= 1) return b;
  const float eased = t * t * (3 - 2 * t);
  Scene out;
  for (std::size_t i = 0; i < out.boxes.size(); ++i) {
    const Placed &from = a.boxes[i], &to = b.boxes[i];
    out.boxes[i] = {{mixed(from.rect.x, to.rect.x, eased), mixed(from.rect.y, to.rect.y, eased),
                     mixed(from.rect.w, to.rect.w, eased), mixed(from.rect.h, to.rect.h, eased)},
                    mixed(from.there, to.there, eased),
                    t < 0.5f ? from.label : to.label};
  }
  for (std::size_t i = 0; i < out.arrows.size(); ++i) {
    const PlacedArrow &from = a.arrows[i], &to = b.arrows[i];
    out.arrows[i] = {mixed(from.from, to.from, eased), mixed(from.to, to.to, eased),
                     mixed(from.there, to.there, eased)};
  }
  out.shared = mixed(a.shared, b.shared, eased);
  return out;
}

}  // namespace lesson
