# CRoaring reads the page selectors.
find_library(ROARING roaring REQUIRED)
target_link_libraries(${target} PRIVATE ${ROARING})
set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
