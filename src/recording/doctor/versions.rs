//! Which recorder wrote this, told by what it wrote: recordings carry no version.
//!
//! The features are those whose arrival and departure are known (rrweb: releases 0.x to 2.2, PostHog's fork). A recording
//! with features that no one recorder has was mixed; one with unknown event types is newer than this program.

use super::check::{Case, Check};
use super::words::many;
use super::{Finding, View};
use crate::event::node::{NodeBody, SerializedNode};
use crate::event::{Data, Seq};
use std::collections::BTreeMap;

/// See the module.
#[derive(Default)]
pub(super) struct Versions {
    /// The first event with each feature.
    seen: BTreeMap<Feature, Seq>,
    unknown: Option<(Seq, Seq, u64)>,
}

/// Something that only some recorders write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Feature {
    /// `previousId` with a node in it: 0.x.
    PreviousId,
    /// Segments of a style sheet marked in `_cssText`: upstream since 2.0.0-alpha.20.
    SplitCss,
    /// Sheets as text children of `<style>`: 1.x, early 2.0, PostHog.
    StyleText,
    /// `pointerType`: since 2.0.0-alpha.11.
    PointerType,
    /// Adopted sheets and selections: since 2.0 alphas.
    Adopted,
    /// Annotations and assets: 2.1 and 2.2.
    Annotation,
    /// PostHog's custom events.
    PostHog,
    /// Wireframes.
    Mobile,
}

impl Check for Versions {
    fn see(&mut self, case: &Case<'_>) {
        let Some(event) = case.event else { return };
        match &event.data {
            Data::Unknown { .. } if case.extra.lost().next().is_none() => {
                let known = self.unknown.get_or_insert((case.seq, case.seq, 0));
                *known = (known.0, case.seq, known.2 + 1);
            }
            Data::FullSnapshot(snapshot) => snapshot.page.nodes.iter().for_each(|node| self.node(case.seq, node)),
            Data::Mutation(mutation) => {
                for add in &mutation.adds {
                    add.node.nodes.iter().for_each(|node| self.node(case.seq, node));
                    if add.previous_id.is_some_and(|id| id > 0) {
                        self.note(Feature::PreviousId, case.seq);
                    }
                }
            }
            Data::Interaction(interaction) if interaction.pointer_type.is_some() => {
                self.note(Feature::PointerType, case.seq);
            }
            Data::AdoptedStyleSheet(_) | Data::Selection(_) => self.note(Feature::Adopted, case.seq),
            Data::Annotation { .. } | Data::Asset { .. } => self.note(Feature::Annotation, case.seq),
            Data::Custom { tag, .. }
                if matches!(&**tag, "$posthog_config" | "$session_options" | "$remote_config_received") =>
            {
                self.note(Feature::PostHog, case.seq);
            }
            _ => {}
        }
    }

    fn conclude(self: Box<Self>, view: &View) -> Vec<Finding> {
        let mut findings = vec![Finding::info("recorder", format!("recorded by {}", self.recorder(view)))];
        findings.extend(self.mixed());
        if let Some((from, to, count)) = self.unknown {
            let effect = format!(
                "{} of a type this program does not know: the recorder is newer, and what they changed is not shown",
                many(count, "event")
            );
            findings.push(Finding::warning("unknown-events", effect).span(from, to).count(count));
        }
        findings
    }
}

impl Versions {
    fn note(&mut self, feature: Feature, seq: Seq) {
        self.seen.entry(feature).or_insert(seq);
    }

    fn node(&mut self, seq: Seq, node: &SerializedNode) {
        let NodeBody::Element(element) = &node.body else { return };
        let attribute = |name: &str| element.attributes.iter().find(|attribute| &*attribute.name == name);
        if &*element.tag == "style" {
            match attribute("_cssText") {
                Some(css) if css.value.contains("/* rr_split */") => self.note(Feature::SplitCss, seq),
                Some(_) => {}
                None => self.note(Feature::StyleText, seq),
            }
        }
        if attribute("data-rrweb-id").is_some() && &*element.tag == "html" {
            self.note(Feature::Mobile, seq);
        }
    }

    fn has(&self, feature: Feature) -> bool {
        self.seen.contains_key(&feature)
    }

    fn recorder(&self, view: &View) -> &'static str {
        let posthog = view.header.as_ref().is_some_and(|header| header.container.is_posthog());
        if self.has(Feature::Mobile) {
            "a PostHog mobile SDK (wireframes)"
        } else if posthog || self.has(Feature::PostHog) {
            "PostHog's fork of rrweb 2.0"
        } else if self.has(Feature::PreviousId) {
            "rrweb 0.x"
        } else if self.has(Feature::Annotation) {
            "rrweb 2.1 or later"
        } else if self.has(Feature::SplitCss) {
            "rrweb 2.0.0-alpha.20 or later"
        } else if self.has(Feature::PointerType) || self.has(Feature::Adopted) {
            "rrweb 2"
        } else {
            "rrweb 1 or 2"
        }
    }

    /// Features of recorders that no one recorder has.
    fn mixed(&self) -> Option<Finding> {
        let old = *self.seen.get(&Feature::PreviousId)?;
        let newer = [Feature::SplitCss, Feature::PointerType, Feature::Adopted, Feature::Annotation, Feature::PostHog];
        let new = newer.iter().find_map(|feature| self.seen.get(feature))?;
        let effect = format!(
            "events #{old} and #{new} were written by recorders of different generations: parts of two recordings were put together"
        );
        Some(Finding::warning("mixed-recorders", effect).span(old.min(*new), old.max(*new)))
    }
}
