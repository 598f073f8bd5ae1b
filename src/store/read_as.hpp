// Reading a file of one kind, and what is said if it is none.
#pragma once
#include "core/error.hpp"
#include "store/hdf5.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <string>

namespace cimchar::store {

/// What `read`, a function from h5::Handle, makes of the open file. Where HDF5 cannot, or datasets that belong together
/// differ in length, throws InputError "PATH cannot be read as WHAT (…); REMEDY".
template <class Read>
auto read_as(std::string const& path, std::string const& what, std::string const& remedy, Read const& read) {
    std::string how;
    try {
        return read(h5::open_file(path));
    } catch (h5::Error const& error) {
        how = error.what();
    } catch (std::out_of_range const&) {
        how = "datasets that belong together differ in length";
    }
    throw InputError(fmt::format("{} cannot be read as {} ({}; it is missing, damaged or of another kind); {}", path,
                                 what, how, remedy));
}

}  // namespace cimchar::store
