#pragma once

#include <string>

namespace rollcall::testing {

// What zbarimg reads in a picture of one QR code; empty when it reads none.
std::string ReadQrPng(const std::string& png);

// As ReadQrPng, for a document that rsvg-convert draws 500 pixels wide.
std::string ReadQrSvg(const std::string& svg);

}  // namespace rollcall::testing
