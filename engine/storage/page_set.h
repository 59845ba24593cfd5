#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/ids.h"

namespace tern::storage {

/// A set of page numbers: a bitmap in pieces, so that it costs bits where pages are many and next
/// to nothing where they are few.
class PageSet {
 public:
  bool contains(PageNo no) const {
    const Piece* const piece = piece_of(no);
    return piece && (piece->words[word_of(no)] & bit_of(no)) != 0;
  }
  bool empty() const { return count_ == 0; }
  size_t size() const { return count_; }
  void insert(PageNo no) {
    const size_t at = no.raw / kPiecePages;
    if (at >= pieces_.size()) pieces_.resize(at + 1);
    if (!pieces_[at]) pieces_[at] = std::make_unique<Piece>();
    uint64_t& word = pieces_[at]->words[word_of(no)];
    count_ += (word & bit_of(no)) == 0;
    word |= bit_of(no);
  }
  void erase(PageNo no) {
    if (!contains(no)) return;
    pieces_[no.raw / kPiecePages]->words[word_of(no)] &= ~bit_of(no);
    --count_;
  }
  void clear() {
    pieces_.clear();
    count_ = 0;
  }
  /// Ascending.
  template <class Visit>
  void for_each(Visit visit) const {
    for (size_t at = 0; at < pieces_.size(); ++at) {
      if (!pieces_[at]) continue;
      for (size_t i = 0; i < kPieceWords; ++i) {
        for (uint64_t word = pieces_[at]->words[i]; word != 0; word &= word - 1) {
          const auto bit = static_cast<size_t>(std::countr_zero(word));
          visit(PageNo{static_cast<uint32_t>(at * kPiecePages + i * 64 + bit)});
        }
      }
    }
  }

 private:
  static constexpr size_t kPieceWords = 32;
  static constexpr size_t kPiecePages = kPieceWords * 64;
  struct Piece {
    std::array<uint64_t, kPieceWords> words{};
  };
  static size_t word_of(PageNo no) { return no.raw % kPiecePages / 64; }
  static uint64_t bit_of(PageNo no) { return uint64_t{1} << (no.raw % 64); }
  const Piece* piece_of(PageNo no) const {
    const size_t at = no.raw / kPiecePages;
    return at < pieces_.size() ? pieces_[at].get() : nullptr;
  }

  std::vector<std::unique_ptr<Piece>> pieces_;
  size_t count_ = 0;
};

}  // namespace tern::storage
