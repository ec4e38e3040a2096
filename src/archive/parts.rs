//! A recording in parts: several inputs, or a directory of them.

use super::error::Error;
use super::open;
use super::output::Output;
use super::{Bodies, Container, Damage, DamageKind, Header, Input, Keep, Record, Sink};
use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Files that are looked at in a directory.
const MOST_FILES: usize = 10_000;
/// Directories within directories (a staff export, unpacked, has one level).
const DEEPEST: u32 = 4;
/// Recording ids that an error names.
const MOST_NAMED: usize = 5;

/// One file to read.
pub(super) struct Part {
    pub(super) input: Input,
    /// Whether it was found in a directory, not named.
    found: bool,
}

/// Why a part was not read, the events it lost where that is known, and what would help.
type Refused = (String, Option<u64>, Option<String>);

/// See [`super::scan`].
pub(super) fn scan(inputs: &[Input], bodies: &Bodies, sink: &mut dyn Sink) -> Result<(), Error> {
    let parts = expand(inputs)?;
    let mixed = same_recording(&parts)?;
    let mut header = Header::new(Container::RrwebNdjson);
    header.inputs = parts.iter().map(|part| open::name(&part.input)).collect();
    header.mixed = mixed;
    let mut out = Output::new(sink, bodies, header);
    out.sidecars.unwanted = parts.len() == 1;
    let Some(refused) = read(&parts, parts.len() == 1, &mut out, bodies)? else { return Ok(()) };
    if out.events == 0 {
        return Err(none(inputs, &refused));
    }
    tell(refused, &mut out);
    out.finish();
    Ok(())
}

/// Reads parts one after the other. The one that is `alone` must be readable; of several those that are not are given
/// back. `None` when the sink said stop.
pub(super) fn read(
    parts: &[Part],
    alone: bool,
    out: &mut Output<'_>,
    bodies: &Bodies,
) -> Result<Option<Vec<Refused>>, Error> {
    let mut refused = Vec::new();
    for (number, part) in (0..).zip(parts) {
        out.input = number;
        match open::read(&part.input, out, bodies) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) if alone => return Err(error),
            Err(error) => {
                let lost = part.found.then_some(0);
                refused.push((error.to_string(), lost, error.hints().into_iter().next()));
            }
        }
    }
    Ok(Some(refused))
}

/// Tells which parts were not read.
pub(super) fn tell(refused: Vec<Refused>, out: &mut Output<'_>) {
    for (reason, events_lost, remedy) in refused {
        // What was only found in a folder may be anything; what was named was meant.
        let what = if events_lost.is_none() { DamageKind::Archive } else { DamageKind::Unknown };
        let (place, reason) = (super::Place::default(), format!("skipped {reason}"));
        out.report(Damage { what, place, events_lost, reason, remedy });
    }
}

fn none(inputs: &[Input], refused: &[Refused]) -> Error {
    let name = inputs.first().map_or_else(String::new, open::name);
    let what = match refused {
        [] => "no events in it".to_owned(),
        [(reason, ..)] => format!("no replay in it; what is there: {reason}"),
        [(reason, ..), others @ ..] => format!("no replay among {} files; the first: {reason}", others.len() + 1),
    };
    Error::NotAReplay { name, what, hints: vec!["fetch or export the recording's snapshots and open those".to_owned()] }
}

/// The files behind the inputs: directories are looked through.
pub(super) fn expand(inputs: &[Input]) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::new();
    for input in inputs {
        match input {
            Input::Path(path) if path.is_dir() => {
                let mut files = Vec::new();
                walk(path, 0, &mut files);
                if files.is_empty() {
                    let what = "a directory without any file to open".to_owned();
                    let hints = vec!["name a recording, or a directory that holds a recording's files".to_owned()];
                    return Err(Error::NotAReplay { name: open::name(input), what, hints });
                }
                parts.extend(files.into_iter().map(|path| Part { input: Input::Path(path), found: true }));
            }
            _ => parts.push(Part { input: input.clone(), found: false }),
        }
    }
    Ok(parts)
}

fn walk(directory: &Path, depth: u32, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden || files.len() >= MOST_FILES {
            continue;
        }
        if path.is_dir() && !path.is_symlink() && depth < DEEPEST {
            walk(&path, depth + 1, files);
        } else if path.is_file() {
            files.push(path);
        }
    }
}

/// Refuses parts that name different recordings. Parts that name none go with any. Whether they come in containers of
/// several shapes, so that one event may be spelt in two ways.
pub(super) fn same_recording(parts: &[Part]) -> Result<bool, Error> {
    if parts.len() < 2 {
        return Ok(false);
    }
    let mut seen: Vec<(String, String)> = Vec::new();
    let mut shapes: HashSet<Container> = HashSet::new();
    for part in parts.iter().filter(|part| part.input != Input::Stdin) {
        let (id, container) = start(&part.input);
        shapes.extend(container);
        if let Some(id) = id
            && !seen.iter().any(|(had, _)| *had == id)
        {
            seen.push((id, open::name(&part.input)));
        }
    }
    if seen.len() < 2 {
        return Ok(shapes.len() > 1);
    }
    let more = seen.len().saturating_sub(MOST_NAMED);
    let mut ids: Vec<String> = seen.iter().take(MOST_NAMED).map(|(id, name)| format!("{id} ({name})")).collect();
    if more > 0 {
        ids.push(format!("and {more} more"));
    }
    Err(Error::Mixed { ids })
}

/// Whether the inputs hold more than one recording, as far as their ids tell: no more is read than it takes to see that.
#[must_use]
pub fn are_several(inputs: &[Input]) -> bool {
    let parts = expand(inputs).unwrap_or_default();
    let mut ids = parts.iter().filter(|part| part.input != Input::Stdin).filter_map(|part| start(&part.input).0);
    ids.next().is_some_and(|first| ids.any(|id| id != first))
}

/// The recording's id, and the container of its events where there are any. Reads only as far as the first events.
fn start(input: &Input) -> (Option<String>, Option<Container>) {
    let (mut first, bodies) = (First::default(), Bodies::new());
    let mut out = Output::new(&mut first, &bodies, Header::new(Container::RrwebNdjson));
    let _ = open::read(input, &mut out, &bodies); // why it can't be read is told when it is read in earnest
    let container = (out.events > 0).then_some(out.header.container);
    (out.header.recording_id, container)
}

/// Stops at the first progress after an event.
#[derive(Default)]
struct First {
    seen: bool,
}

impl Sink for First {
    fn header(&mut self, _: &Header) {}

    fn event(&mut self, _: Record<'_>) -> Keep {
        self.seen = true;
        Keep::Nothing
    }

    fn damage(&mut self, _: Damage) {}

    fn progress(&mut self, _: u64, _: Option<u64>) -> ControlFlow<()> {
        if self.seen { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
