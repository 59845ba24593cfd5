// tern_reference_writer: a writer of shared_writer.h on the reference.
#include "tests/crash/shared_writer.h"
#include "tests/support/reference_db.h"

int main(int argc, char** argv) {
  return tern::tests::shared_writer_main<tern::test::ReferenceDb>(argc, argv);
}
