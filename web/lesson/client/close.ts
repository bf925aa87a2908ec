/**
 * Root mean square of the colours' differences, 0 to 1: five of 255 levels. Below it two pictures of 64 x 64 look alike;
 * the widgets' own (kPictureClose of widgets/step_count/pictures/view.h).
 */
export const pictureClose = 0.02;
