//! `scrubjay completions` and `scrubjay man`: what clap can derive from these types for shells and for readers.

use super::Cli;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use std::path::PathBuf;

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

/// Arguments of `man`.
#[derive(Debug, Clone, Args)]
pub struct Man {
    /// Print the page of this verb alone
    #[arg(value_name = "VERB")]
    pub verb: Option<String>,
    /// Write the program's page and one for each verb into this folder, as scrubjay.1, scrubjay-info.1 and so on
    #[arg(long, value_name = "DIR", conflicts_with = "verb", value_hint = clap::ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
}

/// The manual in roff, each page with its name: the program's, then one for each verb.
pub fn man_pages() -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut program = Cli::command();
    program.build();
    let verbs = program.get_subcommands().filter(|verb| verb.get_name() != "help");
    let named = verbs.map(|verb| (format!("scrubjay-{}", verb.get_name()), verb));
    let all = std::iter::once(("scrubjay".to_owned(), &program)).chain(named);
    all.map(|(name, command)| {
        let mut page = Vec::new();
        clap_mangen::Man::new(command.clone()).render(&mut page)?;
        Ok((name, page))
    })
    .collect()
}
