//! `scrubjay ARCHIVE… --json`: what the screen would show, as records: the session, the rows, console lines, requests.

use super::{Out, console, events, info, network};
use crate::cli::{Archives, Events, Info, Open, Scope};
use crate::error::Failure;
use crate::recording::Recording;

/// Prints all records of the recording.
pub fn run(recording: &Recording, args: &Open, out: &mut Out) -> Result<(), Failure> {
    let view = recording.view();
    let input = Archives { archives: args.archives.clone() };
    info::run(recording, &Info { input: input.clone(), size: false }, out)?;
    let all = Events { input, scope: Scope::default(), kind: Vec::new(), level: None, grep: None, limit: None };
    events::run(recording, &all, out)?;
    for row in &view.console {
        console::print(row, &view, out)?;
    }
    for (id, row) in view.network.iter().enumerate() {
        network::print(id, row, &view, out)?;
    }
    Ok(())
}
