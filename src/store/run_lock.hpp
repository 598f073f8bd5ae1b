// The lock that keeps a second run out of a run directory. Held through flock(2) on DIR/lock, so it vanishes with
// its holder, however that ends.
#pragma once
#include "store/results.hpp"

#include <string>

#include <sys/types.h>

namespace cimchar::store {

class RunLock {
public:
    /// Takes the lock. Workers that a run forked hold it for some milliseconds longer than a killed run itself:
    /// waits up to two seconds before it throws InputError (in use, or the file cannot be made). With IfInUse::wait
    /// it waits as long as it takes; a line on standard error says for whom.
    explicit RunLock(std::string const& directory, IfInUse if_in_use = IfInUse::refuse);
    ~RunLock();
    RunLock(RunLock const&) = delete;
    RunLock& operator=(RunLock const&) = delete;

private:
    int fd_ = -1;
    pid_t owner_ = 0;
};

/// True if a run holds the lock of `directory` now. Changes nothing.
[[nodiscard]] bool is_locked(std::string const& directory);

}  // namespace cimchar::store
