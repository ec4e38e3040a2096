//! `man`: the manual, whole, of one verb, or as files where `man` looks for them.

use super::Out;
use super::target::Target;
use crate::cli::{Man, man_pages};
use crate::error::Failure;
use crate::text;
use std::io::Write as _;

/// Prints the manual, or writes its pages.
pub fn run(args: &Man, out: &mut Out) -> Result<(), Failure> {
    let pages = man_pages()?;
    if let Some(folder) = &args.dir {
        for (name, page) in pages {
            let path = folder.join(format!("{name}.1"));
            let mut file = Target::create(&path, true)?;
            file.write_all(&page).map_err(|error| file.unwritable(&error))?;
            file.commit()?;
        }
        return Ok(());
    }
    let Some(verb) = &args.verb else {
        return pages.iter().try_for_each(|(_, page)| out.verbatim(page));
    };
    let verbs: Vec<&str> = pages.iter().filter_map(|(name, _)| name.strip_prefix("scrubjay-")).collect();
    if let Some((_, page)) = pages.iter().find(|(name, _)| name.strip_prefix("scrubjay-") == Some(verb)) {
        return out.verbatim(page);
    }
    let near = text::nearest(verb, verbs.iter().copied()).map(|near| format!("did you mean {near}?"));
    let failure = Failure::usage(format!("there is no verb {verb:?}")).marked(verb, 0, verb.len());
    let known = format!("the verbs are {}", verbs.join(" "));
    Err(near.into_iter().chain([known]).fold(failure, Failure::hinted))
}
