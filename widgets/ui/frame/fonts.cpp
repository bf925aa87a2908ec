// The shared font atlas, from the bytes that embed.cmake puts into the program.

#include <imgui.h>

#include <cmath>
#include <cstddef>

#include "widgets/ui/frame/widget_frame.h"

namespace lesson::ui {

extern const unsigned char kInterRegular[];
extern const std::size_t kInterRegularSize;
extern const unsigned char kInterSemiBold[];
extern const std::size_t kInterSemiBoldSize;

namespace {

/// ImGui counts from ascender to descender, the page in em: (2480 + 620) / 2048 units for Inter, rounded.
constexpr float kInterHeight = 1.2102f;
/// All characters of the basic plane: the subset itself is the choice.
constexpr ImWchar kEverything[] = {0x20, 0xFFFF, 0};

struct Face {
  Type type;
  bool semi_bold;
  float size;  ///< of body text
};
constexpr Face kFaces[] = {
    {Type::body, false, 1.0f}, {Type::strong, true, 1.0f}, {Type::small, false, 0.84f}, {Type::heading, true, 1.27f}};

ImFont* add(ImFontAtlas& atlas, const Face& face, float dpr, float text_px) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.GlyphRanges = kEverything;
  config.OversampleH = dpr < 1.5f ? 3 : 2;  // unhinted: fractions of a pixel keep the rhythm at low densities
  config.OversampleV = 1;
  config.PixelSnapH = false;
  const unsigned char* bytes = face.semi_bold ? kInterSemiBold : kInterRegular;
  const std::size_t size = face.semi_bold ? kInterSemiBoldSize : kInterRegularSize;
  const float pixels = std::round(text_px * face.size * kInterHeight * dpr);
  return atlas.AddFontFromMemoryTTF(const_cast<unsigned char*>(bytes), static_cast<int>(size), pixels, &config);
}

}  // namespace

void FontAtlas::Free::operator()(ImFontAtlas* atlas) const { IM_DELETE(atlas); }

FontAtlas::FontAtlas() : atlas_(IM_NEW(ImFontAtlas)()) { prepare(1, 15); }
FontAtlas::~FontAtlas() = default;

void FontAtlas::prepare(float dpr, float text_px) {
  if (dpr == dpr_ && text_px == text_px_) return;
  dpr_ = dpr;
  text_px_ = text_px;
  atlas_->Clear();
  atlas_->Flags |= ImFontAtlasFlags_NoMouseCursors;
  for (const Face& face : kFaces) fonts_[static_cast<int>(face.type)] = add(*atlas_, face, dpr, text_px);
  fonts_[static_cast<int>(Type::mono)] = fonts_[static_cast<int>(Type::body)];
  atlas_->Build();
  changed_ = true;
}

void FontAtlas::uploaded(TextureId texture) {
  atlas_->SetTexID(reinterpret_cast<ImTextureID>(texture));
  changed_ = false;
}

void FontAtlas::forget() {
  atlas_->SetTexID(nullptr);
  changed_ = true;
}

}  // namespace lesson::ui
