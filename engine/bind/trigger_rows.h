#pragma once

#include "engine/bind/query.h"
#include "engine/expr/raise.h"

namespace tern::bind {

/// What a trigger's WHEN and body may name besides tables: OLD, NEW and RAISE().
struct TriggerRows {
  SourceList sources;  // OLD and NEW, as far as the event has them
  expr::RaiseSignal* signal = nullptr;
};

}  // namespace tern::bind
