find_library(ZSTD_LIBRARY zstd REQUIRED)
target_link_libraries(${target} PUBLIC ${ZSTD_LIBRARY})
