find_package(CURL REQUIRED)
target_link_libraries(${target} PUBLIC CURL::libcurl)
