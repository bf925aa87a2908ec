#pragma once
// The pictures of the encoder shape calculator. Internal to widgets/encoder_shapes*.

#include <span>

#include "widgets/encoder_shapes/view.h"
#include "widgets/ui/ui.h"

namespace lesson {

inline constexpr float kLabelLine = 18;   ///< a line of small text, CSS pixels
inline constexpr float kPictureGap = 14;  ///< between two pictures

ui::Color color_of(PartKind kind, const ui::Palette& colors);

/// One picture a stage, all on one scale of columns. Returns the part that was pressed, or -1.
int draw_stages(ui::Ui& ui, const EncoderShapesView& view, std::span<const ShapeStage> stages, int chosen);

/// Image, latent and patches as squares, sides to scale.
void draw_image_way(ui::Ui& ui, const EncoderShapesView& view);

/// T and I as one bar to scale; nothing where they do not stand in one sequence.
void draw_sequence_bar(ui::Ui& ui, const AttentionPicture& attention);

/// The attention over them as a square of quadrants, or two attentions beside one another.
void draw_attention(ui::Ui& ui, const AttentionPicture& attention);

/// One bar a network, to scale.
void draw_weights_bars(ui::Ui& ui, const EncoderShapesView& view);

/// Blocks against width: SD3's rule as a line, published transformers as points.
void draw_scaling_plot(ui::Ui& ui, const ScalingView& view);

}  // namespace lesson
