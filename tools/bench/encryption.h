#pragma once

namespace tern::bench {

/// Prints what encryption costs: Tern's workloads on a plain database and on databases encrypted
/// with AES-128-GCM and AES-256-GCM, interleaved. Medians over the rounds of what each took more
/// than the plain one of its round, in time and in CPU time. Returns the exit status.
int print_encryption();

}  // namespace tern::bench
