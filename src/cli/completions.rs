//! `scrubjay completions` and `scrubjay man`: what clap can derive from these types for shells and for readers.

use super::Cli;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Debug, Clone, Args)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

/// The completion script of a shell.
#[must_use]
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "scrubjay", &mut script);
    script
}

/// The manual: the program's page, then one for each verb, in roff.
pub fn man_pages() -> std::io::Result<Vec<u8>> {
    let mut pages = Vec::new();
    let mut program = Cli::command();
    program.build();
    clap_mangen::Man::new(program.clone()).render(&mut pages)?;
    for verb in program.get_subcommands().filter(|verb| verb.get_name() != "help") {
        clap_mangen::Man::new(verb.clone()).render(&mut pages)?;
    }
    Ok(pages)
}
