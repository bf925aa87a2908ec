#include "tests/widgets/software_renderer.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace lesson::testing {

namespace {

struct Pixel {
  float r, g, b, a;
};

Pixel unpack(ImU32 c) {
  const auto channel = [c](int shift) { return static_cast<float>((c >> shift) & 255) / 255.0f; };
  return {channel(IM_COL32_R_SHIFT), channel(IM_COL32_G_SHIFT), channel(IM_COL32_B_SHIFT), channel(IM_COL32_A_SHIFT)};
}

Pixel nearest(const Bitmap& bitmap, float u, float v) {
  const int x = std::clamp(static_cast<int>(u * static_cast<float>(bitmap.w)), 0, bitmap.w - 1);
  const int y = std::clamp(static_cast<int>(v * static_cast<float>(bitmap.h)), 0, bitmap.h - 1);
  const std::uint8_t* p = &bitmap.rgba[static_cast<std::size_t>(y * bitmap.w + x) * 4];
  return {static_cast<float>(p[0]) / 255, static_cast<float>(p[1]) / 255, static_cast<float>(p[2]) / 255,
          static_cast<float>(p[3]) / 255};
}

/// Between the four texels around: what GL does with the font atlas.
Pixel smooth(const Bitmap& bitmap, float u, float v) {
  const float x = u * static_cast<float>(bitmap.w) - 0.5f, y = v * static_cast<float>(bitmap.h) - 0.5f;
  const float fx = x - std::floor(x), fy = y - std::floor(y);
  const auto at = [&](float dx, float dy) {
    return nearest(bitmap, (std::floor(x) + dx + 0.5f) / static_cast<float>(bitmap.w),
                   (std::floor(y) + dy + 0.5f) / static_cast<float>(bitmap.h));
  };
  const Pixel a = at(0, 0), b = at(1, 0), c = at(0, 1), d = at(1, 1);
  const auto blend = [&](float Pixel::* m) {
    return (a.*m * (1 - fx) + b.*m * fx) * (1 - fy) + (c.*m * (1 - fx) + d.*m * fx) * fy;
  };
  return {blend(&Pixel::r), blend(&Pixel::g), blend(&Pixel::b), blend(&Pixel::a)};
}

void blend(std::uint8_t* out, const Pixel& p) {
  const auto mix = [&](std::uint8_t& to, float from) {
    to = static_cast<std::uint8_t>(
        std::lround(std::clamp(static_cast<float>(to) * (1 - p.a) + from * 255 * p.a, 0.0f, 255.0f)));
  };
  mix(out[0], p.r);
  mix(out[1], p.g);
  mix(out[2], p.b);
}

void triangle(Bitmap& out, const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c, const Bitmap* texture,
              bool font, const ImVec4& clip) {
  const float area = (b.pos.x - a.pos.x) * (c.pos.y - a.pos.y) - (b.pos.y - a.pos.y) * (c.pos.x - a.pos.x);
  if (area == 0) return;
  const auto low = [](float x, float y, float z) { return std::min({x, y, z}); };
  const auto high = [](float x, float y, float z) { return std::max({x, y, z}); };
  const int x0 = std::max({0, static_cast<int>(std::floor(low(a.pos.x, b.pos.x, c.pos.x))), static_cast<int>(clip.x)});
  const int y0 = std::max({0, static_cast<int>(std::floor(low(a.pos.y, b.pos.y, c.pos.y))), static_cast<int>(clip.y)});
  const int x1 =
      std::min({out.w, static_cast<int>(std::ceil(high(a.pos.x, b.pos.x, c.pos.x))) + 1, static_cast<int>(clip.z)});
  const int y1 =
      std::min({out.h, static_cast<int>(std::ceil(high(a.pos.y, b.pos.y, c.pos.y))) + 1, static_cast<int>(clip.w)});
  const Pixel ca = unpack(a.col), cb = unpack(b.col), cc = unpack(c.col);
  // An edge shared by two triangles belongs to one of them: top-left rule.
  const auto owns = [&](const ImVec2& p, const ImVec2& q) {
    return area > 0 ? (q.y < p.y || (q.y == p.y && q.x > p.x)) : (q.y > p.y || (q.y == p.y && q.x < p.x));
  };
  const bool own_a = owns(b.pos, c.pos), own_b = owns(c.pos, a.pos), own_c = owns(a.pos, b.pos);
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      const float px = static_cast<float>(x) + 0.5f, py = static_cast<float>(y) + 0.5f;
      const float wa = ((b.pos.x - px) * (c.pos.y - py) - (b.pos.y - py) * (c.pos.x - px)) / area;
      const float wb = ((c.pos.x - px) * (a.pos.y - py) - (c.pos.y - py) * (a.pos.x - px)) / area;
      const float wc = 1 - wa - wb;
      const auto inside = [](float w, bool own) { return w > 1e-6f || (own && w > -1e-6f); };
      if (!inside(wa, own_a) || !inside(wb, own_b) || !inside(wc, own_c)) continue;
      Pixel p{ca.r * wa + cb.r * wb + cc.r * wc, ca.g * wa + cb.g * wb + cc.g * wc, ca.b * wa + cb.b * wb + cc.b * wc,
              ca.a * wa + cb.a * wb + cc.a * wc};
      if (texture) {
        const float u = a.uv.x * wa + b.uv.x * wb + c.uv.x * wc, v = a.uv.y * wa + b.uv.y * wb + c.uv.y * wc;
        const Pixel t = font ? smooth(*texture, u, v) : nearest(*texture, u, v);
        p = {p.r * t.r, p.g * t.g, p.b * t.b, p.a * t.a};
      }
      if (p.a > 0) blend(&out.rgba[static_cast<std::size_t>(y * out.w + x) * 4], p);
    }
  }
}

}  // namespace

ui::Color Bitmap::at(int x, int y) const {
  const std::uint8_t* p = &rgba[static_cast<std::size_t>(y * w + x) * 4];
  return {p[0], p[1], p[2], p[3]};
}

ui::TextureId SoftwareTextures::update(ui::TextureId old, int w, int h, std::span<const std::uint8_t> rgba, bool) {
  const ui::TextureId id = old ? old : next_++;
  bitmaps_[id] = {w, h, {rgba.begin(), rgba.end()}};
  return id;
}

void SoftwareTextures::destroy(ui::TextureId texture) { bitmaps_.erase(texture); }

void SoftwareTextures::upload_fonts(ui::FontAtlas& fonts) {
  unsigned char* pixels = nullptr;
  int w = 0, h = 0;
  fonts.imgui()->GetTexDataAsRGBA32(&pixels, &w, &h);
  bitmaps_[1] = {w, h, {pixels, pixels + static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4}};
  fonts.uploaded(1);
}

const Bitmap* SoftwareTextures::find(ui::TextureId texture) const {
  const auto found = bitmaps_.find(texture);
  return found == bitmaps_.end() ? nullptr : &found->second;
}

Bitmap render(const ImDrawData& data, const SoftwareTextures& textures) {
  Bitmap out{static_cast<int>(data.DisplaySize.x), static_cast<int>(data.DisplaySize.y), {}};
  out.rgba.assign(static_cast<std::size_t>(out.w) * static_cast<std::size_t>(out.h) * 4, 255);
  for (const ImDrawList* list : data.CmdLists) {
    for (const ImDrawCmd& command : list->CmdBuffer) {
      const auto id = reinterpret_cast<ui::TextureId>(command.TextureId);
      const Bitmap* texture = textures.find(id);
      for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
        const ImDrawIdx* at = &list->IdxBuffer[static_cast<int>(command.IdxOffset + i)];
        const auto vertex = [&](int k) -> const ImDrawVert& {
          return list->VtxBuffer[static_cast<int>(command.VtxOffset) + at[k]];
        };
        triangle(out, vertex(0), vertex(1), vertex(2), texture, id == 1, command.ClipRect);
      }
    }
  }
  return out;
}

}  // namespace lesson::testing
