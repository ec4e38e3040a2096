//! Opening a recording for a verb: arguments to inputs, a progress line while it takes long, errors to failures.

use crate::archive::Input;
use crate::cli::Archives;
use crate::error::Failure;
use crate::recording::{OpenError, Recording, Want};
use std::path::PathBuf;

/// Reads the recording that the arguments name, to its end.
pub(super) fn load(archives: &Archives, want: Want) -> Result<Recording, Failure> {
    let inputs = inputs(&archives.archives)?;
    Recording::load(&inputs, want).map_err(failure)
}

/// The inputs that the arguments name; `-` is standard input, once.
pub fn inputs(archives: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    if archives.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Failure::usage("standard input (-) can be read only once"));
    }
    Ok(archives.iter().map(input).collect())
}

fn input(path: &PathBuf) -> Input {
    if path.as_os_str() == "-" { Input::Stdin } else { Input::Path(path.clone()) }
}

/// An archive that cannot be opened, with what would help.
pub(super) fn failure(error: OpenError) -> Failure {
    let hints = error.hints();
    let failure = Failure::input(error.to_string());
    hints.into_iter().fold(failure, Failure::hinted)
}
