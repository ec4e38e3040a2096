//! The user's actions as a Playwright test: what was clicked, typed and chosen, each found the way Playwright recommends,
//! and in the end what the recording shows.
//!
//! It is a draft to be read: values that the recorder masked are taken from the environment, and what was not recorded
//! (keys such as Enter, files, edits of rich text) is not there. Everything recorded stands in quoted strings.

use super::action::{Deed, Locator, Step, Target, quoted, scope, steps};
use super::{ExportError, Notes, Source};
use crate::dom::select::may_be_hidden;
use crate::dom::text::is_shown;
use crate::dom::{Node, Tree};
use crate::extract::host_and_path;
use crate::text::neutral;
use crate::timeline::WindowIx;
use std::collections::HashSet;
use std::io::Write;

/// Texts that are expected in the end.
const MOST_EXPECTED: usize = 3;
/// Texts that are looked at for them.
const MOST_EXAMINED: usize = 30;
/// Steps before the end that may have brought them about.
const MOST_LOOKED_BACK: usize = 10;

/// Writes the test.
///
/// # Errors
/// Nothing was done, the recording cannot be read again, or the output not be written.
pub fn write(source: &Source<'_>, out: &mut dyn Write) -> Result<Notes, ExportError> {
    let mut all = Vec::new();
    for window in source.windows() {
        all.extend(steps(source, window, None)?);
    }
    all.sort_by_key(|step| step.seq);
    let script = Script { source, origin: all.iter().find_map(origin).unwrap_or_default() };
    if all.iter().all(|step| step.target.is_none()) {
        return Err(ExportError::Nothing(
            "the user did nothing in what was asked for: there is no test in it".to_owned(),
        ));
    }
    script.head(out)?;
    let mut seen: Vec<WindowIx> = Vec::new();
    for step in &all {
        if !seen.contains(&step.window) {
            script.page(step, seen.is_empty(), out)?;
            seen.push(step.window);
        }
        script.step(step, out)?;
    }
    for window in &seen {
        script.end(*window, &all, out)?;
    }
    out.write_all(b"});\n")?;
    Ok(notes(&all))
}

fn notes(steps: &[Step]) -> Notes {
    let masked = steps.iter().filter(|step| matches!(step.what, Deed::Fill(None) | Deed::Choose(None))).count();
    let files = steps.iter().filter(|step| step.what == Deed::Attach).count();
    let mut notes = Notes::new();
    if masked > 0 {
        notes.push(format!(
            "{masked} values were masked in the recording: the test reads them from environment variables"
        ));
    }
    if files > 0 {
        notes.push(format!("{files} files were picked, and the recording does not hold them: look for TODO"));
    }
    notes
}

/// Scheme and host of the first page that was opened.
fn origin(step: &Step) -> Option<String> {
    let (Deed::Open(href) | Deed::Arrive(href)) = &step.what else { return None };
    let (scheme, rest) = href.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    Some(format!("{scheme}://{host}"))
}

struct Script<'s> {
    source: &'s Source<'s>,
    origin: String,
}

impl Script<'_> {
    fn head(&self, out: &mut dyn Write) -> Result<(), ExportError> {
        let index = &self.source.view.index;
        let name = self.source.session_id().unwrap_or("recorded session");
        let start = self.source.clip.start().rfc3339();
        writeln!(out, "import {{ test, expect }} from '@playwright/test';\n")?;
        writeln!(
            out,
            "// Made by scrubjay from what was recorded at {start}. `#n` is the number of the recorded event."
        )?;
        if !self.origin.is_empty() {
            writeln!(out, "const BASE = process.env.BASE_URL ?? {};", quoted(&self.origin))?;
        }
        let several =
            self.source.windows().filter(|window| self.source.seqs().any(|seq| index.window(seq) == *window)).count()
                > 1;
        let fixtures = if several { "{ page, context }" } else { "{ page }" };
        Ok(writeln!(out, "\ntest({}, async ({fixtures}) => {{", quoted(name))?)
    }

    /// What a window is called in the test.
    fn variable(&self, window: WindowIx) -> String {
        match self.source.windows().position(|other| other == window) {
            None | Some(0) => "page".to_owned(),
            Some(place) => format!("page{}", place + 1),
        }
    }

    /// A window's first step needs a page of the size it had.
    fn page(&self, step: &Step, is_first: bool, out: &mut dyn Write) -> Result<(), ExportError> {
        let Source { recording, view, cancel, .. } = *self.source;
        let page = self.variable(step.window);
        if !is_first && page != "page" {
            writeln!(out, "\n  // another browser tab\n  const {page} = await context.newPage();")?;
        }
        // The page that is opened tells its size.
        let tree = recording.tree(view, step.window, step.seq, cancel)?;
        if let Some((width, height)) = tree.viewport() {
            writeln!(out, "  await {page}.setViewportSize({{ width: {width:.0}, height: {height:.0} }});")?;
        }
        Ok(())
    }

    fn step(&self, step: &Step, out: &mut dyn Write) -> Result<(), ExportError> {
        let page = self.variable(step.window);
        let stamp = (step.at - self.source.view.index.start()).stamp(false);
        writeln!(out, "\n  // #{} {stamp} {}", step.seq, neutral(&step.told()))?;
        let target = step.target.as_ref();
        // Playwright checks the control of a label that it is given.
        let locator = |target: &'_ Target| match (&step.what, &target.label) {
            (Deed::Check(_), Some(label)) => label.clone(),
            _ => target.locator.clone(),
        };
        let locator = target.map(locator);
        let calls = locator.as_ref().map_or("", Locator::calls);
        if let Some(under) = target.and_then(|target| target.under.as_ref()) {
            writeln!(out, "  await {page}.{}.hover();", under.calls())?;
        }
        let masked = || {
            format!(
                "process.env.{} ?? 'TODO: masked in the recording'",
                variable_name(target.map_or("", |target| &target.words))
            )
        };
        let given = |value: &Option<std::sync::Arc<str>>| value.as_deref().map_or_else(masked, quoted);
        let call = match &step.what {
            Deed::Open(href) => return Ok(writeln!(out, "  await {page}.goto({});", self.address(href))?),
            Deed::Arrive(href) => {
                return Ok(writeln!(out, "  await expect({page}).toHaveURL({});", self.address(href))?);
            }
            Deed::Click => "click()".to_owned(),
            Deed::DoubleClick => "dblclick()".to_owned(),
            Deed::RightClick => "click({ button: 'right' })".to_owned(),
            Deed::Fill(value) => format!("fill({})", given(value)),
            Deed::Check(true) => "check()".to_owned(),
            Deed::Check(false) => "uncheck()".to_owned(),
            Deed::Choose(value) => format!("selectOption({})", given(value)),
            Deed::Attach => "setInputFiles('TODO: the file is not in the recording')".to_owned(),
        };
        Ok(writeln!(out, "  await {page}.{calls}.{call};")?)
    }

    /// An address as JavaScript, of the test's own server where it was the recorded one's.
    fn address(&self, href: &str) -> String {
        match href.strip_prefix(&*self.origin) {
            Some(path) if !self.origin.is_empty() && (path.is_empty() || path.starts_with(['/', '?', '#'])) => {
                format!("BASE + {}", quoted(path))
            }
            _ => quoted(href),
        }
    }

    /// What a window shows in the end: its address, and texts that the last steps brought about.
    fn end(&self, window: WindowIx, steps: &[Step], out: &mut dyn Write) -> Result<(), ExportError> {
        let Source { recording, view, cancel, .. } = *self.source;
        let index = &view.index;
        let Some(last) = self.source.seqs().filter(|seq| index.window(*seq) == window).last() else { return Ok(()) };
        let page = view.page(window, last);
        let began = page.map_or(0, |page| page.seq);
        let after = recording.tree(view, window, last, cancel)?;
        let name = self.variable(window);
        writeln!(out, "\n  // what the recording shows in the end")?;
        if let Some(page) = page.filter(|page| !host_and_path(&page.href).0.is_empty()) {
            writeln!(out, "  await expect({name}).toHaveURL({});", self.address(&page.href))?;
        }
        // What the last of the steps brought about, on the page that is still there.
        let here = steps.iter().rev().filter(|step| step.window == window && step.seq > began && step.target.is_some());
        let mut found = Vec::new();
        for step in here.take(MOST_LOOKED_BACK) {
            let before = recording.tree(view, window, step.seq - 1, cancel)?;
            found = expected(&before, &after);
            if !found.is_empty() {
                break;
            }
        }
        for locator in if found.is_empty() { heading(&after) } else { found } {
            writeln!(out, "  await expect({name}.{}).toBeVisible();", locator.calls())?;
        }
        Ok(())
    }
}

/// Texts that are on a page now and were not.
fn expected(before: &Tree, after: &Tree) -> Vec<Locator> {
    let known: HashSet<String> = elements(before).map(own_text).collect();
    let is_new = |node: &Node<'_>| {
        let text = own_text(*node);
        is_shown(*node) && text.chars().any(char::is_alphabetic) && !known.contains(&text)
    };
    let found = elements(after).filter(is_new).filter_map(|node| Some((node, Locator::of_text(node)?)));
    // Their style sheets are read once for each.
    let visible = found.take(MOST_EXAMINED).filter(|(node, _)| !may_be_hidden(*node));
    visible.map(|(_, locator)| locator).take(MOST_EXPECTED).collect()
}

fn heading(tree: &Tree) -> Vec<Locator> {
    let headings = elements(tree).filter(|node| matches!(node.tag(), "h1" | "h2") && is_shown(*node));
    headings.filter_map(Locator::of_text).take(1).collect()
}

/// The elements of the top document.
fn elements(tree: &Tree) -> impl Iterator<Item = Node<'_>> {
    tree.root().into_iter().flat_map(scope).filter(|node| node.is_element())
}

/// The text that stands right in an element.
fn own_text(node: Node<'_>) -> String {
    crate::dom::text::collapse(&node.children().map(Node::text).collect::<String>())
}

/// A name of an environment variable for a value.
fn variable_name(words: &str) -> String {
    let words = words.strip_prefix("the ").unwrap_or(words);
    let letters =
        words.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { ' ' }).collect::<String>();
    let name = letters.split_whitespace().take(5).collect::<Vec<_>>().join("_");
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("VALUE_{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_value_gets_a_name_that_shells_take() {
        assert_eq!(variable_name("the field \"Card number\""), "FIELD_CARD_NUMBER");
        assert_eq!(variable_name("\u{540d}"), "VALUE_");
        assert_eq!(variable_name("1`;$(x)"), "VALUE_1_X");
    }
}
