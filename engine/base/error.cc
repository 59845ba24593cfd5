#include "engine/base/error.h"

namespace tern {

std::string_view text_of(ErrorCode code) {
  switch (code) {
#define TERN_ERROR_CODE(name, number, text) \
  case ErrorCode::name:                     \
    return text;
#include "engine/base/error_codes.def"
#undef TERN_ERROR_CODE
  }
  return "unknown error";
}

}  // namespace tern
