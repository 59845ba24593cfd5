# The reference: what it accepts and refuses is the expected value.
find_library(SQLITE3_LIBRARY sqlite3 REQUIRED)
target_link_libraries(${name} PRIVATE ${SQLITE3_LIBRARY})
target_compile_definitions(${name} PRIVATE TERN_SQL_CORPUS="${CMAKE_CURRENT_SOURCE_DIR}/unit/engine/sql/corpus.sql"
  TERN_SLT_DIR="${CMAKE_SOURCE_DIR}/../shared/slt")
