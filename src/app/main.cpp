// The program cimchar: command line in, exit code out. The only place that catches.
#include "app/commands.hpp"
#include "core/nearest.hpp"
#include "store/provenance.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <system_error>

namespace cimchar::app {

void exit_with(ExitCode code) {
    throw CLI::RuntimeError(static_cast<int>(code));
}

namespace {
constexpr auto description =
    "cimchar: proven behavioural models of the analog circuits of computing-in-memory.\n"
    "Simulates a circuit over corners and Monte Carlo chips, measures INL, DNL, ENOB and friends,\n"
    "and fits a model with an error certificate.";

constexpr auto footer =
    "Example, from a circuit to its model:\n"
    "  cimchar circuits integrator                  what can be set, what is measured\n"
    "  cimchar init integrator > c.toml             a campaign to start from; edit it\n"
    "  cimchar check c.toml                         what would run\n"
    "  cimchar run c.toml -o results/c              run it; again to resume after Ctrl-C\n"
    "  cimchar fit results/c -o model.h5            fit the behavioural model\n\n"
    "`cimchar COMMAND --help` explains a command.\n"
    "Exit codes: 0 all limits kept; 1 a limit is not; 2 bad input; 3 too many simulations failed;\n"
    "4 a bug of cimchar; 130 interrupted.";

std::string version_text() {
    auto const hash = store::git_hash();
    return fmt::format("cimchar {} ({})", store::code_version(), hash == "unknown" ? "commit unknown" : hash);
}

void add_commands(CLI::App& app) {
    add_circuits_command(app);
    add_netlist_command(app);
    add_init_command(app);
    add_check_command(app);
    add_run_command(app);
    add_submit_command(app);
    add_status_command(app);
    add_merge_command(app);
    add_compare_command(app);
    add_report_command(app);
    add_estimate_command(app);
    add_aim_command(app);
    add_replay_command(app);
    add_metrics_command(app);
    add_train_command(app);
    add_mapping_command(app);
    add_network_command(app);
    add_system_command(app);
    add_fit_command(app);
    add_model_command(app);
    add_export_command(app);
}

std::vector<std::string> command_names(CLI::App const& app) {
    std::vector<std::string> names;
    for (auto const* const command : app.get_subcommands([](CLI::App const*) { return true; }))
        names.push_back(command->get_name());
    return names;
}

/// The command that was being parsed, innermost.
CLI::App const& chosen_command(CLI::App const& app) {
    auto const* chosen = &app;
    while (!chosen->get_subcommands().empty()) chosen = chosen->get_subcommands().front();
    return *chosen;
}

std::string command_line_of(CLI::App const& command) {
    return command.get_parent() == nullptr ? "cimchar"
                                           : command_line_of(*command.get_parent()) + " " + command.get_name();
}

/// The first argument that nothing knows, with what was probably meant.
std::string unknown_argument(CLI::App const& command, std::string const& argument) {
    auto const hint = fmt::format("see {} --help", command_line_of(command));
    if (!argument.starts_with('-')) {
        auto const names = command_names(command);
        if (names.empty())
            return fmt::format("'{}' is one argument too many ({}); {}", argument, command_line_of(command), hint);
        return fmt::format("unknown command '{}'{} ({})", argument, suggestion(argument, names), hint);
    }
    std::vector<std::string> options;
    for (auto const* const option : command.get_options())
        for (auto const& name : option->get_lnames()) options.push_back("--" + name);
    auto const word = argument.substr(0, argument.find('='));
    return fmt::format("unknown option '{}' of `{}`{} ({})", word, command_line_of(command), suggestion(word, options),
                       hint);
}

/// CLI11's own words, where a user would have to guess what they mean.
std::string plain_words(CLI::ParseError const& error) {
    std::string text = error.what();
    if (dynamic_cast<CLI::ArgumentMismatch const*>(&error) != nullptr) {
        bool const too_many = text.find("At Most") != std::string::npos;
        return text.substr(0, text.find(':')) + (too_many ? " is given more than once" : " needs a value");
    }
    constexpr std::string_view not_converted = "Could not convert: ";
    if (text.starts_with(not_converted)) return text.substr(not_converted.size()) + " is not a number";
    return text;
}

int report_parse_error(CLI::App const& app, CLI::ParseError const& error) {
    auto const& command = chosen_command(app);
    auto const extras = command.remaining();
    auto const top_level = app.remaining();
    std::string message;
    if (!extras.empty() || !top_level.empty())
        message = unknown_argument(command, extras.empty() ? top_level.front() : extras.front());
    else
        message = fmt::format("{}; see {} --help", plain_words(error), command_line_of(command));
    fmt::print(stderr, "cimchar: {}\n", message);
    return static_cast<int>(ExitCode::bad_input);
}

int run(int argc, char** argv) {
    CLI::App app(description);
    app.name("cimchar");
    app.set_version_flag("--version", version_text());
    app.footer(footer);
    app.get_formatter()->column_width(30);
    app.require_subcommand(0, 1);
    add_commands(app);
    try {
        app.parse(argc, argv);
        if (app.get_subcommands().empty()) fmt::print("{}", app.help());
        return 0;
    } catch (CLI::RuntimeError const& code) {
        return code.get_exit_code();
    } catch (CLI::Success const& help_or_version) {
        return app.exit(help_or_version);
    } catch (CLI::ParseError const& error) {
        return report_parse_error(app, error);
    }
}
}  // namespace

}  // namespace cimchar::app

int main(int argc, char** argv) {
    using cimchar::ExitCode;
    try {
        int const code = cimchar::app::run(argc, argv);
        if (std::fflush(stdout) != 0) throw cimchar::InputError("cannot write standard output (disk full?); free some");
        return code;
    } catch (cimchar::InputError const& error) {
        fmt::print(stderr, "cimchar: {}\n", error.what());
        return static_cast<int>(ExitCode::bad_input);
    } catch (std::system_error const& error) {  // of the file system, or of a full disk under standard output
        fmt::print(stderr, "cimchar: {} (the system refused it); check path, permissions and free space\n",
                   error.what());
        return static_cast<int>(ExitCode::bad_input);
    } catch (std::exception const& error) {
        fmt::print(stderr,
                   "cimchar: internal error: {}\n"
                   "This is a bug of cimchar, not of your input; please report this line and the command.\n",
                   error.what());
        return static_cast<int>(ExitCode::internal);
    }
}
