find_package(SQLite3 REQUIRED)
target_sources(
  ${name}
  PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/side_by_side.cc
          ${CMAKE_SOURCE_DIR}/tests/support/reference_db.cc
          ${CMAKE_SOURCE_DIR}/tests/support/open_by_both.cc
          ${CMAKE_SOURCE_DIR}/tests/support/counting_vfs.cc)
target_link_libraries(${name} PRIVATE SQLite::SQLite3)
