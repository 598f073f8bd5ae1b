# The page of reports (web/): ECharts is fetched from npm once, as web/package-lock.json names it, and bundled with the
# page into one file that goes into the program. Without npm or network everything else is built, and `cimchar report`
# says what is missing.
option(CIMCHAR_REPORT "Build the page of `cimchar report`: needs npm, and network the first time" ON)

set(web ${CMAKE_CURRENT_LIST_DIR}/web)
set(fetched ${CMAKE_BINARY_DIR}/report_page)
set(CIMCHAR_REPORT_MODULES "" CACHE INTERNAL "Where the page's libraries are; empty: not built")

if(CIMCHAR_REPORT)
  find_program(NPM npm)
  find_program(NODE NAMES node nodejs)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${web}/package.json ${web}/package-lock.json)
  if(NPM AND NODE)
    file(SHA256 ${web}/package-lock.json lock)
    set(complete ${fetched}/${lock})
    if(NOT EXISTS ${complete})
      message(STATUS "Fetching the chart library of reports from npm")
      file(REMOVE_RECURSE ${fetched})
      file(COPY ${web}/package.json ${web}/package-lock.json DESTINATION ${fetched})
      execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=60000
                      WORKING_DIRECTORY ${fetched} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE npm_error)
      if(NOT failed)
        file(WRITE ${complete} "")
      endif()
    endif()
    if(EXISTS ${complete})
      set(CIMCHAR_REPORT_MODULES ${fetched}/node_modules CACHE INTERNAL "")
    else()
      string(REGEX MATCH "[^\n]*" npm_error "${npm_error}")
      message(WARNING "npm could not fetch the chart library (${npm_error}): `cimchar report` is left out. "
                      "Configure again with network, or set CIMCHAR_REPORT=OFF.")
    endif()
  else()
    message(WARNING "There is no npm: `cimchar report` is left out. Install npm (Debian: apt-get install npm), "
                    "or set CIMCHAR_REPORT=OFF.")
  endif()
endif()

if(CIMCHAR_REPORT_MODULES)
  file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/*)
  set(page ${CMAKE_BINARY_DIR}/report_page/page.html)
  add_custom_command(OUTPUT ${page}
    COMMAND ${NODE} ${web}/bundle.mjs ${CIMCHAR_REPORT_MODULES} ${page}
    DEPENDS ${web_sources} COMMENT "Bundling the page of reports" VERBATIM)
  set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/embedded_page.cpp PROPERTIES
    COMPILE_DEFINITIONS "CIMCHAR_REPORT_PAGE=\"${page}\"" OBJECT_DEPENDS ${page})
endif()
