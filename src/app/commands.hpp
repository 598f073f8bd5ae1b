// The commands of the program. Each adds itself to the command line: options, help with an example, and a callback
// that does the work. Errors are thrown (InputError, ContractError); only main catches.
#pragma once
#include "core/error.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the name that CLI11 gives it
class App;
}

namespace cimchar::app {

// Looking around
void add_circuits_command(CLI::App& app);
void add_netlist_command(CLI::App& app);
void add_metrics_command(CLI::App& app);
// Campaigns
void add_init_command(CLI::App& app);
void add_check_command(CLI::App& app);
void add_run_command(CLI::App& app);
void add_submit_command(CLI::App& app);
void add_replay_command(CLI::App& app);
// Run directories and result files
void add_status_command(CLI::App& app);
void add_merge_command(CLI::App& app);
void add_compare_command(CLI::App& app);
void add_report_command(CLI::App& app);
void add_estimate_command(CLI::App& app);
void add_aim_command(CLI::App& app);
// Networks of neural peripherals
void add_train_command(CLI::App& app);
// Networks on arrays and accelerators
void add_mapping_command(CLI::App& app);
void add_network_command(CLI::App& app);
void add_system_command(CLI::App& app);
// Behavioural models
void add_fit_command(CLI::App& app);
void add_model_command(CLI::App& app);
void add_export_command(CLI::App& app);

/// Ends a command, its output written, with an exit code other than ok (which is what returning means).
[[noreturn]] void exit_with(ExitCode code);

}  // namespace cimchar::app
