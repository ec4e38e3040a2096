//! Opening a recording for a verb: arguments to inputs, a progress line while it takes long, errors to failures.

use super::Out;
use crate::archive::{Damage, DamageKind, Input};
use crate::cli::{Archives, Cli, Verb};
use crate::clock::Moment;
use crate::error::Failure;
use crate::recording::{OpenError, Progress, Recording, Want, summary};
use crate::text;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Reading that takes no longer shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);

/// Where verbs get their recordings from.
pub(super) trait Library {
    /// The recording that the arguments name, read to its end.
    fn recording(&mut self, archives: &Archives, want: Want) -> Result<Arc<Recording>, Failure>;

    /// Says what could not be read of it.
    fn warn(&mut self, damage: &[Damage], out: &mut Out);
}

/// The library of a command, which reads one recording, once.
#[derive(Default)]
pub(super) struct Afresh {
    /// Whether an archive that was named could not be read, among others that were.
    pub(super) lacks: bool,
}

impl Library for Afresh {
    fn recording(&mut self, archives: &Archives, want: Want) -> Result<Arc<Recording>, Failure> {
        let recording = load(archives, want)?;
        self.lacks |= recording.view().damage.iter().any(|damage| damage.what == DamageKind::Archive);
        Ok(Arc::new(recording))
    }

    fn warn(&mut self, damage: &[Damage], _: &mut Out) {
        warn(damage);
    }
}

/// Reads the recording that the arguments name, to its end.
pub(super) fn load(archives: &Archives, want: Want) -> Result<Recording, Failure> {
    let inputs = inputs(&archives.archives)?;
    let meter = Meter::new();
    let recording = Recording::load_watched(&inputs, want, &|progress| meter.show(progress)).map_err(failure);
    meter.clear();
    recording
}

/// Follows a link among the archives, `FILE#t=34.1s`: its file is read, and its moment is the one that is asked about,
/// unless the command line names another. A verb that is about no moment says so.
pub fn follow_link(cli: &mut Cli) -> Result<(), Failure> {
    let verb = cli.verb.as_ref().map(Verb::name);
    let (Some(archives), at) = cli.asked() else { return Ok(()) };
    let (files, moment) = linked(archives)?;
    *archives = files;
    match (at, moment, verb) {
        (Some(at), _, _) => *at = at.take().or(moment),
        (None, Some(moment), Some(verb)) => {
            say(&format!("{verb} is about no one moment: {moment} of the link is not used"));
        }
        _ => {}
    }
    Ok(())
}

/// The archives without the moment that a link names behind its file, and that moment: `FILE#t=34.1s`. A file that has
/// such a name is a file.
fn linked(archives: &[PathBuf]) -> Result<(Vec<PathBuf>, Option<Moment>), Failure> {
    let mut moment = None;
    let mut plain = |path: &PathBuf| {
        let parts = path.to_str().and_then(|text| text.rsplit_once("#t="));
        let Some((file, at)) = parts.filter(|(file, _)| !file.is_empty() && !path.exists()) else {
            return Ok(path.clone());
        };
        let read = at.parse().map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        moment = Some(read);
        Ok(PathBuf::from(file))
    };
    let paths: Result<Vec<PathBuf>, Failure> = archives.iter().map(&mut plain).collect();
    Ok((paths?, moment))
}

/// The inputs that the arguments name; `-` is standard input, once.
pub fn inputs(archives: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    let is_stdin = |path: &Path| path.as_os_str() == "-";
    if archives.iter().filter(|path| is_stdin(path)).count() > 1 {
        return Err(Failure::usage("standard input (-) can be read only once"));
    }
    let input = |path: &PathBuf| if is_stdin(path) { Input::Stdin } else { Input::Path(path.clone()) };
    Ok(archives.iter().map(input).collect())
}

/// An archive that cannot be opened, with what would help. Names of files may be hostile, too.
#[allow(clippy::needless_pass_by_value)] // what map_err hands over
fn failure(error: OpenError) -> Failure {
    let hints = error.hints();
    hints.into_iter().fold(Failure::input(error.to_string()), Failure::hinted)
}

/// A reading that ended before anything could be shown: a sentence, then hints, one line each.
pub(super) fn failed(said: &str) -> Failure {
    let mut lines = said.lines();
    let failure = Failure::input(lines.next().unwrap_or_default());
    lines.fold(failure, Failure::hinted)
}

/// Says on standard error what could not be read.
pub(super) fn warn(damage: &[Damage]) {
    for damage in damage {
        say(&format!("warning: {}", summary::describe(damage)));
    }
}

/// Says something on standard error now.
pub(super) fn say(said: &str) {
    let _ = writeln!(io::stderr(), "scrubjay: {}", text::neutral(said));
}

/// A progress line on standard error: on a terminal only, and only when reading takes its time.
struct Meter {
    since: Instant,
    shown: bool,
}

impl Meter {
    fn new() -> Self {
        Self { since: Instant::now(), shown: io::stderr().is_terminal() }
    }

    fn show(&self, progress: &Progress) {
        if self.shown && self.since.elapsed() > PATIENCE {
            let read = text::bytes(progress.read);
            let percent =
                progress.total.filter(|total| *total > 0).map(|total| progress.read.saturating_mul(100) / total);
            let percent = percent.map(|percent| format!(" ({percent}%)")).unwrap_or_default();
            let _ = write!(io::stderr(), "\r\u{1b}[Kreading {read}{percent}");
        }
    }

    fn clear(&self) {
        if self.shown && self.since.elapsed() > PATIENCE {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_a_moment_unless_a_file_has_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        let link = |moment: &str| PathBuf::from(format!("{}#t={moment}", file.display()));
        let (paths, moment) = linked(&[link("34.131s")]).unwrap();
        assert_eq!((paths, moment), (vec![file.clone()], "34.131s".parse().ok()));
        assert_eq!(linked(&[link("#812")]).unwrap().1, Some(Moment::Seq(812)));
        assert!(linked(&[link("soon")]).unwrap_err().to_string().contains("is not a moment"));
        std::fs::write(link("34.131s"), "").unwrap();
        assert_eq!(linked(&[link("34.131s")]).unwrap(), (vec![link("34.131s")], None), "a real file wins");
        assert_eq!(linked(std::slice::from_ref(&file)).unwrap(), (vec![file], None));
    }
}
