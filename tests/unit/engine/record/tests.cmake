target_link_libraries(${name} PRIVATE sqlite3)
