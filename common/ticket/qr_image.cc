#include "common/ticket/qr_image.h"

#include <cstdint>
#include <memory>
#include <png.h>
#include <qrencode.h>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"

namespace rollcall::ticket {
namespace {

constexpr int kQuietZone = 4;
constexpr int kPixelsPerModule = 8;

// The modules of a code with its quiet zone.
class Matrix {
 public:
  explicit Matrix(const QRcode& code)
      : size_(code.width + 2 * kQuietZone), dark_(size_ * size_) {
    for (int y = 0; y < code.width; ++y) {
      for (int x = 0; x < code.width; ++x) {
        // The lowest bit is the colour.
        dark_[(y + kQuietZone) * size_ + x + kQuietZone] =
            (code.data[y * code.width + x] & 1) != 0;
      }
    }
  }

  int size() const { return size_; }
  bool IsDark(int x, int y) const { return dark_[y * size_ + x]; }

 private:
  int size_;
  std::vector<bool> dark_;
};

absl::StatusOr<Matrix> Encode(const std::string& text) {
  const std::unique_ptr<QRinput, decltype(&QRinput_free)> input(
      QRinput_new2(0, QR_ECLEVEL_M), QRinput_free);
  if (input == nullptr ||
      QRinput_append(input.get(), QR_MODE_AN, static_cast<int>(text.size()),
                     reinterpret_cast<const unsigned char*>(text.data())) !=
          0) {
    return absl::InternalError("A text has no QR code of alphanumeric mode.");
  }
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeInput(input.get()), QRcode_free);
  if (code == nullptr) {
    return absl::InternalError("A text is too long for a QR code.");
  }
  return Matrix(*code);
}

}  // namespace

absl::StatusOr<std::string> RenderQrPng(const std::string& text) {
  ASSIGN_OR_RETURN(const Matrix matrix, Encode(text));
  const int width = matrix.size() * kPixelsPerModule;
  std::vector<uint8_t> pixels;
  pixels.reserve(width * width);
  for (int y = 0; y < width; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool dark =
          matrix.IsDark(x / kPixelsPerModule, y / kPixelsPerModule);
      pixels.push_back(dark ? 0 : 255);
    }
  }
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = width;
  image.format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string file(size, '\0');
  if (png_image_write_to_memory(&image, file.data(), &size, 0, pixels.data(), 0,
                                nullptr) == 0) {
    return absl::InternalError(absl::StrCat("libpng: ", image.message));
  }
  file.resize(size);
  return file;
}

absl::StatusOr<std::string> RenderQrSvg(const std::string& text) {
  ASSIGN_OR_RETURN(const Matrix matrix, Encode(text));
  const int size = matrix.size();
  std::string path;
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      if (!matrix.IsDark(x, y)) continue;
      const int begin = x;
      while (matrix.IsDark(x, y)) ++x;  // The quiet zone is light.
      absl::StrAppend(&path, "M", begin, " ", y, "h", x - begin, "v1H", begin,
                      "z");
    }
  }
  return absl::StrCat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", size, " ",
      size, "\" shape-rendering=\"crispEdges\"><rect width=\"", size,
      "\" height=\"", size, "\" fill=\"#fff\"/><path d=\"", path,
      "\"/></svg>\n");
}

}  // namespace rollcall::ticket
