find_package(SQLite3 REQUIRED)
target_sources(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/unit/engine/session/both.cc
                               ${CMAKE_CURRENT_SOURCE_DIR}/unit/engine/session/random_sql.cc)
target_link_libraries(${name} PRIVATE SQLite::SQLite3)
