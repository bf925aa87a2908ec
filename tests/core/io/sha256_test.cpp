#include "core/io/sha256.h"

#include <catch_amalgamated.hpp>
#include <string>
#include <string_view>

using namespace lesson;

namespace {
std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
}  // namespace

// NIST's example messages (FIPS 180-2 appendix B; Cryptographic Algorithm Validation Program).
TEST_CASE("SHA-256 gives NIST's digests", "[sha256]") {
  CHECK(sha256_hex({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex(bytes_of("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex(bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(bytes_of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopq"
                            "klmnopqrlmnopqrsmnopqrstnopqrstu")) ==
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(sha256_hex(bytes_of(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not care how the bytes are portioned", "[sha256]") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += static_cast<char>(i * 37);
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const auto all = bytes_of(text).first(length);
    Sha256 sha;
    for (std::size_t at = 0, portion = 1; at < length; portion = portion % 7 + 1) {
      const std::size_t taken = std::min(portion, length - at);
      sha.update(all.subspan(at, taken));
      at += taken;
    }
    Sha256 whole;
    whole.update(all);
    if (sha.finish() != whole.finish()) FAIL("length " << length);
  }
}
