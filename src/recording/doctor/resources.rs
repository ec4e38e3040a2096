//! What a page shows and the recording does not hold: style sheets that were not inlined, images that lie elsewhere.

use super::check::{Case, Check};
use super::words::{many, within};
use super::{Finding, View};
use crate::dom::{Node, Tree};
use crate::event::{NodeId, Seq};
use crate::timeline::WindowIx;
use std::collections::{BTreeMap, BTreeSet};

/// See the module.
#[derive(Default)]
pub(super) struct Resources(BTreeMap<WindowIx, Window>);

#[derive(Default)]
struct Window {
    sheets: BTreeMap<String, Option<NodeId>>,
    images: BTreeSet<NodeId>,
    /// The last full snapshot: what its page lacks is known when it ends.
    since: Seq,
    first: Option<Seq>,
    last: Seq,
}

impl Check for Resources {
    fn see(&mut self, case: &Case<'_>) {
        let window = self.0.entry(case.window).or_default();
        if let Some(page) = case.extra.replaced {
            window.look(page, case.seq);
            window.since = case.seq;
        }
        // A page that no snapshot replaces is looked at when the window ends.
        let ends = case.view.windows.get(usize::from(case.window)).is_some_and(|window| window.last == case.seq);
        if let Some(page) = case.tree.filter(|_| ends) {
            window.look(page, case.seq);
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (ix, window) in self.0 {
            let Some(first) = window.first else { continue };
            let of = within(view, ix);
            let found = |effect: String, check| Finding::info(check, effect).window(ix).span(first, window.last);
            if let Some((url, node)) = window.sheets.first_key_value() {
                let count = window.sheets.len() as u64;
                let effect = format!(
                    "{} not captured{of} (first {url}): the page may look different",
                    are(count, "style sheet")
                );
                let finding = found(effect, "stylesheet-not-captured").node(*node).count(count);
                findings
                    .push(finding.remedy("record with inlineStylesheet, and let sheets of other hosts be read (CORS)"));
            }
            if let Some(node) = window.images.first() {
                let count = window.images.len() as u64;
                let effect = format!("{} not captured{of}: only the address is recorded", are(count, "image"));
                let finding = found(effect, "image-not-captured").node(Some(*node)).count(count);
                findings.push(finding.remedy("record with inlineImages to keep the pixels"));
            }
        }
        findings
    }
}

impl Window {
    fn look(&mut self, page: &Tree, seq: Seq) {
        let mut stack: Vec<Node<'_>> = page.root().into_iter().collect();
        while let Some(node) = stack.pop() {
            let missing = match node.tag() {
                "link" => self.sheet(node),
                "img" => self.image(node),
                _ => false,
            };
            if missing {
                self.first.get_or_insert(self.since);
                self.last = seq;
            }
            stack.extend(node.all_children());
        }
    }

    fn sheet(&mut self, link: Node<'_>) -> bool {
        let is_sheet = link
            .attribute("rel")
            .is_some_and(|rel| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet")));
        let href = link.attribute("href").filter(|href| is_sheet && !href.starts_with("data:"));
        let Some(href) = href.filter(|_| link.attribute("_cssText").is_none()) else { return false };
        self.sheets.insert(href.chars().take(200).collect(), link.id());
        true
    }

    fn image(&mut self, image: Node<'_>) -> bool {
        let source = image.attribute("src").or(image.attribute("srcset")).unwrap_or_default();
        let elsewhere = !source.is_empty() && !source.starts_with("data:");
        let missing = elsewhere && image.attribute("rr_dataURL").is_none();
        if let Some(id) = image.id().filter(|_| missing) {
            self.images.insert(id);
        }
        missing
    }
}

fn are(count: u64, one: &str) -> String {
    format!("{} {}", many(count, one), if count == 1 { "is" } else { "are" })
}
